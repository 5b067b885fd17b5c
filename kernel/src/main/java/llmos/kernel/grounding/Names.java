package llmos.kernel.grounding;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names in a text: capitalised words, acronyms, identifiers. The first word of a sentence counts only if it is written like
 * an acronym, is followed by another name, or stands capitalised inside a sentence elsewhere. A word's key is {@code w:} and
 * the word in lower case without its possessive.
 */
final class Names {
  private static final Pattern WORD =
      Pattern.compile("[\\p{L}\\p{M}\\p{N}_]++(?:['’][\\p{L}\\p{M}]++){0,3}+");
  private static final Pattern EXACT =
      Pattern.compile("`([^`\\n]{1,300}+)`|https?://[^\\s)>\\]\"”]{1,2000}+");

  /** Capitalised at the start of a sentence, a clause or a list item without being a name. */
  private static final Set<String> PLAIN = Set.of(
      ("a an the this that these those there here it its he she they we you i his her their our your my"
              + " one some any each every all both most many several few no not none nothing yes in on at by for"
              + " from of to with within without into over under between among during before after since until"
              + " while when where why how what which who whose whom whether if then else and or but nor so yet"
              + " as than because although though however therefore thus hence moreover furthermore finally"
              + " additionally also again still only just even such other another same either neither according"
              + " based given despite instead otherwise overall similarly likewise meanwhile today is are was"
              + " were be been has have had do does did can could may might must shall should will would let"
              + " please note see sources source answer first second third next last ok okay unfortunately sorry"
              + " i'm i've it's that's there's")
          .split(" "));

  private Names() {}

  private record Word(int start, int end, String text) {}

  /** Adds the keys of a passage's words; {@code Ada_Lovelace.txt} is about Ada and about Lovelace too. */
  static void keys(String text, Set<String> out) {
    for (Word word : words(text)) {
      String folded = fold(word.text);
      out.add("w:" + folded);
      for (String part : folded.split("_", -1)) {
        out.add("w:" + part);
      }
    }
  }

  /** The words that stand capitalised inside a sentence, folded. */
  static void insideSentences(String sentence, Set<String> out) {
    List<Word> words = words(sentence);
    for (Word word : words.subList(Math.min(1, words.size()), words.size())) {
      if (capital(word.text)) {
        out.add(fold(word.text));
      }
    }
  }

  /** Text between backticks and addresses, to be found as they are. */
  static List<Fact> exact(String text) {
    List<Fact> facts = new ArrayList<>();
    Matcher m = EXACT.matcher(text);
    while (m.find()) {
      int start = m.group(1) == null ? m.start() : m.start(1);
      int end = m.group(1) == null ? m.end() : m.end(1);
      while (m.group(1) == null && ".,;:!?".indexOf(text.charAt(end - 1)) >= 0) {
        end--;
      }
      facts.add(new Fact(
          start, end, List.of("c:" + Normal.of(text.substring(start, end)).text())));
    }
    return facts;
  }

  /**
   * The names of a sentence, word by word.
   *
   * @param known words that are names elsewhere in the same answer, folded
   */
  static List<Fact> facts(String sentence, Set<String> known) {
    List<Fact> facts = new ArrayList<>();
    List<Word> words = words(sentence);
    boolean shouting =
        words.stream().allMatch(word -> word.text.equals(word.text.toUpperCase(Locale.ROOT)));
    for (int i = 0; i < words.size(); i++) {
      Word word = words.get(i);
      if (isName(sentence, words, i, known, shouting)) {
        facts.add(new Fact(word.start, word.end, keysOf(fold(word.text))));
      }
    }
    return facts;
  }

  private static boolean isName(
      String sentence, List<Word> words, int i, Set<String> known, boolean shouting) {
    String text = words.get(i).text;
    if (identifier(text)) {
      int start = words.get(i).start;
      return start == 0 || sentence.charAt(start - 1) != '…'; // cut, as long names are in a prompt
    }
    String folded = fold(text);
    if (!capital(text) || folded.length() < 2 || PLAIN.contains(folded)) {
      return false;
    }
    if (shouting && words.size() > 3) {
      return false;
    }
    return i > 0 || acronym(text) || known.contains(folded) || followedByName(sentence, words, i);
  }

  private static boolean followedByName(String sentence, List<Word> words, int i) {
    if (i + 1 >= words.size()) {
      return false;
    }
    Word next = words.get(i + 1);
    return next.start == words.get(i).end + 1
        && sentence.charAt(next.start - 1) == ' '
        && capital(next.text)
        && !acronym(next.text)
        && !PLAIN.contains(fold(next.text))
        && Dates.monthKey(next.text).isEmpty();
  }

  private static boolean capital(String word) {
    return Character.isUpperCase(word.codePointAt(0));
  }

  private static boolean acronym(String word) {
    return word.chars().filter(Character::isUpperCase).count() >= 2;
  }

  /** {@code snake_case}, {@code camelCase}, {@code mp3}. */
  private static boolean identifier(String word) {
    boolean letters = Character.isLetter(word.charAt(0));
    for (int i = 1; i < word.length() && letters; i++) {
      char c = word.charAt(i);
      if (c == '_'
          || Character.isDigit(c)
          || (Character.isUpperCase(c) && Character.isLowerCase(word.charAt(i - 1)))) {
        return true;
      }
    }
    return false;
  }

  /** A word holds in its plural and as the people of a country, either way round. */
  private static List<String> keysOf(String word) {
    List<String> keys = new ArrayList<>();
    keys.add("w:" + word);
    for (String ending : List.of("s", "es", "n", "an", "ian", "ese", "y")) {
      if (word.length() > 3) {
        keys.add("w:" + word + ending);
      }
      if (word.length() - ending.length() > 3 && word.endsWith(ending)) {
        keys.add("w:" + word.substring(0, word.length() - ending.length()));
      }
    }
    String month = Dates.monthKey(word);
    if (!month.isEmpty()) {
      keys.add(month);
    }
    return keys;
  }

  private static String fold(String word) {
    String folded =
        Normalizer.normalize(word, Normalizer.Form.NFC).replace('’', '\'').toLowerCase(Locale.ROOT);
    return folded.endsWith("'s") ? folded.substring(0, folded.length() - 2) : folded;
  }

  /** Runs of letters and digits; a run of a script without spaces ends where another script begins. */
  private static List<Word> words(String text) {
    List<Word> words = new ArrayList<>();
    Matcher m = WORD.matcher(text);
    while (m.find()) {
      int start = m.start();
      for (int i = m.start() + 1; i <= m.end(); i++) {
        if (i == m.end() || (text.charAt(i) < 0x2E80) != (text.charAt(i - 1) < 0x2E80)) {
          words.add(new Word(start, i, text.substring(start, i)));
          start = i;
        }
      }
    }
    return words;
  }
}
