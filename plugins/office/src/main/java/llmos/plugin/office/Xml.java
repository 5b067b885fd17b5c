package llmos.plugin.office;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.parser.Parser;
import org.jsoup.parser.StreamParser;

/**
 * XML of an archive. Elements and attributes are known by their names without prefix, because which prefix stands for which
 * namespace is up to the program that wrote them. Definitions of entities are never read.
 */
final class Xml {
  /** Elements in memory at one time: more is no document. */
  private static final int MOST_KEPT = 400_000;

  private static final int DEEPEST = 1_000;

  /** Parts that are read as a whole (settings, lists of parts) are cut off here. */
  private static final int LARGEST_TREE = 16 << 20;

  private Xml() {}

  /** What is done with an element. */
  @FunctionalInterface
  interface Visitor {
    void visit(Element element) throws IOException, InterruptedException;
  }

  /**
   * Visits the outermost elements of these names, in order, each as soon as it is complete; then it is taken out of the tree. What
   * stands around it is there, but not yet what follows.
   */
  static void each(Archive archive, String part, Set<String> names, Visitor visitor)
      throws IOException, InterruptedException {
    try (Reader in = reader(archive.open(part));
        StreamParser parser = new StreamParser(Parser.xmlParser()).parse(in, "")) {
      Iterator<Element> elements = parser.iterator();
      long kept = 0;
      while (elements.hasNext()) {
        Element element = elements.next();
        kept = limited(kept + 1, part);
        if (names.contains(name(element)) && ancestor(element, names).isEmpty()) {
          visitor.visit(element);
          kept -= element.stream().count();
          remove(element);
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static long limited(long kept, String part) throws IOException, InterruptedException {
    if (kept > MOST_KEPT) {
      throw new IOException(
          "refused: %s has more than %,d elements in one piece".formatted(part, MOST_KEPT));
    }
    if (Thread.interrupted()) {
      throw new InterruptedException("reading " + part);
    }
    return kept;
  }

  private static void remove(Element element) {
    Node before = element.previousSibling();
    if (before instanceof TextNode) {
      before.remove();
    }
    element.remove();
  }

  /** A small part as a tree. */
  static Document tree(Archive archive, String part) throws IOException {
    byte[] bytes = archive.small(part, LARGEST_TREE);
    try (Reader in = reader(new ByteArrayInputStream(bytes))) {
      return Parser.xmlParser().parseInput(in, "");
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** In UTF-8, unless the first bytes say otherwise. */
  private static Reader reader(InputStream bytes) throws IOException {
    BufferedInputStream in = new BufferedInputStream(bytes, 1 << 16);
    in.mark(256);
    byte[] start = in.readNBytes(200);
    in.reset();
    return new InputStreamReader(in, charset(start));
  }

  private static Charset charset(byte[] start) {
    if (start.length >= 4) {
      int first = (start[0] & 0xFF) << 8 | (start[1] & 0xFF);
      if (first == 0xFEFF || first == 0x003C) {
        return StandardCharsets.UTF_16BE;
      }
      if (first == 0xFFFE || first == 0x3C00) {
        return StandardCharsets.UTF_16LE;
      }
    }
    String declaration = new String(start, StandardCharsets.ISO_8859_1);
    int at = declaration.indexOf("encoding=");
    if (at < 0 || !declaration.contains("<?xml")) {
      return StandardCharsets.UTF_8;
    }
    String name = declaration.substring(at + 9).replaceFirst("(?s)^[\"']([\\w.:-]*).*", "$1");
    try {
      return Charset.forName(name);
    } catch (IllegalArgumentException e) {
      return StandardCharsets.UTF_8; // an encoding that nobody knows: most likely only misspelt
    }
  }

  /** The name without its prefix. */
  static String name(Element element) {
    String name = element.tagName();
    return name.substring(name.indexOf(':') + 1);
  }

  /** The nearest element around this one that has one of these names. */
  static Optional<Element> ancestor(Element element, Set<String> names) throws IOException {
    int depth = 0;
    for (Element up = element.parent(); up != null; up = up.parent()) {
      if (names.contains(name(up))) {
        return Optional.of(up);
      }
      if (++depth > DEEPEST) {
        throw new IOException("refused: elements are nested more than %,d deep".formatted(DEEPEST));
      }
    }
    return Optional.empty();
  }

  /** How many elements of this name are around this one. */
  static int depth(Element element, String name) {
    int depth = 0;
    for (Element up = element.parent(); up != null; up = up.parent()) {
      depth += name(up).equals(name) ? 1 : 0;
    }
    return depth;
  }

  /** Where the element stands among its siblings of the same name, from 1. */
  static int place(Element element) {
    Element parent = element.parent();
    return parent == null ? 1 : children(parent, name(element)).indexOf(element) + 1;
  }

  /** The value of the attribute of this name, with whatever prefix; empty if there is none. */
  static String attr(Element element, String name) {
    if (element.hasAttr(name)) {
      return element.attr(name);
    }
    for (Attribute attribute : element.attributes()) {
      String key = attribute.getKey();
      if (key.endsWith(name)
          && (key.length() == name.length()
              || key.charAt(key.length() - name.length() - 1) == ':')) {
        return attribute.getValue();
      }
    }
    return "";
  }

  /** The number in the attribute, or {@code otherwise}. */
  static int number(Element element, String attribute, int otherwise) {
    String value = attr(element, attribute);
    return value.matches("\\d{1,9}") ? Integer.parseInt(value) : otherwise;
  }

  /** The child of this name. */
  static Optional<Element> child(Element element, String name) {
    for (Node node : element.childNodes()) {
      if (node instanceof Element child && name(child).equals(name)) {
        return Optional.of(child);
      }
    }
    return Optional.empty();
  }

  /** The children of this name. */
  static List<Element> children(Element element, String name) {
    return element.children().stream().filter(c -> name(c).equals(name)).toList();
  }

  /** The element at the end of a path of children. */
  static Optional<Element> at(Element element, String... path) {
    Optional<Element> at = Optional.of(element);
    for (String name : path) {
      at = at.flatMap(e -> child(e, name));
    }
    return at;
  }

  /** All elements below this one that have the name, in order. */
  static List<Element> all(Element element, String name) {
    return element.stream().filter(e -> name(e).equals(name)).toList();
  }
}
