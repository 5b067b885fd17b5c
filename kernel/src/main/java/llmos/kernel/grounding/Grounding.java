package llmos.kernel.grounding;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import llmos.api.Citation;
import llmos.api.Page;
import llmos.kernel.grounding.Quotes.Quote;

/**
 * Checks an answer against the blocks that it cites, before it is shown as grounded. It trusts no model: quotes are compared
 * character by character but for the case of the first letter, and each number, date, name and identifier of a sentence is
 * looked up in the blocks that the sentence cites (in all of them if it cites none) and in the question. What is not found is
 * named as it stands in the answer. Time is linear in the answer.
 *
 * <p>A sentence that cites nothing, but stands word for word in a passage that holds all of its facts, gets that passage as its
 * citation; such a citation is marked, since the model did not give it.
 *
 * <p>It cannot tell whether a sentence made of the right names and numbers says the right thing about them.
 */
public final class Grounding {
  private static final Pattern MARKERS =
      Pattern.compile("\\s*(?:(?:[-*+•>|]|#{1,6}|\\d{1,3}[.)])\\s+){0,4}");

  private static final Pattern NOTHING = Pattern.compile(
      "\\bnot (?:found|stated|mentioned|specified|given|say|said|know|contain|provide|answer)|n[o']t (?:find|know|say|mention|contain|answer|have)"
          + "|\\b(?:no|any) (?:information|answer|mention|match|passage)|\\bcannot\\b|\\bunable to\\b|\\bunknown\\b",
      Pattern.CASE_INSENSITIVE);

  /** A sentence without numbers and names claims something from this many letters on. */
  private static final int SHORTEST_CLAIM = 16;

  private static final double A_QUOTE = 1e9;

  private final String answer;
  private final List<Passage> passages;
  private final Passage asked;
  private final List<Quote> quotes;
  private final Set<String> unsupported = new LinkedHashSet<>();
  private final Places cited = new Places();
  private final Set<Integer> named = new HashSet<>();
  private boolean claims;
  private boolean uncited;
  private int nextQuote;

  private Grounding(String answer, List<Page> blocks, String question) {
    this.answer = answer;
    this.passages = blocks.stream().map(Passage::of).toList();
    this.asked = Passage.of(question);
    this.quotes = Quotes.of(answer);
  }

  /**
   * What was found.
   *
   * @param citations one for each place that the answer rests on: blocks in order of first mention, the places of one in order,
   *     none within another. A number that is cited by several sentences may have several
   * @param unsupported what stands in no passage that it is attributed to, as it stands in the answer, in order
   * @param grounded nothing is unsupported, and the answer cites a block, or claims nothing but what was found word for word
   */
  public record Checked(List<Citation> citations, List<String> unsupported, boolean grounded) {
    public Checked {
      citations = List.copyOf(citations);
      unsupported = List.copyOf(unsupported);
    }
  }

  /**
   * Checks an answer.
   *
   * @param blocks {@code [n]} in the answer is {@code blocks.get(n - 1)}
   * @param question what the user asked; the answer may repeat it
   */
  public static Checked check(String answer, List<Page> blocks, String question) {
    return new Grounding(answer, blocks, question).check();
  }

  private Checked check() {
    List<Sentence> sentences = sentences();
    Set<String> names = new HashSet<>();
    sentences.forEach(sentence -> Names.insideSentences(sentence.bare, names));
    sentences.forEach(sentence -> check(sentence, names));
    List<Citation> citations = cited.citations(passages, named);
    boolean rests = !named.isEmpty() || (!citations.isEmpty() && !uncited);
    boolean grounded = unsupported.isEmpty() && (rests || !claims);
    return new Checked(citations, List.copyOf(unsupported), grounded);
  }

  /**
   * A sentence of the answer.
   *
   * @param start where it stands
   * @param bare its text, as long as in the answer, but blank where citations, quotes and list markers stand
   * @param cites the numbers that it cites
   * @param quotes what it quotes
   */
  private record Sentence(int start, String bare, Set<Integer> cites, List<Quote> quotes) {}

