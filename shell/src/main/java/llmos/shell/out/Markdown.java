package llmos.shell.out;

import java.util.List;
import java.util.Optional;
import llmos.shell.out.LineHead.Fence;
import llmos.shell.out.LineHead.Found;
import llmos.shell.out.LineHead.Level;

/**
 * Markdown on a terminal while it comes. Lines that are finished are never touched again. What goes out is a function of the
 * text alone: how it was cut, and when, changes no byte, unless the terminal is resized meanwhile or something else is shown.
 * Text is shown as it comes; what waits is the beginning of a line until it is known what it is, a mark until it is known
 * whether it is closed ({@link Inline}), and the first rows of a table. On a plain terminal marks stay as they were typed.
 */
final class Markdown {
  private static final int MOST_HEAD = 400;
  private static final int MOST_ROW = 10_000;
  private static final int RULE = 40;

  private final WordWrap wrap;
  private final boolean styled;
  private final Inline inline;
  private final StringBuilder head = new StringBuilder();
  private List<Level> open = List.of();
  private Optional<Fence> fence = Optional.empty();
  private Optional<CodePaint> code = Optional.empty();
  private Optional<MarkdownTable> table = Optional.empty();
  private Optional<Found> row = Optional.empty(); // the line that a table may begin with
  private Optional<Found> found =
      Optional.empty(); // what the line is that has begun; empty while its head is read
  private boolean text; // whether the line before was text
  private boolean owed; // a blank line, if anything follows
  private boolean any;
  private boolean begun; // whether a line stands on the screen without its end

  /** Shows it here. */
  Markdown(Sink out) {
    this.styled = out.colour();
    this.wrap = new WordWrap(out);
    this.inline = new Inline(wrap, styled);
  }

  /** The next piece, already safe. */
  void text(String piece) {
    int from = 0;
    while (from < piece.length()) {
      int end = piece.indexOf('\n', from);
      String part = piece.substring(from, end < 0 ? piece.length() : end);
      part.codePoints().forEach(this::put);
      from += part.length();
      if (end >= 0) {
        endLine();
        from++;
      }
    }
    wrap.flush();
  }

  /** Ends the line, if one has begun, and shows what waits; the text may go on. */
  void pause() {
    if (found.isPresent() || !head.isEmpty()) {
      endLine();
    }
    endTable();
    if (begun) {
      wrap.newline();
      begun = false;
    }
    wrap.flush();
  }

  /** Shows what waits, and ends the line and all styles. */
  void end() {
    pause();
    wrap.plain();
    wrap.flush();
  }

  private void put(int c) {
    if (found.isPresent()) {
      rest(found.get(), Character.toString(c));
      return;
    }
    if (c == '\t' && fence.isEmpty()) {
      head.append("    ");
    } else {
      head.appendCodePoint(c);
    }
    read(false);
    if (head.length() > MOST_HEAD) {
      begin(new Found(LineHead.Kind.TEXT, open.size(), open, "", head.toString()));
    }
  }

  private void read(boolean complete) {
    LineHead.read(head.toString(), complete, open, fence, text).ifPresent(this::begin);
  }

  /** It is known now what the line is. */
  private void begin(Found line) {
    head.setLength(0);
    if (line.kind() == LineHead.Kind.ROW) {
      head.append(line.rest());
      found = Optional.of(line);
      return;
    }
    endTable();
    found = Optional.of(line);
    if (fence.isPresent()
        && line.kind() != LineHead.Kind.CODE
        && line.kind() != LineHead.Kind.FENCE_END) {
      endFence();
    }
    switch (line.kind()) {
      case BLANK -> blank(line);
      case TEXT -> text(line, "");
      case HEADING -> {
        boolean first = line.mark().length() == 1;
        text(line, Style.BOLD.on() + (first ? Style.UNDERLINE.on() : ""));
      }
      case RULE -> rule(line);
      case FENCE -> fence(line);
      case FENCE_END -> {
        lead(line);
        wrap.put(line.mark(), dim());
        endFence();
      }
      case CODE -> {
        lead(line);
        wrap.breaks(false);
        code = code.or(() -> Optional.of(new CodePaint(wrap, Optional.empty())));
        code.get().put(line.rest());
      }
      case ROW -> {}
    }
  }

