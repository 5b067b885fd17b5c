package llmos.kernel.disk;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a folder's {@code .gitignore} and of those above it, as git reads them: the last rule that fits decides, a
 * deeper file beats a higher one, {@code !} takes back, a slash before the end ties a rule to its folder. Matching takes at
 * most pattern × name steps, whatever the pattern.
 */
final class Ignore {
  /** Ignores nothing. */
  static final Ignore NOTHING = new Ignore(null, "", List.of());

  private static final List<Unit> DEEP = List.of(); // "**"; no other name is empty

  private final @Nullable Ignore above;
  private final String folder;
  private final List<Rule> rules;

  /** A star, or what one character must be. */
  private record Unit(boolean star, IntPredicate is) {}

  private record Rule(List<List<Unit>> segments, boolean keep, boolean folders) {}

  private Ignore(@Nullable Ignore above, String folder, List<Rule> rules) {
    this.above = above;
    this.folder = folder;
    this.rules = rules;
  }

  /** These rules and those of a file in {@code folder}, which is {@code ""} or ends with a slash. */
  Ignore and(String folder, String file) {
    List<Rule> found = new ArrayList<>();
    for (String line : file.lines().toList()) {
      rule(line, found);
    }
    return found.isEmpty() ? this : new Ignore(this, folder, List.copyOf(found));
  }

  /** Whether the path, relative to the mount, is left out. The folders above it are known not to be. */
  boolean ignores(String path, boolean isFolder) {
    for (Ignore level = this; level != null; level = level.above) {
      if (!path.startsWith(level.folder)) {
        continue;
      }
      String[] names = path.substring(level.folder.length()).split("/", -1);
      for (Rule rule : level.rules.reversed()) {
        if ((isFolder || !rule.folders) && fits(rule.segments, names)) {
          return !rule.keep;
        }
      }
    }
    return false;
  }

  private static void rule(String line, List<Rule> rules) {
    String pattern = line;
    while (pattern.endsWith(" ") && !pattern.endsWith("\\ ")) {
      pattern = pattern.substring(0, pattern.length() - 1);
    }
    if (pattern.isEmpty() || pattern.startsWith("#")) {
      return;
    }
    boolean keep = pattern.startsWith("!");
    pattern = keep ? pattern.substring(1) : pattern;
    boolean folders = pattern.endsWith("/");
    pattern = folders ? pattern.substring(0, pattern.length() - 1) : pattern;
    boolean tied = pattern.contains("/");
    pattern = pattern.startsWith("/") ? pattern.substring(1) : pattern;
    if (pattern.isEmpty() || pattern.contains("//")) {
      return;
    }
    List<List<Unit>> segments = new ArrayList<>();
    if (!tied) {
      segments.add(DEEP);
    }
    for (String name : pattern.split("/", -1)) {
      segments.add(name.equals("**") ? DEEP : units(name));
    }
    if (segments.getLast().isEmpty()) {
      segments.add(units("*")); // "a/**" is all below a, not a itself
    }
    rules.add(new Rule(segments, keep, folders));
  }

  /** One predicate for each character that must stand there. */
  private static List<Unit> units(String name) {
    List<Unit> units = new ArrayList<>();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      int close = c == '[' ? name.indexOf(']', i + (name.startsWith("[!]", i) ? 3 : 2)) : -1;
      if (c == '*') {
        units.add(new Unit(true, x -> true));
      } else if (c == '?') {
        units.add(new Unit(false, x -> x != '/'));
      } else if (close > 0) {
        units.add(new Unit(false, oneOf(name.substring(i + 1, close))));
        i = close;
      } else {
        char literal = c == '\\' && i + 1 < name.length() ? name.charAt(++i) : c;
        units.add(new Unit(false, x -> x == literal));
      }
    }
    return units;
  }

  private static IntPredicate oneOf(String set) {
    boolean not = set.startsWith("!") || set.startsWith("^");
    String of = not ? set.substring(1) : set;
    return x -> {
      boolean in = false;
      for (int i = 0; i < of.length(); i++) {
        boolean range = i + 2 < of.length() && of.charAt(i + 1) == '-';
        in |= range ? x >= of.charAt(i) && x <= of.charAt(i + 2) : x == of.charAt(i);
        i += range ? 2 : 0;
      }
      return in != not;
    };
  }

  private static boolean fits(List<List<Unit>> segments, String[] names) {
    int s = 0;
    int back = -1; // the last "**", and the name that it would swallow next
    int from = 0;
    for (int n = 0; n < names.length || s < segments.size(); ) {
      if (s < segments.size() && segments.get(s).isEmpty()) {
        back = s++;
        from = n;
      } else if (s < segments.size() && n < names.length && glob(segments.get(s), names[n])) {
        s++;
        n++;
      } else if (back >= 0 && from < names.length) {
        s = back + 1;
        n = ++from;
      } else {
        return false;
      }
    }
    return true;
  }

  private static boolean glob(List<Unit> units, String name) {
    int u = 0;
    int back = -1;
    int from = 0;
    for (int n = 0; n < name.length() || u < units.size(); ) {
      if (u < units.size() && units.get(u).star()) {
        back = u++;
        from = n;
      } else if (u < units.size() && n < name.length() && units.get(u).is().test(name.charAt(n))) {
        u++;
        n++;
      } else if (back >= 0 && from < name.length()) {
        u = back + 1;
        n = ++from;
      } else {
        return false;
      }
    }
    return true;
  }
}