  private List<Sentence> sentences() {
    List<Sentence> sentences = new ArrayList<>();
    List<int[]> kept =
        quotes.stream().map(quote -> new int[] {quote.start(), quote.end()}).toList();
    for (int[] place : Sentences.split(answer, kept)) {
      Sentence sentence = sentence(place[0], place[1]);
      boolean wordless = sentence.quotes.isEmpty() && letters(sentence.bare) == 0;
      if (wordless && sentence.cites.isEmpty()) {
        continue;
      }
      if (wordless && !sentences.isEmpty()) {
        sentences.getLast().cites.addAll(sentence.cites);
        continue;
      }
      sentences.add(sentence);
    }
    return sentences;
  }

  private Sentence sentence(int start, int end) {
    StringBuilder bare = new StringBuilder(answer.substring(start, end));
    Set<Integer> cites = new TreeSet<>();
    Matcher citation = Sentences.CITATION.matcher(answer).region(start, end);
    while (citation.find()) {
      if (isQuotedText(citation.start())) {
        continue;
      }
      addNumbers(citation.group(1), cites);
      blank(bare, citation.start() - start, citation.end() - start);
    }
    List<Quote> inside = new ArrayList<>();
    while (nextQuote < quotes.size() && quotes.get(nextQuote).start() < end) {
      Quote quote = quotes.get(nextQuote++);
      inside.add(quote);
      blank(bare, quote.start() - start, Math.min(end, quote.end()) - start);
    }
    Matcher markers = MARKERS.matcher(bare);
    if (markers.lookingAt()) {
      blank(bare, 0, markers.end());
    }
    if (start > 0
        && answer.charAt(start - 1) == '\n'
        && Sentences.isBrokenOff(answer.substring(0, start), bare)) {
      blank(bare, 0, bare.length());
    }
    return new Sentence(start, bare.toString(), cites, inside);
  }

  /** Whether a number in brackets is a part of what is quoted: the source has it too, so it cites nothing. */
  private boolean isQuotedText(int at) {
    return quotes.stream()
        .filter(
            quote -> quote.start() < at && at < quote.end() && answer.charAt(quote.start()) != '>')
        .anyMatch(quote -> Sentences.CITATION.matcher(quote.text()).find()
            && passages.stream().anyMatch(p -> p.find(quote.text()).isPresent()));
  }

  private static void addNumbers(String list, Set<Integer> cites) {
    for (String part : list.split("[,;]", -1)) {
      String[] ends = part.strip().split("\\s?[–-]\\s?", -1);
      int from = Integer.parseInt(ends[0].strip());
      int last = Integer.parseInt(ends[ends.length - 1].strip());
      for (int n = from; n <= last && n < from + 20; n++) {
        cites.add(n);
      }
      cites.add(from);
    }
  }

  private static void blank(StringBuilder text, int from, int to) {
    for (int i = from; i < to; i++) {
      text.setCharAt(i, ' ');
    }
  }

  private static long letters(String text) {
    return text.chars().filter(Character::isLetterOrDigit).count();
  }

  private void check(Sentence sentence, Set<String> names) {
    Set<Integer> valid = new LinkedHashSet<>();
    for (int n : sentence.cites) {
      if (n >= 1 && n <= passages.size()) {
        valid.add(n);
      } else {
        unsupported.add("[" + n + "]");
      }
    }
    List<Passage> sources = sentence.cites.isEmpty()
        ? passages
        : valid.stream().map(n -> passages.get(n - 1)).toList();
    List<Fact> facts = facts(sentence, names);
    boolean claim = !facts.isEmpty() || !sentence.quotes.isEmpty() || claimsInWords(sentence.bare);
    claims |= claim;
    if (passages.isEmpty()) {
      return;
    }
    boolean found = sentence.cites.isEmpty() && findWordForWord(sentence, facts);
    uncited |= claim && sentence.cites.isEmpty() && !found;
    named.addAll(valid);
    boolean quotesHold = checkQuotes(sentence, sources);
    boolean sound = checkFacts(sentence, facts, sources) && quotesHold;
    for (int n : valid) {
      Passage passage = passages.get(n - 1);
      List<Passage.Support> quoted = sentence.quotes.stream()
          .flatMap(quote -> passage.find(quote.text()).stream())
          .map(place -> new Passage.Support(place[0], place[1], A_QUOTE + place[1] - place[0]))
          .toList();
      quoted.forEach(support -> cited.offer(n, support, sound));
      if (quoted.isEmpty()) {
        cited.offer(n, passage.nearest(sentence.bare), sound);
      }
    }
  }

