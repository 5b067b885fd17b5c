package llmos.plugin.html;

import java.util.ArrayList;
import java.util.List;
import llmos.api.Document.Part;
import llmos.api.Document.PartKind;

/** The text of a page while it grows: parts with a blank line between them, white space collapsed but in code. */
final class Layout {
  private final StringBuilder text = new StringBuilder();
  private final List<Part> parts = new ArrayList<>();
  private final StringBuilder current = new StringBuilder();
  private PartKind kind = PartKind.PARAGRAPH;
  private int level;
  private int lists;
  private boolean hasCell;

  String text() {
    return text.toString();
  }

  List<Part> parts() {
    return parts;
  }

  void deeper() {
    end();
    lists++;
  }

  void shallower() {
    end();
    lists--;
  }

  /** Ends what was before and begins a part. */
  void begin(PartKind next, int depth) {
    end();
    kind = next;
    level = depth;
  }

  void beginItem() {
    begin(PartKind.LIST_ITEM, Math.max(1, lists));
  }

  /** Between two blocks: a new paragraph, or only a space inside of a row, an item or a heading. */
  void boundary() {
    if (kind == PartKind.PARAGRAPH) {
      end();
      return;
    }
    current.append(kind == PartKind.CODE ? "\n" : " ");
  }

  void cell() {
    current.append(hasCell ? " | " : "");
    hasCell = true;
  }

  void words(String words) {
    current.append(words);
  }

  /** Ends the part; what follows is a paragraph until something else begins. */
  void end() {
    String body = kind == PartKind.CODE ? trimmed(current) : collapsed(current);
    if (!body.isBlank()) {
      text.append(text.isEmpty() ? "" : "\n\n");
      parts.add(new Part(kind, text.length(), text.length() + body.length(), level, 0));
      text.append(body);
    }
    current.setLength(0);
    kind = PartKind.PARAGRAPH;
    level = 0;
    hasCell = false;
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
