package llmos.plugin.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The letters and arguments of roff: what a line says once its escapes are read. */
final class Roff {
  private static final Map<String, String> GLYPHS = Map.ofEntries(
      Map.entry("em", "—"),
      Map.entry("en", "–"),
      Map.entry("hy", "-"),
      Map.entry("mi", "-"),
      Map.entry("bu", "•"),
      Map.entry("aq", "'"),
      Map.entry("dq", "\""),
      Map.entry("oq", "‘"),
      Map.entry("cq", "’"),
      Map.entry("lq", "“"),
      Map.entry("rq", "”"),
      Map.entry("Lq", "“"),
      Map.entry("Rq", "”"),
      Map.entry("L\"", "“"),
      Map.entry("R\"", "”"),
      Map.entry("ha", "^"),
      Map.entry("ti", "~"),
      Map.entry("ga", "`"),
      Map.entry("rs", "\\"),
      Map.entry("co", "©"),
      Map.entry("rg", "®"),
      Map.entry("tm", "™"),
      Map.entry("R", "®"),
      Map.entry("Tm", "™"),
      Map.entry("mu", "×"),
      Map.entry("di", "÷"),
      Map.entry("+-", "±"),
      Map.entry("->", "→"),
      Map.entry("<-", "←"),
      Map.entry("<=", "≤"),
      Map.entry(">=", "≥"),
      Map.entry("!=", "≠"),
      Map.entry("ss", "ß"),
      Map.entry(":a", "ä"),
      Map.entry(":o", "ö"),
      Map.entry(":u", "ü"),
      Map.entry("'e", "é"),
      Map.entry("`e", "è"),
      Map.entry("C+", "C++"),
      Map.entry("--", "--"),
      Map.entry("or", "|"),
      Map.entry("ba", "|"),
      Map.entry("sl", "/"),
      Map.entry("at", "@"),
      Map.entry("sh", "#"),
      Map.entry("Do", "$"),
      Map.entry("lB", "["),
      Map.entry("rB", "]"),
      Map.entry("lC", "{"),
      Map.entry("rC", "}"),
      Map.entry("la", "⟨"),
      Map.entry("ra", "⟩"),
      Map.entry("Aq", "'"));

  /** Escapes that are followed by a name whose letters do not show. */
  private static final String NAMED = "fFmMgkVYn*";

  /** Escapes that are followed by something in quotes that does not show. */
  private static final String QUOTED = "hvwxlLbDXZoRSHNACB";

  private final String line;
  private final StringBuilder out = new StringBuilder();
  private int at;

  private Roff(String line) {
    this.line = line;
  }

  /** The line without escapes and without its comment. */
  static String plain(String line) {
    return line.indexOf('\\') < 0 ? line : new Roff(line).read();
  }

  private String read() {
    while (at < line.length()) {
      char c = line.charAt(at++);
      if (c != '\\') {
        out.append(c);
      } else if (at < line.length()) {
        escape(line.charAt(at++));
      }
    }
    return out.toString();
  }

  private void escape(char c) {
    switch (c) {
      case '"', '#' -> at = line.length();
      case '-' -> out.append('-');
      case 'e', '\\' -> out.append('\\');
      case '(' -> glyph(take(2));
      case '[' -> glyph(upTo(']'));
      case ' ', '~', '0', 't' -> out.append(' ');
      case '\'', '`', '.', '@' -> out.append(c);
      case '*' -> glyph(name());
      case 's' -> size();
      default -> {
        if (NAMED.indexOf(c) >= 0) {
          name();
        } else if (QUOTED.indexOf(c) >= 0 && at < line.length()) {
          upTo(line.charAt(at++));
        } else if (Character.isLetterOrDigit(c) && "cdupraE".indexOf(c) < 0) {
          out.append(c);
        }
      }
    }
  }

  private void glyph(String name) {
    if (name.matches("u[0-9A-F]{4,5}")) {
      out.appendCodePoint(Integer.parseInt(name.substring(1), 16));
      return;
    }
    @Nullable String known = GLYPHS.get(name);
    out.append(known == null ? "" : known);
  }

  /** A name of one character, or of two behind {@code (}, or of any length in brackets. */
  private String name() {
    String first = take(1);
    return first.equals("(") ? take(2) : first.equals("[") ? upTo(']') : first;
  }

  private void size() {
    String sign = take(1);
    if (sign.equals("+") || sign.equals("-")) {
      take(1);
    } else if (sign.equals("(")) {
      take(2);
    } else if (sign.equals("[")) {
      upTo(']');
    }
  }

  private String take(int length) {
    int from = Math.min(at, line.length());
    at = Math.min(line.length(), from + length);
    return line.substring(from, at);
  }

  private String upTo(char end) {
    int close = line.indexOf(end, at);
    int from = at;
    at = close < 0 ? line.length() : close + 1;
    return line.substring(from, close < 0 ? line.length() : close);
  }

  /** The arguments of a request, escapes still in them: words, or what stands in double quotes. */
  static List<String> arguments(String line) {
    List<String> words = new ArrayList<>();
    int i = 0;
    while (i < line.length()) {
      char c = line.charAt(i);
      if (c == ' ' || c == '\t') {
        i++;
        continue;
      }
      if (line.startsWith("\\\"", i)) {
        break;
      }
      StringBuilder word = new StringBuilder();
      boolean quoted = c == '"';
      i += quoted ? 1 : 0;
      while (i < line.length() && (quoted || " \t".indexOf(line.charAt(i)) < 0)) {
        if (line.charAt(i) == '\\' && i + 1 < line.length()) {
          word.append(line.charAt(i++));
        } else if (quoted && line.charAt(i) == '"') {
          if (!line.startsWith("\"\"", i)) {
            break;
          }
          i++;
        }
        word.append(line.charAt(i++));
      }
      i += quoted ? 1 : 0;
      words.add(word.toString());
    }
    return words;
  }
}
