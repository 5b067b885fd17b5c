package llmos.plugin.office;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import llmos.api.Document;
import llmos.plugin.markup.Layout;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/** A presentation: a page for each slide, its title as the heading, with its notes and the words of its diagrams. */
final class Slides {
  private static final Set<String> BLOCKS = Set.of("p", "tr");
  private static final Set<String> SHAPE = Set.of("sp");

  private final Archive archive;
  private final Layout layout = new Layout();
  private final List<String> warnings = new ArrayList<>();
  private Slide slide = new Slide(layout);
  private Rows rows = Rows.ofTable(layout);
  private @Nullable Element table;

  private Slides(Archive archive) {
    this.archive = archive;
  }

  static Document read(String fileName, Archive archive, String main, String title)
      throws IOException, InterruptedException {
    Slides slides = new Slides(archive);
    Relations relations = Relations.of(archive, main);
    List<Element> order = Xml.all(Xml.tree(archive, main), "sldId");
    int unread = 0;
    for (int i = 0; i < order.size() && !slides.layout.full(); i++) {
      // Its own number comes first, which also ends in "id".
      Optional<String> part = relations.part(archive, reference(order.get(i)));
      unread += slides.slide(part, i + 1) ? 0 : 1;
    }
    if (unread > 0 && unread == order.size()) {
      throw new IOException("damaged: none of %d slides can be read; the first: %s"
          .formatted(unread, slides.warnings.getFirst()));
    }
    return Titles.titled(slides.layout, title, fileName, slides.warnings);
  }

  private static String reference(Element slideId) {
    return slideId.attributes().asList().stream()
        .filter(a -> a.getKey().endsWith(":id"))
        .map(a -> a.getValue())
        .findFirst()
        .orElse("");
  }

  /** Whether it could be read; one that cannot does not cost the others. */
  private boolean slide(Optional<String> part, int number) throws InterruptedException {
    slide = new Slide(layout);
    table = null;
    try {
      if (part.isEmpty()) {
        throw new IOException("it is not in the archive");
      }
      Xml.each(archive, part.get(), BLOCKS, this::block);
      slide.endOfTable(rows);
      Relations relations = Relations.of(archive, part.get());
      for (String diagram : relations.all("diagramData")) {
        Xml.each(
            archive, diagram, Set.of("p"), p -> slide.item(1, Runs.ofOffice(p).words()));
      }
      for (String notes : relations.all("notesSlide")) {
        Xml.each(archive, notes, Set.of("p"), this::note);
      }
      slide.write(number);
      return true;
    } catch (IOException e) {
      warnings.add("slide %d: %s".formatted(number, e.getMessage()));
      return false;
    }
  }

  private void block(Element block) throws IOException {
    if (Xml.name(block).equals("tr")) {
      row(block);
      return;
    }
    if (table != null) {
      slide.endOfTable(rows);
      table = null;
    }
    paragraph(block);
  }

  private void row(Element row) {
    if (!Objects.equals(row.parent(), table)) {
      slide.endOfTable(rows);
      rows = Rows.ofTable(layout);
      table = row.parent();
    }
    List<String> cells = Xml.children(row, "tc").stream()
        .map(cell -> Runs.ofOffice(cell).words())
        .toList();
    slide.row(rows, cells);
  }

  private void paragraph(Element paragraph) throws IOException {
    String words = Runs.ofOffice(paragraph).words();
    Optional<Element> properties = Xml.child(paragraph, "pPr");
    int level = properties.map(e -> Xml.number(e, "lvl", 0)).orElse(0) + 1;
    boolean bulleted = properties
        .map(
            p -> Xml.child(p, "buChar").isPresent() || Xml.child(p, "buAutoNum").isPresent())
        .orElse(false);
    boolean plain = properties.map(p -> Xml.child(p, "buNone").isPresent()).orElse(false);
    switch (place(paragraph)) {
      case "title", "ctrTitle" -> slide.title(words);
      case "dt", "ftr", "sldNum", "hdr" -> {
        // the same on every slide
      }
      case "body", "obj" -> {
        if (plain) {
          slide.paragraph(words);
        } else {
          slide.item(level, words);
        }
      }
      default -> {
        if (bulleted) {
          slide.item(level, words);
        } else {
          slide.paragraph(words);
        }
      }
    }
  }

  private void note(Element paragraph) throws IOException {
    if (place(paragraph).equals("body")) {
      slide.note(Runs.ofOffice(paragraph).words());
    }
  }

  /** What the layout of the slide provides the text's shape for: {@code title}, {@code body} and others; empty for a free one. */
  private static String place(Element paragraph) throws IOException {
    Optional<Element> place =
        Xml.ancestor(paragraph, SHAPE).flatMap(shape -> Xml.at(shape, "nvSpPr", "nvPr", "ph"));
    if (place.isEmpty()) {
      return "";
    }
    String type = Xml.attr(place.get(), "type");
    return type.isEmpty() ? "obj" : type;
  }
}
