package llmos.plugin.html;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import llmos.api.Document.PartKind;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;
import org.jsoup.select.NodeTraversor;

/** One walk over the tree of a page. Everything that touches jsoup is in this class. */
final class WebPage implements NodeFilter {
  private static final Set<String> UNSEEN = Set.of(
      "script",
      "style",
      "template",
      "noscript",
      "svg",
      "canvas",
      "iframe",
      "object",
      "head",
      "select",
      "button");
  private static final Set<String> MENUS = Set.of("nav", "aside", "footer", "form");

  private final boolean withMenus;
  private final Layout layout = new Layout();

  private WebPage(boolean withMenus) {
    this.withMenus = withMenus;
  }

  static llmos.api.Document read(String fileName, byte[] bytes) throws IOException {
    List<String> warnings = new ArrayList<>();
    Document page = parse(bytes, warnings);
    Element main = page.selectFirst("main, [role=main]");
    List<Element> articles = main == null ? page.select("article") : List.of();
    Element root = main != null ? main : articles.size() == 1 ? articles.getFirst() : page.body();
    WebPage walk = new WebPage(main == null && articles.isEmpty());
    NodeTraversor.filter(walk, root);
    walk.layout.end();
    String title = page.title().strip();
    return new llmos.api.Document(
        title.isEmpty() ? fileName : title, walk.layout.text(), walk.layout.parts(), warnings);
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

  @Override
  public FilterResult head(Node node, int depth) {
    if (node instanceof TextNode text) {
      layout.words(text.getWholeText());
      return FilterResult.CONTINUE;
    }
    if (!(node instanceof Element element)) {
      return FilterResult.CONTINUE;
    }
    String name = element.normalName();
    if (UNSEEN.contains(name)
        || (!withMenus && MENUS.contains(name))
        || element.hasAttr("hidden")) {
      return FilterResult.SKIP_ENTIRELY;
    }
    open(name, element);
    return FilterResult.CONTINUE;
  }

  private void open(String name, Element element) {
    switch (name) {
      case "h1", "h2", "h3", "h4", "h5", "h6" ->
        layout.begin(PartKind.HEADING, name.charAt(1) - '0');
      case "ul", "ol" -> layout.deeper();
      case "li", "dt", "dd" -> layout.beginItem();
      case "pre" -> layout.begin(PartKind.CODE, 0);
      case "tr" -> layout.begin(isHeader(element) ? PartKind.TABLE_HEADER : PartKind.TABLE_ROW, 0);
      case "td", "th" -> layout.cell();
      case "br" -> layout.words("\n");
      case "img" -> layout.words(" " + element.attr("alt") + " ");
      default -> {
        if (element.isBlock()) {
          layout.boundary();
        }
      }
    }
  }

  @Override
  public FilterResult tail(Node node, int depth) {
    if (node instanceof Element element) {
      switch (element.normalName()) {
        case "ul", "ol" -> layout.shallower();
        case "h1", "h2", "h3", "h4", "h5", "h6", "li", "dt", "dd", "pre", "tr" -> layout.end();
        default -> {
          if (element.isBlock()) {
            layout.boundary();
          }
        }
      }
    }
    return FilterResult.CONTINUE;
  }

  private static boolean isHeader(Element row) {
    Element parent = row.parent();
    return (parent != null && parent.normalName().equals("thead"))
        || (!row.children().isEmpty()
            && row.children().stream().allMatch(cell -> cell.normalName().equals("th")));
  }
}
