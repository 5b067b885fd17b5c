package llmos.plugin.rom;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Words of a text, reduced so that forms of one word meet. Chinese, Japanese and Korean give pairs of characters. */
final class Terms {

  /**
   * A word and where it stands.
   *
   * @param stem the reduced form
   * @param raw as written
   * @param start its first character in the text
   */
  record Token(String stem, String raw, int start) {
    boolean capital() {
      return Character.isUpperCase(raw.charAt(0));
    }

    boolean number() {
      return raw.chars().anyMatch(Character::isDigit);
    }
  }

  static final Set<String> STOP = Set.copyOf(List.of(
      ("a an the and or but if of at by for with about into to from in on off over under is am are was were be been being do"
              + " does did doing have has had having will would shall should can could may might must what which who whom"
              + " whose when where why how that this these those it its he him his she her they them their we us our you"
              + " your i me my as than then there here so such not no nor any some all each also just please tell show find"
              + " say said explain describe list give many much long far old often up out s t don doesn didn isn let there"
              + " according mean kind type")
          .split(" ", -1)));

  private static final Map<String, String> ALIKE = alike(
      "win won winner",
      "write wrote written author",
      "begin began begun start commence",
      "make made",
      "take took taken",
      "go went gone",
      "give gave given",
      "hold held",
      "lead led leader",
      "lose lost loss",
      "leave left",
      "find found",
      "build built",
      "bear born birth birthplace",
      "die died death dead",
      "know knew known",
      "call called name named",
      "become became",
      "see saw seen",
      "grow grew grown growth",
      "choose chose chosen choice pick",
      "big large great",
      "small little tiny",
      "movie film",
      "country nation",
      "remove delete uninstall erase",
      "create establish found founded",
      "buy bought purchase",
      "fight fought",
      "teach taught",
      "think thought",
      "bring brought",
      "speak spoke spoken speech",
      "sell sold",
      "send sent",
      "spend spent",
      "pay paid payment",
      "configure config configuration setting",
      "run ran execute launch",
      "cost price expensive",
      "job occupation profession",
      "end finish",
      "doctor physician",
      "university college",
      "live lived reside");

  private Terms() {}

  private static Map<String, String> alike(String... groups) {
    Map<String, String> map = new HashMap<>();
    for (String group : groups) {
      String[] words = group.split(" ", -1);
      for (String word : words) {
        map.putIfAbsent(reduce(word), reduce(words[0]));
      }
    }
    return Map.copyOf(map);
  }

  /** All words of a text, stop words included. */
  static List<Token> of(String text) {
    List<Token> tokens = new ArrayList<>();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (wide(c)) {
        i = pairs(text, i, tokens);
      } else if (Character.isLetterOrDigit(c)) {
        i = word(text, i, tokens);
      } else {
        i++;
      }
    }
    return tokens;
  }

  private static int word(String text, int from, List<Token> out) {
    int end = from + 1;
    while (end < text.length() && inWord(text, end)) {
      end++;
    }
    String raw = text.substring(from, end);
    out.add(new Token(stem(raw), raw, from));
    return end;
  }

  private static boolean inWord(String text, int at) {
    char c = text.charAt(at);
    if (Character.isLetterOrDigit(c)) {
      return !wide(c);
    }
    boolean digits = Character.isDigit(text.charAt(at - 1))
        && at + 1 < text.length()
        && Character.isDigit(text.charAt(at + 1));
    return c == '_' || (digits && (c == '.' || c == ',' || c == ':'));
  }

  private static int pairs(String text, int from, List<Token> out) {
    int end = from;
    while (end < text.length() && wide(text.charAt(end))) {
      end++;
    }
    for (int i = from; i < Math.max(end - 1, from + 1); i++) {
      String raw = text.substring(i, Math.min(i + 2, end));
      out.add(new Token(raw, raw, i));
    }
    return end;
  }

  /** True for a character of a script that is written without spaces. */
  static boolean wide(char c) {
    return (c >= 0x3040 && c <= 0x9FFF)
        || (c >= 0xAC00 && c <= 0xD7A3)
        || (c >= 0xF900 && c <= 0xFAFF);
  }

  /** The reduced form of a word. */
  static String stem(String raw) {
    String reduced = reduce(raw);
    return ALIKE.getOrDefault(reduced, reduced);
  }

  private static String reduce(String raw) {
    String w = raw.toLowerCase(Locale.ROOT);
    if (w.length() < 4 || !w.chars().allMatch(Character::isLetter)) {
      return w;
    }
    w = singular(w);
    w = verb(w);
    if (w.length() > 5 && w.endsWith("ly")) {
      w = w.substring(0, w.length() - 2);
    }
    if (w.length() > 3 && (w.endsWith("e") || w.endsWith("y"))) {
      w = w.substring(0, w.length() - 1);
    }
    return w.length() > 3 && w.endsWith("i") ? w.substring(0, w.length() - 1) : w;
  }

  private static String singular(String w) {
    if (w.endsWith("sses") || w.endsWith("shes") || w.endsWith("ches") || w.endsWith("xes")) {
      return w.substring(0, w.length() - 2);
    }
    if (w.endsWith("s") && !w.endsWith("ss") && !w.endsWith("us") && !w.endsWith("is")) {
      return w.substring(0, w.length() - 1);
    }
    return w;
  }

  private static String verb(String w) {
    int cut = w.endsWith("ing") ? 3 : w.endsWith("ed") ? 2 : 0;
    if (cut == 0 || w.length() - cut < 3) {
      return w;
    }
    String base = w.substring(0, w.length() - cut);
    if (base.chars().noneMatch(c -> "aeiouy".indexOf(c) >= 0)) {
      return w;
    }
    int n = base.length();
    boolean doubled =
        base.charAt(n - 1) == base.charAt(n - 2) && "lsz".indexOf(base.charAt(n - 1)) < 0;
    return doubled ? base.substring(0, n - 1) : base;
  }

  /** How well two reduced words match: 1 for the same, 0.7 for forms such as invent and inventor, else 0. */
  static double match(String a, String b) {
    if (a.equals(b)) {
      return 1;
    }
    int most = Math.max(a.length(), b.length());
    int least = Math.min(a.length(), b.length());
    int common = 0;
    while (common < least && a.charAt(common) == b.charAt(common)) {
      common++;
    }
    boolean letters = common > 0 && Character.isLetter(a.charAt(0));
    return letters && common >= 4 && common >= 0.6 * most && common >= least - 2 ? 0.7 : 0;
  }
}
