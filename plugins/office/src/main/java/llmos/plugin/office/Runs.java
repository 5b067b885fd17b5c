package llmos.plugin.office;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;
import org.jsoup.select.NodeTraversor;

/**
 * The words of a paragraph, a cell or a shared string, as they are seen: without what was deleted, codes of fields, comments and
 * phonetic guides. Footnotes are kept apart.
 */
final class Runs implements NodeFilter {
  private static final Set<String> UNSEEN = Set.of(
      "pPr",
      "rPr",
      "del",
      "moveFrom",
      "delText",
      "instrText",
      "Fallback",
      "rPh",
      "annotation",
      "tracked-changes",
      "note-citation");

  private final StringBuilder words = new StringBuilder();
  private final List<String> noteIds = new ArrayList<>();
  private final List<Element> notes = new ArrayList<>();
  private final Element root;

  /** In OpenDocument all text counts, elsewhere only that in elements named {@code t}. */
  private final boolean everything;

  private Runs(Element root, boolean everything) {
    this.root = root;
    this.everything = everything;
    NodeTraversor.filter(this, root);
  }

  /** Of a Word paragraph, a text of a slide or a string of a workbook. */
  static Runs ofOffice(Element element) {
    return new Runs(element, false);
  }

  /** Of an OpenDocument element. */
  static Runs ofOpen(Element element) {
    return new Runs(element, true);
  }

  String words() {
    return words.toString();
  }

  /** Which notes are referred to, as {@code footnote 2}. */
  List<String> noteIds() {
    return noteIds;
  }

  /** The notes that stand in the text itself. */
  List<Element> notes() {
    return notes;
  }

  @Override
  public FilterResult head(Node node, int depth) {
    if (node instanceof TextNode text) {
      boolean counts = everything
          || (node.parent() instanceof Element parent && Xml.name(parent).equals("t"));
      words.append(counts ? text.getWholeText() : "");
      return FilterResult.CONTINUE;
    }
    if (node.equals(root) || !(node instanceof Element element)) {
      return FilterResult.CONTINUE;
    }
    String name = Xml.name(element);
    if (UNSEEN.contains(name)) {
      return FilterResult.SKIP_ENTIRELY;
    }
    if (everything && name.equals("note")) {
      notes.add(element);
      return FilterResult.SKIP_ENTIRELY;
    }
    open(name, element);
    return FilterResult.CONTINUE;
  }

  private void open(String name, Element element) {
    switch (name) {
      case "tab", "ptab" -> words.append('\t');
      case "br", "cr", "line-break" -> words.append('\n');
      case "noBreakHyphen" -> words.append('-');
      case "p", "h", "tc", "s" -> words.append(' ');
      case "footnoteReference" -> noteIds.add("footnote " + Xml.attr(element, "id"));
      case "endnoteReference" -> noteIds.add("endnote " + Xml.attr(element, "id"));
      default -> {
        // Others have no words of their own.
      }
    }
  }

  @Override
  public FilterResult tail(Node node, int depth) {
    return FilterResult.CONTINUE;
  }
}
