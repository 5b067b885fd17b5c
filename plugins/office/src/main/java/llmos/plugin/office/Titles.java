package llmos.plugin.office;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import llmos.api.Document;
import llmos.api.Document.Part;
import llmos.api.Document.PartKind;
import llmos.plugin.markup.Layout;
import org.jsoup.nodes.Element;

/** How a document is called. */
final class Titles {
  private static final int LONGEST = 200;

  private Titles() {}

  /** What the properties of the document say; empty if nothing. */
  static String ofProperties(Archive archive, String part) {
    if (!archive.has(part)) {
      return "";
    }
    try {
      Optional<Element> title =
          Xml.all(Xml.tree(archive, part), "title").stream().findFirst();
      return title.map(e -> e.wholeText().strip()).orElse("");
    } catch (IOException e) {
      return ""; // damaged properties cost the title, not the document
    }
  }

  /** The text with the title of the properties, else its first heading, else the file's name. */
  static Document titled(
      Layout layout, String ofProperties, String fileName, List<String> warnings) {
    Document document = layout.document(fileName, warnings);
    String title = ofProperties.isBlank() ? heading(document).orElse(fileName) : ofProperties;
    return new Document(title, document.text(), document.parts(), document.warnings());
  }

  private static Optional<String> heading(Document document) {
    return document.parts().stream()
        .filter(part -> part.kind() == PartKind.HEADING)
        .findFirst()
        .map(part -> text(document, part));
  }

  private static String text(Document document, Part part) {
    return document.text().substring(part.start(), Math.min(part.end(), part.start() + LONGEST));
  }
}
