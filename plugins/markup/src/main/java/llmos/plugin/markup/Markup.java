package llmos.plugin.markup;

import java.util.Set;
import llmos.api.Document.PartKind;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;
import org.jsoup.select.NodeTraversor;

/** One walk over a tree of HTML: what somebody sees who looks at it becomes parts. It does not recurse. */
public final class Markup implements NodeFilter {
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
  private static final Set<String> NONE = Set.of();

  private final Layout layout;
  private final Set<String> alsoUnseen;

  private Markup(Layout layout, Set<String> alsoUnseen) {
    this.layout = layout;
    this.alsoUnseen = alsoUnseen;
  }

  /** Adds what is seen below this element. */
  public static void add(Element root, Layout layout) {
    walk(root, new Markup(layout, NONE));
  }

  /** Adds what is seen below this element, without menus, asides, footers and forms. */
  public static void addWithoutMenus(Element root, Layout layout) {
    walk(root, new Markup(layout, MENUS));
  }

  private static void walk(Element root, Markup walk) {
    walk.layout.end();
    NodeTraversor.filter(walk, root);
    walk.layout.end();
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
    if (UNSEEN.contains(name) || alsoUnseen.contains(name) || element.hasAttr("hidden")) {
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
