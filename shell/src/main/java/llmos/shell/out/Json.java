package llmos.shell.out;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes records as JSON. Characters that a terminal would act on are escaped, so that the output is as safe as text and
 * loses nothing. A JSON library would cost a third of the time that a small command takes.
 */
public final class Json {
  private Json() {}

  /** A value on one line. */
  public static String of(@Nullable Object value) {
    StringBuilder out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  private static void write(@Nullable Object value, StringBuilder out) {
    switch (value) {
      case null -> out.append("null");
      case Double d when d.isNaN() || d.isInfinite() -> out.append("null");
      case Number n -> out.append(n);
      case Boolean b -> out.append(b);
      case Map<?, ?> map -> object(map, out);
      case List<?> list -> array(list, out);
      default -> string(value.toString(), out);
    }
  }

  private static void object(Map<?, ?> map, StringBuilder out) {
    String between = "{";
    for (Map.Entry<?, ?> e : map.entrySet()) {
      out.append(between);
      string(String.valueOf(e.getKey()), out);
      out.append(':');
      write(e.getValue(), out);
      between = ",";
    }
    out.append(map.isEmpty() ? "{}" : "}");
  }

  private static void array(List<?> list, StringBuilder out) {
    String between = "[";
    for (Object e : list) {
      out.append(between);
      write(e, out);
      between = ",";
    }
    out.append(list.isEmpty() ? "[]" : "]");
  }

  private static void string(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\t' -> out.append("\\t");
        case '\r' -> out.append("\\r");
        default -> {
          if (mustEscape(text, i)) {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  private static boolean mustEscape(String text, int i) {
    char c = text.charAt(i);
    if (Character.isSurrogate(c)) {
      int start = Character.isLowSurrogate(c) ? i - 1 : i;
      int point = start < 0 ? c : text.codePointAt(start);
      return point < 0x10000 || Character.getType(point) == Character.FORMAT;
    }
    return Character.isISOControl(c)
        || Character.getType(c) == Character.FORMAT
        || c == '\u2028'
        || c == '\u2029';
  }
}
