package llmos.kernel.grounding;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where words of an answer stand word for word in a text, in the same order and without a gap. Only white space, punctuation
 * and the case of the first letter of the sentence may differ; numbers and words are never similar, they are the same. A run of
 * eight words counts, or a whole sentence of five; twice as many in scripts that are written without spaces.
 */
final class Verbatim {
  private static final int RUN = 8;
  private static final int WHOLE = 5;
  private static final Pattern WORD = Pattern.compile(
      "\\p{N}++(?:[.,:]\\p{N}++){0,20}+|[\\u2E80-\\uFFFF&&\\p{L}]|[\\p{L}\\p{M}_]++(?:['’]\\p{L}++)?+");

  private final List<Word> words;
  /** For each length of a run: where its words stand first. */
  private final Map<Integer, Map<String, Integer>> runs = new HashMap<>();

  /** A text to look in. */
  Verbatim(String text) {
    this.words = words(text);
  }

  private record Word(int start, int end, String text) {}

  /** A place of the text: start and end (exclusive), and how many words it has. */
  record Run(int start, int end, int words) {}

  /** The longest run of a sentence's words that stands here, if it is long enough. */
  Optional<Run> find(String sentence) {
    List<Word> wanted = words(sentence);
    if (wanted.isEmpty()) {
      return Optional.empty();
    }
    int factor = wanted.getFirst().text.charAt(0) >= 0x2E80 ? 2 : 1;
    int length = Math.min(wanted.size(), RUN * factor);
    Optional<Run> best = Optional.empty();
    int i = 0;
    while (length >= WHOLE * factor && i + length <= wanted.size()) {
      int at = at(wanted, i, length);
      int more = at < 0 ? 0 : length;
      while (more > 0
          && i + more < wanted.size()
          && at + more < words.size()
          && wanted.get(i + more).text.equals(words.get(at + more).text)) {
        more++;
      }
      if (more > best.map(Run::words).orElse(0)) {
        best = Optional.of(new Run(words.get(at).start, words.get(at + more - 1).end, more));
      }
      i += Math.max(1, more);
    }
    return best;
  }

  private int at(List<Word> wanted, int from, int length) {
    Map<String, Integer> starts = runs.computeIfAbsent(length, this::starts);
    String key = key(wanted, from, length);
    int at = starts.getOrDefault(key, -1);
    if (at >= 0 || from > 0) {
      return at;
    }
    return starts.getOrDefault(Normal.otherCase(key), -1);
  }

  private Map<String, Integer> starts(int length) {
    Map<String, Integer> starts = new HashMap<>();
    for (int i = 0; i + length <= words.size(); i++) {
      starts.putIfAbsent(key(words, i, length), i);
    }
    return starts;
  }

  private static String key(List<Word> words, int from, int length) {
    StringBuilder key = new StringBuilder();
    for (Word word : words.subList(from, from + length)) {
      key.append(word.text).append(' ');
    }
    return key.toString();
  }

  private static List<Word> words(String text) {
    List<Word> words = new ArrayList<>();
    Matcher m = WORD.matcher(text);
    while (m.find()) {
      words.add(new Word(m.start(), m.end(), m.group().replace('’', '\'')));
    }
    return words;
  }
}
