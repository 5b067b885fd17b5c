package llmos.plugin.office;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llmos.api.Document.PartKind;
import llmos.plugin.markup.Layout;
import llmos.plugin.markup.Markup;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/**
 * A book: its chapters in the order in which it is read. A chapter without a heading of its own gets the one that the table of contents
 * has for it.
 */
final class Epub {
  private static final String CONTAINER = "META-INF/container.xml";
  private static final String PACKAGE = ".opf";
  private static final int LARGEST_CHAPTER = 32 << 20;
  private static final String SELF_CLOSED =
      "(?i)<(title|script|style|a|p|div|span|i|b|em|strong|td|th|li|iframe)(\\s[^<>]*)?/>";

  private final Archive archive;
  private final Layout layout = new Layout();
  private final List<String> warnings = new ArrayList<>();
  private final Map<String, String> contents = new HashMap<>();

  private Epub(Archive archive) {
    this.archive = archive;
  }

  /** A file that the package lists. */
  private record Item(String part, String type, String properties) {}

  static llmos.api.Document read(String fileName, Archive archive)
      throws IOException, InterruptedException {
    refuseLocked(archive);
    String packed = packagePart(archive);
    Element tree = Xml.tree(archive, packed);
    Epub book = new Epub(archive);
    String title = first(tree, "title");
    String author = String.join(", ", texts(tree, "creator"));
    if (!author.isEmpty()) {
      book.layout.part(PartKind.PARAGRAPH, 0, title.isEmpty() ? author : title + " by " + author);
    }
    Map<String, Item> items = items(tree, packed);
    book.contents(items);
    book.chapters(tree, items);
    return book.layout.document(title.isEmpty() ? fileName : title, book.warnings);
  }

  private static String packagePart(Archive archive) throws IOException {
    if (archive.has(CONTAINER)) {
      for (Element root : Xml.all(Xml.tree(archive, CONTAINER), "rootfile")) {
        String part = Relations.resolve("", Xml.attr(root, "full-path"));
        if (archive.has(part)) {
          return part;
        }
      }
    }
    return archive.names().stream()
        .filter(name -> name.endsWith(PACKAGE))
        .findFirst()
        .orElseThrow(() -> new IOException("damaged: the book has no list of its chapters (.opf)"));
  }

  /** Scrambled fonts do no harm, scrambled chapters cannot be read. */
  private static void refuseLocked(Archive archive) throws IOException {
    String part = "META-INF/encryption.xml";
    if (!archive.has(part)) {
      return;
    }
    for (Element reference : Xml.all(Xml.tree(archive, part), "CipherReference")) {
      if (Xml.attr(reference, "URI").matches("(?i).*\\.(x?html?|xml)")) {
        throw new IOException("encrypted: its chapters are locked by copy protection");
      }
    }
  }

  private static Map<String, Item> items(Element tree, String packed) {
    Map<String, Item> items = new LinkedHashMap<>();
    for (Element item : Xml.all(tree, "item")) {
      String part = Relations.resolve(packed, Xml.attr(item, "href"));
      items.put(
          Xml.attr(item, "id"),
          new Item(part, Xml.attr(item, "media-type"), Xml.attr(item, "properties")));
    }
    return items;
  }

  /** What the table of contents calls the chapters; a book can do without. */
  private void contents(Map<String, Item> items) {
    for (Item item : items.values()) {
      try {
        if (item.properties().contains("nav") && archive.has(item.part())) {
          for (Element link : chapter(item.part()).select("nav a[href]")) {
            name(Relations.resolve(item.part(), link.attr("href")), link.text());
          }
        } else if (item.type().contains("dtbncx") && archive.has(item.part())) {
          for (Element point : Xml.all(Xml.tree(archive, item.part()), "navPoint")) {
            String source =
                Xml.child(point, "content").map(e -> Xml.attr(e, "src")).orElse("");
            String label = Xml.child(point, "navLabel").map(Element::text).orElse("");
            name(Relations.resolve(item.part(), source), label);
          }
        }
      } catch (IOException e) {
        warnings.add("the table of contents cannot be read: " + e.getMessage());
      }
    }
  }

  private void name(String part, String label) {
    if (!label.isBlank()) {
      contents.putIfAbsent(part, label.strip());
    }
  }

  private void chapters(Element tree, Map<String, Item> items)
      throws IOException, InterruptedException {
    int chapters = 0;
    int unread = 0;
    for (Element reference : Xml.all(tree, "itemref")) {
      @Nullable Item item = items.get(Xml.attr(reference, "idref"));
      if (item == null || item.properties().contains("nav") || layout.full()) {
        continue;
      }
      if (Thread.interrupted()) {
        throw new InterruptedException("reading " + item.part());
      }
      chapters++;
      unread += chapter(item) ? 0 : 1;
    }
    if (unread == chapters) {
      throw new IOException("damaged: none of %d chapters can be read%s"
          .formatted(chapters, warnings.isEmpty() ? "" : "; the last: " + warnings.getLast()));
    }
  }

  /** Whether it could be read; one that cannot does not cost the others. */
  private boolean chapter(Item item) {
    try {
      Document chapter = chapter(item.part());
      if (chapter.selectFirst("h1, h2, h3, h4, h5, h6") == null) {
        layout.part(PartKind.HEADING, 1, contents.getOrDefault(item.part(), ""));
      }
      Markup.add(chapter.body(), layout);
      return true;
    } catch (IOException e) {
      warnings.add("%s: %s".formatted(item.part(), e.getMessage()));
      return false;
    }
  }

  /** As HTML, which forgives; only what XHTML closes in one tag is closed in two. */
  private Document chapter(String part) throws IOException {
    byte[] bytes;
    try (InputStream in = archive.open(part)) {
      bytes = in.readNBytes(LARGEST_CHAPTER);
    }
    Optional<String> utf8 = Optional.of(new String(bytes, StandardCharsets.UTF_8))
        .filter(text -> text.indexOf('\uFFFD') < 0 && text.indexOf('\0') < 0);
    return utf8.isPresent()
        ? Jsoup.parse(utf8.get().replaceFirst("^\uFEFF", "").replaceAll(SELF_CLOSED, "<$1$2></$1>"))
        : Jsoup.parse(new ByteArrayInputStream(bytes), null, "");
  }

  private static String first(Element tree, String name) {
    return texts(tree, name).stream().findFirst().orElse("");
  }

  private static List<String> texts(Element tree, String name) {
    return Xml.all(tree, name).stream()
        .map(e -> e.wholeText().replaceAll("\\s+", " ").strip())
        .filter(text -> !text.isEmpty())
        .toList();
  }
}