  private boolean findWordForWord(Sentence sentence, List<Fact> facts) {
    StringBuilder text = new StringBuilder(sentence.bare);
    for (Quote quote : sentence.quotes) {
      int from = quote.start() - sentence.start;
      int to = Math.min(text.length(), quote.end() - sentence.start);
      text.replace(from, to, answer.substring(quote.start(), sentence.start + to));
    }
    Optional<Repeated> best = Repeated.of(text.toString(), facts, passages, asked);
    best.ifPresent(repeated -> cited.offer(repeated.n(), repeated.place(), true));
    return best.isPresent();
  }

  private static boolean claimsInWords(String bare) {
    return letters(bare) >= SHORTEST_CLAIM
        && !bare.stripTrailing().endsWith("?")
        && !NOTHING.matcher(bare).find();
  }

  private boolean checkQuotes(Sentence sentence, List<Passage> sources) {
    boolean sound = true;
    for (Quote quote : sentence.quotes) {
      boolean found = sources.stream().anyMatch(s -> s.find(quote.text()).isPresent());
      if (!found && asked.find(quote.text()).isEmpty()) {
        unsupported.add(quote.text());
        sound = false;
      }
    }
    return sound;
  }

  private List<Fact> facts(Sentence sentence, Set<String> names) {
    List<Fact> facts = new ArrayList<>(Names.exact(sentence.bare));
    StringBuilder rest = new StringBuilder(sentence.bare);
    facts.forEach(fact -> blank(rest, fact.start(), fact.end()));
    String text = rest.toString();
    BitSet covered = new BitSet();
    if (text.chars().anyMatch(Character::isDigit)) {
      facts.addAll(Dates.facts(text, covered));
    }
    facts.addAll(Numbers.facts(text, covered));
    boolean heading = answer.startsWith("#", sentence.start);
    for (Fact name : heading ? List.<Fact>of() : Names.facts(text, names)) {
      if (!covered.get(name.start())) {
        facts.add(name);
      }
    }
    return facts;
  }

  /** Adds what does not hold; names that stand side by side and both do not hold are one. */
  private boolean checkFacts(Sentence sentence, List<Fact> facts, List<Passage> sources) {
    Fact.Evidence evidence =
        key -> asked.has(key) || sources.stream().anyMatch(source -> source.has(key));
    List<Fact> missing = new ArrayList<>();
    for (Fact fact : facts) {
      if (fact.holds(evidence)) {
        continue;
      }
      Fact before = missing.isEmpty() ? fact : missing.getLast();
      boolean joined = before.end() < fact.start()
          && before.keys().getFirst().startsWith("w:")
          && fact.keys().getFirst().startsWith("w:")
          && sentence.bare.substring(before.end(), fact.start()).matches("[ -]");
      if (joined) {
        missing.set(missing.size() - 1, new Fact(before.start(), fact.end(), before.keys()));
        continue;
      }
      missing.add(fact);
    }
    missing.stream()
        .sorted(Comparator.comparingInt(Fact::start))
        .forEach(fact -> unsupported.add(
            answer.substring(sentence.start + fact.start(), sentence.start + fact.end())));
    return missing.isEmpty();
  }
}
