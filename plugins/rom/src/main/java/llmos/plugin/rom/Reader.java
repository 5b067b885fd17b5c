package llmos.plugin.rom;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import llmos.api.Page;

/**
 * Picks the sentences that answer a question. A sentence counts by the share of the question's words that it holds, each
 * weighted by its rarity in the blocks; words that stand next to it, in its headings or elsewhere in its block count in
 * part; a sentence that holds the kind of thing that is asked for counts more.
 */
final class Reader {

  /**
   * A sentence and its worth.
   *
   * @param n the number of its block, from 1
   * @param text exact part of the block
   * @param score for ranking
   * @param sure share of the question's words that the sentence, and in part its block, hold: 0 to 1
   */
  record Quote(int n, String text, double score, double sure) {}

  /** What was found: the best first, at most three; and the closest sentence, which is there also when nothing answers. */
  record Answer(List<Quote> quotes, Optional<Quote> closest) {}

  /** Below this share a sentence does not answer. */
  static final double FLOOR = 0.38;

  /** The same for Chinese, Japanese and Korean, where a pair of characters matches more seldom than a word. */
  static final double WIDE_FLOOR = 0.2;

  private static final Pattern PRONOUN =
      Pattern.compile("^(?:He|She|It|They|His|Her|Its|Their|This|These|Those)\\b");
  private static final int MOST_QUOTES = 3;
  private static final double NEAR_BEST = 0.86;
  private static final double SAME = 0.75;

  private final Question question;
  private final List<Unit> units = new ArrayList<>();
  private final Map<String, Double> weights = new HashMap<>();
  private double total;

  /** A sentence with its words. */
  private record Unit(int n, Sentences.Piece piece, List<Terms.Token> tokens, Set<String> block) {
    double best(String stem) {
      double best = 0;
      for (Terms.Token token : tokens) {
        best = Math.max(best, Terms.match(stem, token.stem()));
      }
      return best;
    }

    double inBlock(String stem) {
      if (block.contains(stem)) {
        return 1;
      }
      return block.stream().mapToDouble(other -> Terms.match(stem, other)).max().orElse(0);
    }
  }

  private Reader(Question question) {
    this.question = question;
  }

  /** Looks for an answer in the blocks, in the order of their numbers. */
  static Answer answer(Question question, List<Page> blocks) {
    Reader reader = new Reader(question);
    for (int i = 0; i < blocks.size(); i++) {
      reader.take(i + 1, blocks.get(i));
    }
    if (question.vague()) {
      return new Answer(reader.openings(), Optional.empty());
    }
    reader.weigh();
    return reader.pick();
  }

  private void take(int n, Page page) {
    List<Sentences.Piece> pieces = Sentences.of(page.text());
    Set<String> words = new HashSet<>();
    List<Unit> made = new ArrayList<>();
    for (Sentences.Piece piece : pieces) {
      List<Terms.Token> tokens = Terms.of(piece.text());
      tokens.forEach(t -> words.add(t.stem()));
      made.add(new Unit(n, piece, tokens, words));
    }
    String doc = page.provenance().span().map(s -> s.doc()).orElse("");
    Terms.of(doc).forEach(t -> words.add(t.stem()));
    units.addAll(made);
  }

  private void weigh() {
    int count = units.size();
    for (Question.Term term : question.terms()) {
      long holding = units.stream().filter(u -> u.best(term.stem()) > 0).count();
      double rarity = Math.log(1 + (count + 1.0) / (holding + 0.5)) / Math.log(2 + count);
      double weight = term.weight() * (0.35 + rarity);
      weights.put(term.stem(), weight);
      total += weight;
    }
  }

  private Answer pick() {
    List<Quote> ranked = new ArrayList<>();
    for (int i = 0; i < units.size(); i++) {
      ranked.add(score(i));
    }
    ranked.sort(Comparator.comparingDouble(Quote::score).reversed());
    if (ranked.isEmpty()) {
      return new Answer(List.of(), Optional.empty());
    }
    Quote best = ranked.getFirst();
    List<Quote> quotes = new ArrayList<>();
    for (Quote quote : ranked) {
      boolean good = quote.sure() >= floor() && quote.score() >= NEAR_BEST * best.score();
      if (good && quotes.size() < MOST_QUOTES && quotes.stream().noneMatch(q -> alike(q, quote))) {
        quotes.add(quote);
      }
    }
    if (quotes.size() == 1) {
      before(best).ifPresent(quotes::add);
    }
    return new Answer(List.copyOf(quotes), Optional.of(best));
  }

