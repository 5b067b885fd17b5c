package llmos.plugin.html;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import llmos.plugin.markup.Layout;
import llmos.plugin.markup.Markup;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** One page: its encoding, its title, and which part of it is the page itself. Everything that touches jsoup is in this class. */
final class WebPage {
  private WebPage() {}

  static llmos.api.Document read(String fileName, byte[] bytes) throws IOException {
    List<String> warnings = new ArrayList<>();
    Document page = parse(bytes, warnings);
    Element main = page.selectFirst("main, [role=main]");
    List<Element> articles = main == null ? page.select("article") : List.of();
    Element root = main != null ? main : articles.size() == 1 ? articles.getFirst() : page.body();
    Layout layout = new Layout();
    if (main == null && articles.isEmpty()) {
      Markup.add(root, layout);
    } else {
      Markup.addWithoutMenus(root, layout);
    }
    String title = page.title().strip();
    return layout.document(title.isEmpty() ? fileName : title, warnings);
  }

  private static Document parse(byte[] bytes, List<String> warnings) throws IOException {
    Document page = Jsoup.parse(new ByteArrayInputStream(bytes), null, "");
    boolean guessed = page.selectFirst("meta[charset], meta[http-equiv=content-type]") == null;
    if (page.wholeText().indexOf('\uFFFD') < 0) {
      return page;
    }
    if (guessed && !(bytes.length > 2 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB)) {
      warnings.add(
          "names no encoding and is not UTF-8: read as windows-1252, some letters may be wrong");
      return Jsoup.parse(new ByteArrayInputStream(bytes), "windows-1252", "");
    }
    warnings.add("some characters are not valid in the page's encoding and show as \uFFFD");
    return page;
  }
}
