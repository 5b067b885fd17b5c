package llmos.plugin.rom;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is asked.
 *
 * @param text as the user wrote it
 * @param type what kind of answer it wants
 * @param terms the words that carry meaning, each once, in order
 */
record Question(String text, Type type, List<Term> terms) {

  /** A word of the question and how much it counts, before the rarity in the blocks. */
  record Term(String stem, double weight) {}

  /** What kind of answer is wanted, with what an answer of that kind looks like. */
  enum Type {
    WHO(Pattern.compile("\\p{Lu}\\p{Ll}+")),
    WHEN(
        Pattern.compile(
            "\\b(?:1\\d{3}|20\\d\\d)\\b|\\b(?:January|February|March|April|May|June|July|August|September|October|November|December"
                + "|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|century|centuries|years?|days?|hours?)\\b|\\d年|\\d月")),
    WHERE(Pattern.compile(
        "\\b(?:in|at|near|from|to|on|of|into)\\s+(?:the\\s+)?\\p{Lu}|[\\w./~-]+/[\\w./-]+")),
    COUNT(Pattern.compile(
        "\\d|(?i)\\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|million|billion"
            + "|half|twice|double|several)\\b")),
    WHY(
        Pattern.compile(
            "(?i)\\b(?:because|due to|since|so that|in order to|caused?|reasons?|therefore|results? in|lead to|for the)\\b|因为|由于")),
    HOW(
        Pattern.compile(
            "`[^`]+`|(?i)\\b(?:by \\w+ing|run|use|using|set|call|add|install|through|via|first|then)\\b|通过")),
    OTHER(Pattern.compile("(?!)"));

    private final Pattern looks;

    Type(Pattern looks) {
      this.looks = looks;
    }

    /** True if the text holds something that looks like an answer and does not come from the question. */
    boolean answeredBy(String text, Set<String> asked) {
      var found = looks.matcher(text);
      while (found.find()) {
        if (this == WHY || this == HOW || !asked.contains(Terms.stem(found.group()))) {
          return true;
        }
      }
      return false;
    }
  }

  private static final Pattern WHEN_WORDS = Pattern.compile(
      "\\bwhen\\b|\\b(?:what|which) (?:year|date|day|month|century|decade|time)\\b|什么时候|何时|哪[一]?年");
  private static final Pattern COUNT_WORDS = Pattern.compile(
      "\\bhow (?:many|much|long|old|far|large|big|tall|high|often|fast|deep|wide|heavy)\\b"
          + "|\\bwhat (?:percent|percentage|number|amount|size|port|version|is the (?:default|number|size|limit))\\b|多少|几[个名年]");
  private static final Set<String> COMMON = Set.of(
      ("use used make many first name call known year time number people type part place person thing way get different"
              + " main following term word during after before between most more other")
          .split(" ", -1));
  private static final Set<String> COMMON_STEMS = commonStems();

  private static Set<String> commonStems() {
    Set<String> stems = new HashSet<>();
    COMMON.forEach(word -> stems.add(Terms.stem(word)));
    return Set.copyOf(stems);
  }

  /** Reads a question. */
  static Question of(String text) {
    List<Term> terms = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Terms.Token token : Terms.of(text)) {
      boolean stop = Terms.STOP.contains(token.raw().toLowerCase(Locale.ROOT));
      if (!stop && seen.add(token.stem())) {
        terms.add(new Term(token.stem(), weight(token)));
      }
    }
    return new Question(text, type(text.toLowerCase(Locale.ROOT)), List.copyOf(terms));
  }

  private static double weight(Terms.Token token) {
    boolean inner = token.start() > 0 && token.capital();
    if (token.number() || token.raw().indexOf('_') >= 0) {
      return 1.5;
    }
    if (COMMON_STEMS.contains(token.stem())) {
      return 0.4;
    }
    return inner ? 1.3 : 1;
  }

  private static Type type(String q) {
    if (WHEN_WORDS.matcher(q).find()) {
      return Type.WHEN;
    }
    if (COUNT_WORDS.matcher(q).find()) {
      return Type.COUNT;
    }
    if (q.contains("where") || q.contains("哪里") || q.contains("什么地方")) {
      return Type.WHERE;
    }
    if (q.startsWith("why") || q.contains(" why ") || q.contains("为什么")) {
      return Type.WHY;
    }
    if (q.matches("(?s).*\\bwho(?:se|m)?\\b.*") || q.contains("谁")) {
      return Type.WHO;
    }
    return q.startsWith("how") || q.contains(" how ") || q.contains("如何") ? Type.HOW : Type.OTHER;
  }

  /** The reduced words of the question. */
  Set<String> stems() {
    Set<String> stems = new HashSet<>();
    terms.forEach(t -> stems.add(t.stem()));
    return stems;
  }

  /** True if it is written in Chinese, Japanese or Korean. */
  boolean wide() {
    return text.chars().anyMatch(c -> Terms.wide((char) c));
  }

  /** True if there is nothing to look for, as in "What is this about?". */
  boolean vague() {
    Set<String> about = Set.of(
        "about", "summar", "summariz", "document", "file", "text", "content", "overview", "folder");
    return terms.stream().allMatch(t -> about.contains(t.stem()));
  }
}