  private double floor() {
    return question.wide() ? WIDE_FLOOR : FLOOR;
  }

  /** The sentence before one that starts with "He" or the like: it says who is meant. */
  private Optional<Quote> before(Quote quote) {
    if (!PRONOUN.matcher(quote.text()).find()) {
      return Optional.empty();
    }
    for (int i = 1; i < units.size(); i++) {
      Unit unit = units.get(i - 1);
      boolean leads = unit.n() == quote.n() && unit.piece().kind() == Sentences.Kind.PROSE;
      if (leads && units.get(i).piece().text().equals(quote.text())) {
        return Optional.of(new Quote(unit.n(), unit.piece().text(), quote.score(), quote.sure()));
      }
    }
    return Optional.empty();
  }

  private Quote score(int i) {
    Unit unit = units.get(i);
    double own = 0;
    double held = 0;
    double wide = 0;
    for (Question.Term term : question.terms()) {
      double weight = weights.getOrDefault(term.stem(), 0.0);
      double here = unit.best(term.stem());
      double near = Math.max(near(i - 1, unit, term), near(i + 1, unit, term));
      double block = unit.inBlock(term.stem());
      own += weight * here;
      held += weight * Math.max(here, Math.max(0.45 * near, 0.3 * block));
      wide += weight * block;
    }
    double share = total == 0 ? 0 : 1 / total;
    double sure = (0.55 * own + 0.45 * wide) * share;
    return new Quote(unit.n(), unit.piece().text(), held * share + form(unit), sure);
  }

  private double near(int i, Unit unit, Question.Term term) {
    boolean neighbour = i >= 0 && i < units.size() && units.get(i).n() == unit.n();
    return neighbour ? units.get(i).best(term.stem()) : 0;
  }

  /** What the form of a sentence adds: the kind of thing asked for, the question's words side by side, less for scraps. */
  private double form(Unit unit) {
    double sum = question.type().answeredBy(unit.piece().text(), question.stems()) ? 0.15 : 0;
    sum += 0.12 * sideBySide(unit);
    if (unit.piece().text().endsWith("?")) {
      sum -= 0.15;
    }
    if (unit.tokens().size() < 4) {
      sum -= 0.1;
    }
    return sum
        - switch (unit.piece().kind()) {
          case HEADING -> 0.35;
          case CODE -> question.type() == Question.Type.HOW ? 0.02 : 0.1;
          case ROW -> 0.05;
          case PROSE -> 0;
        };
  }

  /** The share of the question's neighbouring words that stand within four words of each other here. */
  private double sideBySide(Unit unit) {
    int pairs = question.terms().size() - 1;
    int close = 0;
    for (int i = 0; i < pairs; i++) {
      int a = place(unit, question.terms().get(i).stem());
      int b = place(unit, question.terms().get(i + 1).stem());
      if (a >= 0 && b >= 0 && Math.abs(a - b) <= 4) {
        close++;
      }
    }
    return pairs <= 0 ? 0 : (double) close / pairs;
  }

  private static int place(Unit unit, String stem) {
    for (int i = 0; i < unit.tokens().size(); i++) {
      if (Terms.match(stem, unit.tokens().get(i).stem()) > 0) {
        return i;
      }
    }
    return -1;
  }

  private static boolean alike(Quote a, Quote b) {
    Set<String> left = new HashSet<>();
    Set<String> right = new HashSet<>();
    Terms.of(a.text()).forEach(t -> left.add(t.stem()));
    Terms.of(b.text()).forEach(t -> right.add(t.stem()));
    int most = Math.min(left.size(), right.size());
    left.retainAll(right);
    return most > 0 && left.size() >= SAME * most;
  }

  /** The first sentence of each of the first blocks: an answer to "What is this about?". */
  private List<Quote> openings() {
    List<Quote> quotes = new ArrayList<>();
    for (Unit unit : units) {
      boolean prose =
          unit.piece().kind() == Sentences.Kind.PROSE && unit.tokens().size() > 5;
      boolean fresh = quotes.stream().noneMatch(q -> q.n() == unit.n());
      if (prose && fresh && quotes.size() < MOST_QUOTES) {
        quotes.add(new Quote(unit.n(), unit.piece().text(), 1, 1));
      }
    }
    return List.copyOf(quotes);
  }
}
