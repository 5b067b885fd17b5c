package llmos.shell.out;

/** Finds where marks within a line of Markdown are closed. What stands in code closes nothing. */
final class Emphasis {
  private Emphasis() {}

  /** Where a text that begins with so many stars or underscores has those that close them; -1 if it has none. */
  static int close(String text, int run) {
    char mark = text.charAt(0);
    for (int i = run; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '`' || c == '\\') {
        i = skip(text, i);
      } else if (c == mark) {
        int length = Inline.run(text, i);
        int end = i + length;
        boolean closes = (length == run || length == 3)
            && text.charAt(i - 1) > ' '
            && !(mark == '_' && end < text.length() && Character.isLetterOrDigit(text.charAt(end)));
        if (closes && length >= run) {
          return end - run;
        }
        i = end - 1;
      }
    }
    return -1;
  }

  /** Where the bracket at a place is closed; -1 if it is not. */
  static int balanced(String text, int from, char open, char close) {
    int depth = 0;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' || (c == '`' && open == '[')) {
        i = skip(text, i);
      } else if (c == open) {
        depth++;
      } else if (c == close && --depth == 0) {
        return i;
      }
    }
    return -1;
  }

  /** The last character of the code, or of the escaped character, that begins here. */
  private static int skip(String text, int from) {
    if (text.charAt(from) == '\\') {
      return from + 1;
    }
    int run = Inline.run(text, from);
    for (int i = text.indexOf('`', from + run);
        i >= 0;
        i = text.indexOf('`', i + Inline.run(text, i))) {
      if (Inline.run(text, i) == run) {
        return i + run - 1;
      }
    }
    return from + run - 1;
  }
}
