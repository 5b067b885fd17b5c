package llmos.kernel.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import llmos.kernel.store.Limits;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.cjk.CJKWidthFilter;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.miscellaneous.PerFieldAnalyzerWrapper;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/** What words are: stems of English, ideographs and pairs of them, and beside them identifiers, codes and paths as they stand. */
final class Terms {
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]{2,200})\"|“([^”]{2,200})”");
  private static final Pattern SEAMS = Pattern.compile(
      "[^\\p{L}\\p{N}]+|(?<=[\\p{Ll}\\p{N}])(?=\\p{Lu})|(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})");

  private static final Pattern CODE =
      Pattern.compile("\\p{L}.*\\p{N}|\\p{N}.*\\p{L}|\\p{N}.*\\p{N}.*\\p{N}.*\\p{N}|[_@\\\\/#:]");

  private static final String EDGES = ".:!?*-/'`"; // a sentence puts them after a word
  private static final boolean[] BREAKS =
      ascii("\"()[]{}<>,;| \t\n\r\f\u000b\u001c\u001d\u001e\u001f");
  private static final boolean[] SIGNS = ascii("_-./\\@:#$=+~");

  private Terms() {}

  private static boolean[] ascii(String signs) {
    boolean[] table = new boolean[128];
    signs.chars().forEach(c -> table[c] = true);
    return table;
  }

  /** The analysis of every field. */
  static Analyzer analyzer() {
    return new PerFieldAnalyzerWrapper(
        new Script(EnglishAnalyzer.ENGLISH_STOP_WORDS_SET),
        Map.of(Index.EXACT, new WhitespaceAnalyzer()));
  }

  /** The analysis of a conversation: words that stand in every question mark nothing in it. */
  static Analyzer talk() {
    CharArraySet stop = new CharArraySet(
        List.of(
            ("i me my mine you your yours we our us he him his she her hers they them their its what which who whom whose when"
                    + " where why how do does did done doing have has had having am were been being would could should can will"
                    + " shall may might must about after all also any because before both did during each from get got just"
                    + " kind like more most much so some than too very")
                .split(" ", -1)),
        true);
    stop.addAll(EnglishAnalyzer.ENGLISH_STOP_WORDS_SET);
    return new Script(stop);
  }

  private static final class Script extends Analyzer {
    private static final int CJK = CJKBigramFilter.HAN
        | CJKBigramFilter.HIRAGANA
        | CJKBigramFilter.KATAKANA
        | CJKBigramFilter.HANGUL;

    private final CharArraySet stop;

    Script(CharArraySet stop) {
      this.stop = stop;
    }

    @Override
    protected TokenStreamComponents createComponents(String field) {
      Tokenizer source = new StandardTokenizer();
      TokenStream tokens = new CJKWidthFilter(new EnglishPossessiveFilter(source));
      // Single signs beside the pairs: of a name of three, one wrong in the middle leaves no pair.
      tokens = new CJKBigramFilter(new LowerCaseFilter(tokens), CJK, true);
      tokens = new StopFilter(tokens, stop);
      return new TokenStreamComponents(source, new PorterStemFilter(tokens));
    }
  }

  /** The stems of a text, each once, in order. */
  static List<String> stems(Analyzer analyzer, String text) {
    return List.copyOf(new LinkedHashSet<>(sequence(analyzer, text)));
  }

  /** The stems of a text in order. */
  static List<String> sequence(Analyzer analyzer, String text) {
    List<String> stems = new ArrayList<>();
    try (TokenStream tokens = analyzer.tokenStream(Index.BODY, text)) {
      CharTermAttribute term = tokens.addAttribute(CharTermAttribute.class);
      tokens.reset();
      while (tokens.incrementToken()) {
        stems.add(term.toString());
      }
      tokens.end();
      return stems;
    } catch (IOException e) {
      throw new UncheckedIOException(e); // it reads a string
    }
  }

  /** What stands in double quotes. */
  static List<String> quoted(String question) {
    List<String> found = new ArrayList<>();
    for (Matcher m = QUOTED.matcher(question); m.find(); ) {
      found.add(m.group(1) != null ? m.group(1) : m.group(2));
    }
    return found;
  }

  /**
   * Identifiers, codes, numbers and paths: what has a digit, a sign or a capital inside. In lower case, each once; a path or
   * qualified name also gives its parts of that kind.
   */
  static Set<String> exact(String text) {
    Set<String> found = new LinkedHashSet<>();
    raw(text, token -> {
      found.add(token.toLowerCase(Locale.ROOT));
      for (String part : token.split("[/\\\\:=#]+", -1)) {
        if (part.length() < token.length() && special(part, 0, part.length())) {
          found.add(part.toLowerCase(Locale.ROOT));
        }
      }
    });
    return found;
  }

  /** Of those, what nobody writes by chance: letters with digits, or signs that prose does not have inside its words. */
  static Set<String> codes(String text) {
    Set<String> found = exact(text);
    found.removeIf(token -> !CODE.matcher(token).find());
    return found;
  }

  /** The words inside identifiers, such as {@code get user name} of {@code getUserName}. */
  static String parts(String text) {
    StringBuilder parts = new StringBuilder();
    raw(text, token -> {
      String[] words = SEAMS.split(token, -1);
      if (words.length > 1) {
        parts.append(String.join(" ", words)).append(' ');
      }
    });
    return parts.toString();
  }

  private static void raw(String text, java.util.function.Consumer<String> each) {
    int from = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || breaks(text.charAt(i))) {
        int to = i;
        while (to > from && EDGES.indexOf(text.charAt(to - 1)) >= 0) {
          to--;
        }
        while (from < to && ".:*-'`".indexOf(text.charAt(from)) >= 0) {
          from++;
        }
        if (to - from >= 2 && to - from <= Limits.TERM_CHARS && special(text, from, to)) {
          each.accept(text.substring(from, to));
        }
        from = i + 1;
      }
    }
  }

  private static boolean breaks(char c) {
    return c < BREAKS.length
        ? BREAKS[c]
        : Character.isWhitespace(c)
            || Character.isIdeographic(c)
            || "“”„«»，。、！？；：（）".indexOf(c) >= 0;
  }

  private static boolean special(String text, int from, int to) {
    boolean letter = false;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c >= 'a' && c <= 'z') {
        letter = true;
        continue;
      }
      boolean capitalInside = i > from && Character.isUpperCase(c);
      boolean sign = c < SIGNS.length && SIGNS[c];
      if (Character.isDigit(c) || capitalInside || sign) {
        return to - from > 1 && (letter || to - from > 2 || Character.isDigit(c));
      }
      letter |= Character.isLetter(c);
    }
    return false;
  }
}
