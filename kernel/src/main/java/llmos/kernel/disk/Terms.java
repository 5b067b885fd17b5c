package llmos.kernel.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
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
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/** What words are: stems of English, ideographs and pairs of them, and beside them identifiers, codes and paths as they stand. */
final class Terms {
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]{2,200})\"|“([^”]{2,200})”");
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

  /** The analysis of what is no name or code. */
  static Analyzer analyzer() {
    return new Script(EnglishAnalyzer.ENGLISH_STOP_WORDS_SET);
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
   * What a text has beside words.
   *
   * @param exact identifiers, codes, numbers and paths: what has a digit, a sign or a capital inside. In lower case, each once; a
   *     path or qualified name also gives its parts of that kind
   * @param parts the words inside them, such as {@code get User Name} of {@code getUserName}
   */
  record Identifiers(Set<String> exact, String parts) {}

  static Identifiers identifiers(String text) {
    Set<String> exact = new LinkedHashSet<>();
    StringBuilder parts = new StringBuilder();
    raw(text, token -> {
      exact.add(token.toLowerCase(Locale.ROOT));
      joined(token, exact);
      seams(token, parts);
    });
    return new Identifiers(exact, parts.toString());
  }

  /** As {@link Identifiers} has them. */
  static Set<String> exact(String text) {
    return identifiers(text).exact();
  }

  private static void joined(String token, Set<String> found) {
    int from = 0;
    for (int i = 0; i <= token.length(); i++) {
      if (i == token.length() || "/\\:=#".indexOf(token.charAt(i)) >= 0) {
        if (i - from < token.length() && special(token, from, i)) {
          found.add(token.substring(from, i).toLowerCase(Locale.ROOT));
        }
        from = i + 1;
      }
    }
  }

  /** Of those, what nobody writes by chance: letters with digits, or signs that prose does not have inside its words. */
  static Set<String> codes(String text) {
    Set<String> found = exact(text);
    found.removeIf(token -> !CODE.matcher(token).find());
    return found;
  }

  /** As {@link Identifiers} has them. */
  static String parts(String text) {
    return identifiers(text).parts();
  }

  /** A token with blanks where it is made of several words; nothing if it is one. */
  private static void seams(String token, StringBuilder parts) {
    int start = parts.length();
    boolean one = true;
    int before = Character.SPACE_SEPARATOR;
    int size;
    for (int i = 0; i < token.length(); i += size) {
      int c = token.codePointAt(i);
      size = Character.charCount(c);
      int kind = Character.getType(c);
      boolean part = Character.isLetter(c) || isNumber(kind);
      if (!part || isSeam(before, kind, token, i + size)) {
        parts.append(' ');
        one = false;
      }
      if (part) {
        parts.appendCodePoint(c);
      }
      before = kind;
    }
    if (one) {
      parts.setLength(start);
    } else {
      parts.append(' ');
    }
  }

  private static boolean isNumber(int kind) {
    return kind == Character.DECIMAL_DIGIT_NUMBER
        || kind == Character.LETTER_NUMBER
        || kind == Character.OTHER_NUMBER;
  }

  /** Whether a capital, behind which the text goes on at {@code next}, begins a word. */
  private static boolean isSeam(int before, int kind, String token, int next) {
    if (kind != Character.UPPERCASE_LETTER) {
      return false;
    }
    boolean inside = before == Character.LOWERCASE_LETTER || isNumber(before);
    return inside
        || (before == Character.UPPERCASE_LETTER
            && next < token.length()
            && Character.getType(token.codePointAt(next)) == Character.LOWERCASE_LETTER);
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
