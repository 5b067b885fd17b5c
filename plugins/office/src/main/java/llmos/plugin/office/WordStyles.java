package llmos.plugin.office;

import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/** What the styles of a Word document make of a paragraph: a heading of some level, an item, or neither. */
final class WordStyles {
  private static final Pattern HEADING = Pattern.compile("heading ?([1-9])");

  /** Styles are based on others; further than this nobody goes, unless in a circle. */
  private static final int LONGEST_CHAIN = 20;

  private final Map<String, Style> styles = new HashMap<>();

  /** One style; the levels of the heading and of the item are 0 if it makes none. */
  private record Style(String basedOn, int heading, int item) {}

  /** The styles of a part. */
  static WordStyles of(Archive archive, String part) throws IOException, InterruptedException {
    WordStyles styles = new WordStyles();
    Xml.each(archive, part, Set.of("style"), styles::add);
    return styles;
  }

  /** No styles: names of headings are understood all the same. */
  static WordStyles none() {
    return new WordStyles();
  }

  private void add(Element style) {
    String name = Xml.child(style, "name").map(e -> Xml.attr(e, "val")).orElse("");
    String based = Xml.child(style, "basedOn").map(e -> Xml.attr(e, "val")).orElse("");
    Optional<Element> properties = Xml.child(style, "pPr");
    int byName = ofName(name);
    styles.put(
        Xml.attr(style, "styleId"),
        new Style(
            based,
            byName > 0 ? byName : properties.map(WordStyles::outline).orElse(0),
            properties.map(WordStyles::isNumbered).orElse(false) ? ofItem(name) : 0));
  }

  private static int ofName(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    Matcher heading = HEADING.matcher(lower);
    return heading.matches()
        ? lower.charAt(lower.length() - 1) - '0'
        : lower.equals("title") ? 1 : 0;
  }

  /** {@code List Bullet 2} is one list deeper than {@code List Bullet}. */
  private static int ofItem(String name) {
    char last = name.isEmpty() ? '1' : name.charAt(name.length() - 1);
    return last > '1' && last <= '9' ? last - '0' : 1;
  }

  /** The heading's level that these properties name, from 1; 0 for body text. */
  private static int outline(Element properties) {
    int level =
        Xml.child(properties, "outlineLvl").map(e -> Xml.number(e, "val", 9)).orElse(9);
    return level < 9 ? level + 1 : 0;
  }

  private static boolean isNumbered(Element properties) {
    return Xml.at(properties, "numPr", "numId")
        .map(e -> !Xml.attr(e, "val").equals("0"))
        .orElse(false);
  }

  /** The level of the heading that this paragraph is, from 1; 0 if it is none. */
  int heading(Element paragraph) {
    Optional<Element> properties = Xml.child(paragraph, "pPr");
    int own = properties.map(WordStyles::outline).orElse(0);
    if (own > 0) {
      return own;
    }
    String id = style(properties);
    for (int i = 0; i < LONGEST_CHAIN; i++) {
      @Nullable Style style = styles.get(id);
      if (style == null) {
        return ofName(id);
      }
      if (style.heading > 0) {
        return style.heading;
      }
      id = style.basedOn;
    }
    return 0;
  }

  /** The level of the item that this paragraph is, from 1; 0 if it is none. */
  int item(Element paragraph) {
    Optional<Element> properties = Xml.child(paragraph, "pPr");
    Optional<Element> own = properties.flatMap(p -> Xml.child(p, "numPr"));
    if (own.isPresent()) {
      int level = Xml.at(own.get(), "ilvl").map(e -> Xml.number(e, "val", 0)).orElse(0);
      return isNumbered(properties.get()) ? level + 1 : 0;
    }
    String id = style(properties);
    for (int i = 0; i < LONGEST_CHAIN; i++) {
      @Nullable Style style = styles.get(id);
      if (style == null) {
        return 0;
      }
      if (style.item > 0) {
        return style.item;
      }
      id = style.basedOn;
    }
    return 0;
  }

  private static String style(Optional<Element> properties) {
    return properties
        .flatMap(p -> Xml.child(p, "pStyle"))
        .map(e -> Xml.attr(e, "val"))
        .orElse("");
  }
}