  /** More of a line whose head is known. */
  private void rest(Found line, String more) {
    switch (line.kind()) {
      case TEXT, HEADING -> inline.put(more);
      case CODE -> code.ifPresent(paint -> paint.put(more));
      case ROW -> {
        head.append(more);
        if (head.length() > MOST_ROW) {
          endTable();
          text(line, "");
          inline.put(head.toString());
          found = Optional.of(new Found(LineHead.Kind.TEXT, line.kept(), line.levels(), "", ""));
          head.setLength(0);
        }
      }
      case BLANK, RULE, FENCE, FENCE_END -> {} // nothing follows
    }
  }

  private void endLine() {
    if (found.isEmpty()) {
      read(true);
    }
    Found line = found.orElseThrow();
    found = Optional.empty();
    LineHead.Kind kind = line.kind();
    if (kind == LineHead.Kind.ROW) {
      row(line, head.toString());
      head.setLength(0);
    } else if (kind != LineHead.Kind.BLANK) {
      inline.finish();
      code.ifPresent(CodePaint::endLine);
      wrap.newline();
      wrap.breaks(true);
      begun = false;
    }
    if (fence.isEmpty()) {
      code = Optional.empty();
    }
    text = kind == LineHead.Kind.TEXT;
    open = line.levels();
  }

  private void blank(Found line) {
    text = false;
    owed = any;
    // Only a quote needs its mark for a line to stand in it; what an item of a list holds may go on
    // after a blank line.
    open = line.levels();
  }

  private void text(Found line, String style) {
    lead(line);
    if (!styled && !line.mark().isEmpty()) {
      wrap.put(line.mark() + " ", "");
    }
    inline.begin(styled ? style : "");
    inline.put(line.kind() == LineHead.Kind.ROW ? "" : line.rest());
  }

  private void rule(Found line) {
    List<Glyph> indent = lead(line);
    int width = Math.min(RULE, wrap.room() - Glyph.width(indent));
    wrap.put(styled ? "─".repeat(Math.max(1, width)) : line.mark().strip(), dim());
  }

  private void fence(Found line) {
    lead(line);
    wrap.breaks(false);
    wrap.put(line.mark() + line.rest().stripTrailing(), dim());
    fence = Optional.of(new Fence(line.mark(), 0, line.levels().size()));
    code =
        Optional.of(new CodePaint(wrap, styled ? CodeLanguage.of(line.rest()) : Optional.empty()));
  }

  private void endFence() {
    fence = Optional.empty();
    code = Optional.empty();
  }

  /** A line that begins with a bar: the head of a table, what makes the one before it a head, a row, or only text. */
  private void row(Found line, String typed) {
    if (table.isPresent() && line.levels().size() == open.size()) {
      table.get().row(typed);
    } else if (row.isPresent() && MarkdownTable.begins(row.get().rest(), typed)) {
      List<Glyph> indent = lead(row.get());
      begun = false;
      table = Optional.of(new MarkdownTable(wrap, indent, row.get().rest(), typed, styled));
      row = Optional.empty();
    } else {
      endTable();
      row = Optional.of(new Found(line.kind(), line.kept(), line.levels(), "", typed));
    }
    wrap.flush();
  }

  /** The table is over; a line that could have begun one is text. */
  private void endTable() {
    table.ifPresent(MarkdownTable::draw);
    table = Optional.empty();
    Optional<Found> line = row;
    row = Optional.empty();
    line.ifPresent(l -> {
      lead(l);
      inline.begin("");
      inline.put(l.rest());
      inline.finish();
      wrap.newline();
      begun = false;
    });
  }

  /** Begins a line with the marks of what it stands in; returns what its further lines begin with. */
  private List<Glyph> lead(Found line) {
    wrap.hang(List.of());
    if (owed) {
      LineMarks.between(open, line, styled).forEach(glyph -> wrap.put(glyph.c(), glyph.style()));
      wrap.newline();
      owed = false;
    }
    any = true;
    begun = true;
    LineMarks marks = LineMarks.of(line, styled, wrap.room() / 2);
    marks.first().forEach(glyph -> wrap.put(glyph.c(), glyph.style()));
    wrap.hang(marks.further());
    return marks.further();
  }

  private String dim() {
    return styled ? Style.DIM.on() : "";
  }
}
