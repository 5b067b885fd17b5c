package llmos.kernel.memory;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import llmos.api.Label;
import llmos.api.Page;
import llmos.kernel.store.Limits;
import llmos.kernel.store.Swap.Stored;

/**
 * What stands in the window for a batch of pages that left, made without a model. It can be read back from its own text,
 * so a restart goes on with the same stubs.
 *
 * @param from the first page number
 * @param to the last page number
 * @param firstTurn the first turn
 * @param lastTurn the last turn
 * @param firstDay the day of the first page, as in {@code 2026-01-31}
 * @param lastDay the day of the last page
 * @param terms a few words that mark the pages
 * @param written the text of summaries that a model wrote of them, in place of the terms; empty if there is none
 * @param label the join of the labels of the pages, and of those summaries
 */
record Stub(
    long from,
    long to,
    long firstTurn,
    long lastTurn,
    String firstDay,
    String lastDay,
    List<String> terms,
    String written,
    Label label) {
  private static final Pattern TEXT =
      Pattern.compile("\\[pages? p(\\d+)(?:–p(\\d+))? (?:is|are) on disk: turns? (\\d+)(?:–(\\d+))?"
          + "(?:, (\\S+?)(?: to (\\S+?))?)?(?:; about: ([^;]*))?(?:; summary p.*)?; recall p\\d+]");
  private static final Pattern WORD = Pattern.compile("\\p{L}[\\p{L}\\p{Nd}_-]{3,23}");
  private static final Set<String> COMMON = Set.of(
      ("about above after again also although always another because been before being below between both came come could"
              + " does done down each even every file first from give given have here however into just know last less like"
              + " line made make many more most much must need never next note only other over page pages please same"
              + " should since some such sure take text than that their them then there these they thing this those"
              + " through turn under until upon used using value very want well were what when where which while will with"
              + " within without word words would your yours yourself")
          .split(" ", -1));
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** A stub for one page. */
  static Stub of(Stored gone) {
    Page page = gone.page();
    String day = DAY.format(Instant.ofEpochMilli(page.provenance().at()));
    long id = gone.id();
    List<String> terms = terms(page.text());
    return new Stub(id, id, gone.turn(), gone.turn(), day, day, terms, "", page.label());
  }

  /** Reads a stub back from its page. */
  static Stub parse(Stored stored) {
    Matcher text = TEXT.matcher(stored.page().text());
    String turn = text.matches() ? text.group(3) : String.valueOf(stored.turn());
    String day = group(text, 5, "");
    String terms = group(text, 7, "");
    return new Stub(
        stored.stubFrom(),
        stored.stubTo(),
        Long.parseLong(turn),
        Long.parseLong(group(text, 4, turn)),
        day,
        group(text, 6, day),
        terms.isEmpty() ? List.of() : List.of(terms.split(", ", -1)),
        "",
        stored.page().label());
  }

  private static String group(Matcher text, int group, String otherwise) {
    String found = text.hasMatch() ? text.group(group) : null;
    return found == null ? otherwise : found;
  }

  /** One stub for what both stand for; the terms take turns. */
  Stub join(Stub later) {
    Set<String> both = new LinkedHashSet<>();
    for (int i = 0; i < Limits.STUB_TERMS; i++) {
      if (i < terms.size()) {
        both.add(terms.get(i));
      }
      if (i < later.terms.size()) {
        both.add(later.terms.get(i));
      }
    }
    return new Stub(
        Math.min(from, later.from),
        Math.max(to, later.to),
        Math.min(firstTurn, later.firstTurn),
        Math.max(lastTurn, later.lastTurn),
        firstDay.compareTo(later.firstDay) <= 0 ? firstDay : later.firstDay,
        lastDay.compareTo(later.lastDay) >= 0 ? lastDay : later.lastDay,
        both.stream().limit(Limits.STUB_TERMS).toList(),
        "",
        label.join(later.label));
  }

  /** The same stub with those of these summaries that tell of its pages, and no others. */
  Stub telling(List<Stored> summaries) {
    StringBuilder text = new StringBuilder();
    Label joined = label;
    for (Stored told : summaries) {
      if (told.stubFrom() >= from && told.stubTo() <= to) {
        Page page = told.page();
        text.append("; summary %s of p%d–p%d: %s"
            .formatted(page.id(), told.stubFrom(), told.stubTo(), page.text()));
        joined = joined.join(page.label());
      }
    }
    return new Stub(
        from, to, firstTurn, lastTurn, firstDay, lastDay, terms, text.toString(), joined);
  }

  /** The text with all that is known. */
  String full() {
    String until = firstDay.equals(lastDay) ? "" : " to " + lastDay;
    String days = firstDay.isEmpty() ? "" : ", " + firstDay + until;
    String about = terms.isEmpty() ? "" : "; about: " + String.join(", ", terms);
    return start() + days + (written.isEmpty() ? about : written) + "; recall p" + from + "]";
  }

  /** The text with only what is needed to bring the pages back. */
  String brief() {
    return start() + "; recall p" + from + "]";
  }

  private String start() {
    String pages =
        from == to ? "[page p%d is".formatted(from) : "[pages p%d–p%d are".formatted(from, to);
    String turns =
        firstTurn == lastTurn ? "turn " + firstTurn : "turns " + firstTurn + "–" + lastTurn;
    return pages + " on disk: " + turns;
  }

  /** Words that mark a text: the frequent and the long, names first. */
  private static List<String> terms(String text) {
    String head = text.substring(0, Math.min(text.length(), Limits.STUB_CHARS));
    Map<String, Integer> weights = new LinkedHashMap<>();
    Matcher words = WORD.matcher(head);
    while (words.find()) {
      String word = words.group();
      String lower = word.toLowerCase(Locale.ROOT);
      if (!COMMON.contains(lower)) {
        boolean name = Character.isUpperCase(word.charAt(0))
            && words.start() > 1
            && Character.isLetter(head.charAt(words.start() - 2));
        weights.merge(name ? word : lower, name ? 3 : 1, Integer::sum);
      }
    }
    List<String> best = new ArrayList<>(weights.keySet());
    best.sort(Comparator.<String>comparingInt(word -> -weights.getOrDefault(word, 0))
        .thenComparingInt(word -> -word.length()));
    return List.copyOf(best.subList(0, Math.min(Limits.STUB_TERMS, best.size())));
  }
}
