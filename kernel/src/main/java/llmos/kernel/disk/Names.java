package llmos.kernel.disk;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import llmos.api.Near;

/** Names of volumes and documents: safe to type, safe to print, and which are near to one that is not there. */
final class Names {
  private static final int SHOWN = 3;

  private Names() {}

  /** The name with everything that is not printed as itself made visible, such as {@code \u001b}. */
  static String visible(String name) {
    if (name.codePoints().allMatch(Names::plain)) {
      return name;
    }
    StringBuilder shown = new StringBuilder();
    name.codePoints().forEach(c -> {
      if (plain(c)) {
        shown.appendCodePoint(c);
      } else {
        shown.append("\\u%04x".formatted(c));
      }
    });
    return shown.toString();
  }

  private static boolean plain(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR -> false;
      default -> true;
    };
  }

  /** A name that needs no quoting in a line, made of any name; {@code volume} if nothing is left. */
  static String safe(String name) {
    StringBuilder safe = new StringBuilder();
    name.codePoints().forEach(c -> {
      if (Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == '-') {
        safe.appendCodePoint(c);
      } else if (!safe.isEmpty() && safe.charAt(safe.length() - 1) != '-') {
        safe.append('-');
      }
    });
    String trimmed = safe.toString().replaceAll("^[-.]+|[-.]+$", "");
    return trimmed.isEmpty() ? "volume" : trimmed;
  }

  /** " — did you mean a, b?", or what exists, or "" if nothing does. */
  static String near(String wanted, Collection<String> existing) {
    if (existing.isEmpty()) {
      return "";
    }
    String key = last(wanted);
    int far = Math.max(2, key.length() / 3);
    List<String> close = existing.stream()
        .filter(name -> {
          String other = last(name);
          return other.contains(key) || key.contains(other) || Near.distance(key, other) <= far;
        })
        .sorted(Comparator.comparingInt((String name) -> Near.distance(key, last(name)))
            .thenComparing(Comparator.naturalOrder()))
        .limit(SHOWN)
        .map(Names::visible)
        .toList();
    if (!close.isEmpty()) {
      return "; nearest: " + String.join(", ", close);
    }
    List<String> some =
        existing.stream().sorted().limit(SHOWN).map(Names::visible).toList();
    return "; there is " + String.join(", ", some) + (existing.size() > SHOWN ? ", …" : "");
  }

  private static String last(String name) {
    return name.substring(name.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
  }
}
