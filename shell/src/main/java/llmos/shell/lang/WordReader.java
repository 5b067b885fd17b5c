package llmos.shell.lang;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the words of a program, quoted as {@link llmos.api.Words} does; {@code $name.field} expands in bare and in
 * double-quoted text. Parentheses and braces that open within a word belong to it.
 */
final class WordReader {
  private final String source;
  private int at;

  WordReader(String source) {
    this.source = source;
  }

  int at() {
    return at;
  }

  void moveTo(int offset) {
    at = offset;
  }

  void skip() {
    at++;
  }

  boolean atEnd() {
    return at >= source.length();
  }

  char peek() {
    return source.charAt(at);
  }

  boolean startsWith(String text) {
    return source.startsWith(text, at);
  }

  boolean take(String text) {
    boolean there = startsWith(text);
    at += there ? text.length() : 0;
    return there;
  }

  boolean takeWord(String text) {
    return startsWith(text) && wordEndsAt(at + text.length()) && take(text);
  }

  boolean atWordEnd() {
    return wordEndsAt(at);
  }

  boolean wordEndsAt(int offset) {
    return offset >= source.length()
        || Character.isWhitespace(source.charAt(offset))
        || "|;&)}".indexOf(source.charAt(offset)) >= 0;
  }

  /** The word that starts here. */
  Node.Text text() {
    List<Node.Part> parts = new ArrayList<>();
    StringBuilder bare = new StringBuilder();
    int depth = 0;
    while (!atEnd() && (depth > 0 ? !Character.isWhitespace(peek()) : !atWordEnd())) {
      char c = peek();
      if (c == '\'' || c == '"') {
        flush(bare, true, parts);
        quotedPart(c, parts);
      } else if (c == '$' && variableStartsAt(at + 1)) {
        flush(bare, true, parts);
        parts.add(variable());
      } else {
        depth += c == '(' || c == '{' ? 1 : c == ')' || c == '}' ? -1 : 0;
        bare.append(c);
        at++;
      }
    }
    flush(bare, true, parts);
    return new Node.Text(parts);
  }

  /** A name, and what stands in parentheses right behind it, as it is. */
  Node.Text signature() {
    int start = at;
    while (!atWordEnd() && peek() != '(' && peek() != '{') {
      at++;
    }
    if (!atEnd() && peek() == '(') {
      int opened = at;
      int close = source.indexOf(')', at);
      if (close < 0) {
        throw Failure.open(source, opened, "'(' is not closed");
      }
      at = close + 1;
    }
    return new Node.Text(List.of(new Node.Literal(source.substring(start, at), true)));
  }

  private void quotedPart(char quote, List<Node.Part> parts) {
    int before = parts.size();
    int opened = at++;
    if (quote == '\'') {
      parts.add(new Node.Literal(raw(opened), false));
      return;
    }
    quoted(opened, parts);
    if (parts.size() == before) {
      parts.add(new Node.Literal("", false));
    }
  }

  private String raw(int opened) {
    StringBuilder out = new StringBuilder();
    for (; !atEnd(); at++) {
      if (peek() != '\'') {
        out.append(peek());
      } else if (source.startsWith("''", at)) {
        out.append('\'');
        at++;
      } else {
        at++;
        return out.toString();
      }
    }
    throw Failure.open(source, opened, "the quote ' is not closed");
  }

  private void quoted(int opened, List<Node.Part> parts) {
    StringBuilder out = new StringBuilder();
    while (!atEnd()) {
      char c = peek();
      if (c == '"') {
        at++;
        flush(out, false, parts);
        return;
      }
      if (c == '$' && variableStartsAt(at + 1)) {
        flush(out, false, parts);
        parts.add(variable());
        continue;
      }
      if (c == '\\' && at + 1 < source.length()) {
        at++;
        c = escape(peek());
      }
      out.append(c);
      at++;
    }
    throw Failure.open(source, opened, "the quote \" is not closed");
  }

  private static char escape(char c) {
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      default -> c;
    };
  }

  private boolean variableStartsAt(int offset) {
    return offset < source.length()
        && (isNamePart(source.charAt(offset)) || "@?".indexOf(source.charAt(offset)) >= 0);
  }

  private Node.Variable variable() {
    at++;
    String name;
    if ("@?".indexOf(peek()) >= 0) {
      name = String.valueOf(peek());
      at++;
    } else if (Character.isDigit(peek())) {
      int start = at;
      while (!atEnd() && Character.isDigit(peek())) {
        at++;
      }
      name = source.substring(start, at);
    } else {
      name = name();
    }
    List<String> path = new ArrayList<>();
    while (at + 1 < source.length() && peek() == '.' && isLetter(source.charAt(at + 1))) {
      at++;
      path.add(name());
    }
    return new Node.Variable(name, path);
  }

  private String name() {
    int start = at;
    while (!atEnd() && isNamePart(peek())) {
      at++;
    }
    return source.substring(start, at);
  }

  private static boolean isLetter(char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isNamePart(char c) {
    return isLetter(c) || (c >= '0' && c <= '9');
  }

  private static void flush(StringBuilder text, boolean bare, List<Node.Part> parts) {
    if (!text.isEmpty()) {
      parts.add(new Node.Literal(text.toString(), bare));
      text.setLength(0);
    }
  }
}
