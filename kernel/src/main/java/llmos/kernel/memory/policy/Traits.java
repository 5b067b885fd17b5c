package llmos.kernel.memory.policy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the words of a page alone say about how likely it is to be asked for.
 *
 * @param stems its words without endings and without the small words that stand in every text
 * @param points the sum of the weighted signals
 * @param asks whether it ends with a question
 */
record Traits(Set<String> stems, double points, boolean asks) {
  private static final Pattern WORD = Pattern.compile("\\p{L}[\\p{L}'’-]*|\\p{N}+");
  private static final List<String> ENDINGS =
      List.of("ing", "ies", "ied", "'s", "es", "ed", "ly", "s", "e", "y");
  private static final int LEAST_STEM = 3; // characters
  private static final String SEAM = ".!?:\n\"";
  private static final Pattern ENDS = Pattern.compile("[.!?]+(?=\\s|$)");
  private static final Set<String> SMALL = set(
      "a about after all also am an and any are aren't as at be because been before being but by can can't could did"
          + " didn't do does doesn't doing don't done for from get gets getting go going gonna got had has have he hello"
          + " her here hers hey hi him his how i i'd i'll i'm i've if in into is isn't it it's its just let let's like"
          + " lot made make makes making me more most much my no not now of oh ok okay on one or our out over really"
          + " said same say she should so some such sure take than thank thanks that that's the their them then there"
          + " there's these they they're thing things think this those to too up us very was wasn't way we we're well"
          + " were what what's when where which while who why will with would wow yeah yes you you're your yours");
  private static final Set<String> FIRST =
      set("i i'm i've i'd i'll me my mine myself we we're we've we'll us our ours");
  private static final Set<String> SECOND = set("you you're you've you'll your yours yourself");
  private static final Set<String> PAST = set(
      "ate became began bought broke brought built came caught chose did drew drove fell felt found gave got grew had"
          + " heard held kept knew learnt left lost made met paid ran read said sang sat saw sent slept sold spent spoke"
          + " stood swam taught thought threw told took understood was went were woke won wore wrote");
  private static final Set<String> LIKE = set(
      "always decide decided dream enjoy enjoyed enjoying fan favorite favorites favourite goal hate hope hoping like"
          + " liked likes love loved loves loving never plan planned planning plans prefer want wanted wants wish");
  private static final Set<String> TIME = set(
      "afternoon ago april august days december evening february friday hour hours january july june last"
          + " march minute minutes monday month months morning night november october recently saturday september since"
          + " summer sunday thursday today tomorrow tonight tuesday wednesday week weekend weeks winter year years"
          + " yesterday");

  private static Set<String> set(String words) {
    return Set.of(words.split(" ", -1));
  }

  static Traits of(String text) {
    List<String> words = new ArrayList<>();
    Set<String> stems = new HashSet<>();
    int names = 0;
    int end = 0;
    Matcher found = WORD.matcher(text);
    while (found.find()) {
      String word = found.group().toLowerCase(Locale.ROOT).replace('’', '\'');
      boolean inside = end > 0 && !seam(text, end, found.start());
      names += inside && Character.isUpperCase(text.charAt(found.start())) && !FIRST.contains(word)
          ? 1
          : 0;
      end = found.end();
      words.add(word);
      if (!SMALL.contains(word)) {
        stems.add(stem(word));
      }
    }
    double points = .4 * share(words, word -> Character.isDigit(word.charAt(0)), 1)
        + .8 * share(words, TIME::contains, 1)
        + .8 * Math.min(3, names) / 3
        - .6 * Math.min(1, questions(text))
        + .9 * share(words, FIRST::contains, 3)
        + .7 * share(words, Traits::past, 3)
        + .4 * share(words, LIKE::contains, 2)
        - .7 * share(words, SECOND::contains, 3);
    // Not Set.copyOf: its order differs from run to run, and with it the last bits of sums over it.
    return new Traits(
        Collections.unmodifiableSet(stems), points, text.stripTrailing().endsWith("?"));
  }

  private static boolean seam(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (SEAM.indexOf(text.charAt(i)) >= 0) {
        return true;
      }
    }
    return false;
  }

  private static String stem(String word) {
    for (String ending : ENDINGS) {
      if (word.length() >= LEAST_STEM + ending.length() && word.endsWith(ending)) {
        return word.substring(0, word.length() - ending.length());
      }
    }
    return word;
  }

  private static boolean past(String word) {
    return PAST.contains(word) || (word.length() > 4 && word.endsWith("ed"));
  }

  private static double share(List<String> words, Predicate<String> kind, int most) {
    return Math.min(most, words.stream().filter(kind).count()) / (double) most;
  }

  /** Questions for each sentence. */
  private static double questions(String text) {
    double sentences = ENDS.matcher(text).results().count();
    double questions = text.chars().filter(c -> c == '?').count();
    return questions / Math.max(1, sentences);
  }
}
