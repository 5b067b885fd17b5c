package llmos.plugin.markup;

import java.util.ArrayList;
import java.util.List;
import llmos.api.Document;
import llmos.api.Document.Part;
import llmos.api.Document.PartKind;

/**
 * The text of a document while it grows: parts with a blank line between them, white space collapsed but in code. A part is
 * given as a whole, or begun, filled with words and cells, and ended. Used by one thread.
 */
public final class Layout {
  /** Text beyond this is left out, as a plain file of that size would not be read either. */
  private static final int MOST_TEXT = 64 << 20;

  private final StringBuilder text = new StringBuilder();
  private final List<Part> parts = new ArrayList<>();
  private final StringBuilder current = new StringBuilder();
  private PartKind kind = PartKind.PARAGRAPH;
  private int level;
  private int lists;
  private int page;
  private int under;
  private boolean hasCell;
  private boolean full;

  /** An empty text. */
  public Layout() {}

  /** Whether so much was written that the rest is left out: the reader may stop. */
  public boolean full() {
    return full;
  }

  /** How many parts there are. */
  public int size() {
    return parts.size();
  }

  /** What follows is on this page, slide or sheet, counted from 1. */
  public void page(int number) {
    end();
    page = number;
  }

  /** Headings of what follows stand below a heading of this level, whatever they are by themselves; 0 ends that. */
  public void under(int heading) {
    end();
    under = heading;
  }

  /** What follows is one list deeper. */
  public void deeper() {
    end();
    lists++;
  }

  /** What follows is one list less deep. */
  public void shallower() {
    end();
    lists--;
  }

  /** Ends what was before and begins a part; {@code depth} is the level of a heading or an item. */
  public void begin(PartKind next, int depth) {
    end();
    kind = next;
    level = next == PartKind.HEADING ? under + depth : depth;
  }

  /** Begins an item of the list that the text is in. */
  public void beginItem() {
    begin(PartKind.LIST_ITEM, Math.max(1, lists));
  }

  /** Between two blocks: a new paragraph, or only a space inside of a row, an item or a heading. */
  public void boundary() {
    if (kind == PartKind.PARAGRAPH) {
      end();
      return;
    }
    current.append(kind == PartKind.CODE ? "\n" : " ");
  }

  /** Before each cell of a row. */
  public void cell() {
    current.append(hasCell ? " | " : "");
    hasCell = true;
  }

  /** Adds to the part. */
  public void words(String words) {
    current.append(words);
  }

  /** Ends the part; what follows is a paragraph until something else begins. */
  public void end() {
    put(kind, level, kind == PartKind.CODE ? trimmed(current) : collapsed(current));
    current.setLength(0);
    kind = PartKind.PARAGRAPH;
    level = 0;
    hasCell = false;
  }

  /** Adds a part as a whole. */
  public void part(PartKind whole, int depth, String words) {
    begin(whole, depth);
    words(words);
    end();
  }

  /** Adds a row as a whole. */
  public void row(PartKind whole, List<String> cells) {
    begin(whole, 0);
    for (String cell : cells) {
      cell();
      words(cell);
    }
    end();
  }

  /** Adds text that has lines: a paragraph between blank lines each, the lines in them as they are. */
  public void plain(String lines) {
    end();
    int at = 0;
    for (int i = 0; i <= lines.length(); i++) {
      if (i == lines.length() || blankFrom(lines, i)) {
        put(PartKind.PARAGRAPH, 0, trimmed(lines.subSequence(at, i)));
        at = i;
      }
    }
  }

  /** Whether a line ends here and the next one is empty. */
  private static boolean blankFrom(String lines, int i) {
    if (lines.charAt(i) != '\n') {
      return false;
    }
    int next = i + 1;
    while (next < lines.length() && " \t\r".indexOf(lines.charAt(next)) >= 0) {
      next++;
    }
    return next < lines.length() && lines.charAt(next) == '\n';
  }

  /** All of it, with what the reader has to say about it. */
  public Document document(String title, List<String> warnings) {
    end();
    List<String> all = new ArrayList<>(warnings);
    if (full) {
      all.add("the rest is left out: more than %d million characters".formatted(MOST_TEXT >> 20));
    }
    return new Document(title, text.toString(), parts, all);
  }

  private void put(PartKind whole, int depth, String body) {
    if (body.isBlank()) {
      return;
    }
    full |= text.length() + body.length() > MOST_TEXT;
    if (full) {
      return;
    }
    text.append(text.isEmpty() ? "" : "\n\n");
    parts.add(new Part(whole, text.length(), text.length() + body.length(), depth, page));
    text.append(body);
  }

  /** Code without the empty lines around it. */
  private static String trimmed(CharSequence code) {
    String all = code.toString();
    int from = 0;
    for (int i = 0; i < all.length() && Character.isWhitespace(all.charAt(i)); i++) {
      from = all.charAt(i) == '\n' ? i + 1 : from;
    }
    return all.substring(from).stripTrailing();
  }

  private static String collapsed(CharSequence words) {
    StringBuilder out = new StringBuilder(words.length());
    boolean gap = false;
    for (int i = 0; i < words.length(); i++) {
      char c = words.charAt(i);
      if (Character.isWhitespace(c) || c == '\u00A0') {
        gap = true;
        continue;
      }
      out.append(gap && !out.isEmpty() ? " " : "").append(c);
      gap = false;
    }
    return out.toString();
  }
}
