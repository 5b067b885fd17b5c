package llmos.kernel.grounding;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import llmos.api.Page;
import llmos.api.Span;

/** A block as evidence: its keys, where a quote stands in it, and which of its sentences are nearest to a sentence. */
final class Passage implements Fact.Evidence {
  private static final Pattern PIECES =
      Pattern.compile("\\s*(?:\\[…]|\\[\\.\\.\\.]|…|\\.\\.\\.)\\s*");
  private static final Pattern TERM = Pattern.compile("[\\p{L}\\p{N}]++");

  /** A second sentence is taken along if it adds half as much again. */
  private static final double WORTH_TWO = 1.5;

  private final Span span;
  private final String body;
  private final Normal here;
  private final Normal normal;
  private final Verbatim verbatim;
  private final Set<String> keys = new HashSet<>();
  private final List<int[]> sentences = new ArrayList<>();
  private final List<Set<String>> terms = new ArrayList<>();
  private final Map<String, Integer> holders = new HashMap<>();

  private Passage(Span span, String body, String all) {
    this.span = span;
    this.body = body;
    this.here = Normal.of(body);
    this.normal = Normal.of(all);
    this.verbatim = new Verbatim(body);
    Names.keys(all, keys);
    Numbers.keys(all, keys);
    Dates.keys(all, keys);
  }

  /** The text of a block. If it is longer than its span, what stands before the span's text is a heading trail. */
  static Passage of(Page page) {
    String text = page.text();
    Span span = page.provenance()
        .span()
        .orElseGet(() -> new Span(page.provenance().source(), 0, text.length(), 0));
    String body = text.substring(Math.max(0, text.length() - (span.end() - span.start())));
    return new Passage(span, body, text + "\n" + page.provenance().source());
  }

  /** Text that is evidence, but cannot be cited: the question. */
  static Passage of(String text) {
    return new Passage(new Span("", 0, text.length(), 0), text, text);
  }

  @Override
  public boolean has(String key) {
    return key.startsWith("c:") ? normal.text().contains(key.substring(2)) : keys.contains(key);
  }

  /** The exact place, from the start of this passage's body. */
  Span span(Support place) {
    return new Span(span.doc(), span.start() + place.start, span.start() + place.end, span.page());
  }

  /** The text at a place. */
  String text(Support place) {
    return body.substring(place.start, place.end);
  }

  /**
   * Where the quote stands in the body, from its first piece to its last if parts of it are left out. Its first letter may be
   * large or small, as the sentence around it asks for.
   */
  Optional<int[]> find(String quote) {
    int first = -1;
    int last = 0;
    for (String piece : PIECES.split(Normal.of(quote).text(), -1)) {
      String bare = bare(piece);
      if (bare.isEmpty()) {
        continue;
      }
      int at = here.text().indexOf(bare, last);
      if (at < 0 && first < 0) {
        at = here.text().indexOf(Normal.otherCase(bare));
      }
      if (at < 0) {
        return Optional.empty();
      }
      first = first < 0 ? at : first;
      last = at + bare.length();
    }
    return first < 0 ? Optional.empty() : Optional.of(here.original(first, last - first));
  }

  /** Where a long run of a sentence's words stands word for word; what is longer supports it more. */
  Optional<Support> wordForWord(String sentence) {
    return verbatim.find(sentence).map(run -> new Support(run.start(), run.end(), run.words()));
  }

  /** Without quotation marks and emphasis around it, and the comma or full stop that typography puts inside. */
  private static String bare(String piece) {
    int from = 0;
    int to = piece.length();
    while (from < to && "\"'*_ ".indexOf(piece.charAt(from)) >= 0) {
      from++;
    }
    while (to > from && "\"'*_ .,;:".indexOf(piece.charAt(to - 1)) >= 0) {
      to--;
    }
    return piece.substring(from, to);
  }

  /** A place in the body, and how well it supports what was asked for: 0 is not at all. */
  record Support(int start, int end, double score) {}

  /** The sentence that shares most with this one, by rare words first; two of them if the second adds much. */
  Support nearest(String sentence) {
    index();
    Set<String> wanted = terms(sentence);
    int best = -1;
    double score = 0;
    int size = 1;
    for (int i = 0; i < sentences.size(); i++) {
      double one = shared(wanted, terms.get(i), Set.of());
      if (one > score) {
        score = one;
        best = i;
      }
    }
    if (best < 0) {
      return trimmed(0, body.length(), 0);
    }
    int start = best;
    for (int other : new int[] {best + 1, best - 1}) {
      boolean there = other >= 0 && other < sentences.size();
      if (there && score + shared(wanted, terms.get(other), terms.get(best)) >= WORTH_TWO * score) {
        start = Math.min(best, other);
        size = 2;
        break;
      }
    }
    return trimmed(sentences.get(start)[0], sentences.get(start + size - 1)[1], score);
  }

  private double shared(Set<String> wanted, Set<String> found, Set<String> without) {
    double sum = 0;
    for (String term : wanted) {
      if (found.contains(term) && !without.contains(term)) {
        double digits = Character.isDigit(term.charAt(0)) ? 2 : 1;
        sum += digits * Math.log(1 + (double) sentences.size() / holders.getOrDefault(term, 1));
      }
    }
    return sum;
  }

  private void index() {
    if (!sentences.isEmpty()) {
      return;
    }
    for (int[] place : Sentences.split(body, List.of())) {
      Set<String> found = terms(body.substring(place[0], place[1]));
      sentences.add(place);
      terms.add(found);
      found.forEach(term -> holders.merge(term, 1, Integer::sum));
    }
  }

  /** Words in lower case, cut to a stem of six letters; pairs of characters in scripts without spaces. */
  private static Set<String> terms(String text) {
    Set<String> terms = new HashSet<>();
    Matcher m = TERM.matcher(text.toLowerCase(Locale.ROOT));
    while (m.find()) {
      String word = m.group();
      if (word.charAt(0) < 0x2E80) {
        terms.add(word.length() > 6 ? word.substring(0, 6) : word);
        continue;
      }
      for (int i = 0; i + 1 < word.length(); i++) {
        terms.add(word.substring(i, i + 2));
      }
    }
    return terms;
  }

  private Support trimmed(int from, int to, double score) {
    int start = from;
    int end = to;
    while (start < end && Character.isWhitespace(body.charAt(start))) {
      start++;
    }
    while (end > start && Character.isWhitespace(body.charAt(end - 1))) {
      end--;
    }
    return new Support(start, end, score);
  }
}
