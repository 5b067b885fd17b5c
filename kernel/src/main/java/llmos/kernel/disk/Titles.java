package llmos.kernel.disk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import llmos.kernel.store.Limits;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.MultiBits;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.index.TermsEnum.SeekStatus;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * Titles as names that other texts may call a document by. A name is a title's words in lower case with blanks between them, without
 * what stands in brackets at its end; each ideograph is a word. Titles that are sentences, or shorter than four letters, are none.
 */
final class Titles {
  private static final Pattern WORD =
      Pattern.compile("\\p{IsIdeographic}|[\\p{L}\\p{N}&&[^\\p{IsIdeographic}]]+");
  private static final Pattern BRACKETS = Pattern.compile("\\s*[(（][^()（）]*[)）]\\s*$");
  private static final int LEAST_LETTERS = 4;
  private static final int LEAST_IDEOGRAPHS = 2;

  private final IndexReader reader;
  private final @Nullable TermsEnum names;

  Titles(IndexReader reader) throws IOException {
    this.reader = reader;
    var terms = MultiTerms.getTerms(reader, Index.NAME);
    this.names = terms == null ? null : terms.iterator();
  }

  /** The name that a title is; empty if it is none. */
  static Optional<String> name(String title) {
    List<String> words = words(BRACKETS.matcher(title).replaceFirst(""));
    String name = String.join(" ", words).toLowerCase(Locale.ROOT);
    long letters = name.codePoints().filter(c -> c != ' ').count();
    boolean ideographs = name.codePoints().anyMatch(Character::isIdeographic);
    boolean fits = letters >= (ideographs ? LEAST_IDEOGRAPHS : LEAST_LETTERS)
        && words.size() <= Limits.NAME_WORDS;
    return fits ? Optional.of(name) : Optional.empty();
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    for (Matcher m = WORD.matcher(text); m.find(); ) {
      words.add(m.group());
    }
    return words;
  }

  /** The names of documents that stand in a text, each from a word that prose marks as a name or that is part of a file's name. */
  Set<String> in(String text) throws IOException {
    Set<String> found = new LinkedHashSet<>();
    if (names == null) {
      return found;
    }
    List<String> words = new ArrayList<>();
    List<Boolean> marked = new ArrayList<>();
    for (Matcher m = WORD.matcher(text); m.find(); ) {
      words.add(m.group().toLowerCase(Locale.ROOT));
      marked.add(isMarked(text, m.start(), m.end()));
    }
    for (int i = 0; i < words.size(); i++) {
      if (marked.get(i)) {
        from(words.subList(i, Math.min(words.size(), i + Limits.NAME_WORDS)), names, found);
      }
    }
    return found;
  }

  /** Whether a word begins with a capital, a digit or an ideograph, or goes on as {@code guide.md} does. */
  private static boolean isMarked(String text, int start, int end) {
    boolean joined = end + 1 < text.length()
        && "._/-".indexOf(text.charAt(end)) >= 0
        && Character.isLetterOrDigit(text.charAt(end + 1));
    return joined || !Character.isLowerCase(text.codePointAt(start));
  }

  private static void from(List<String> words, TermsEnum names, Set<String> found)
      throws IOException {
    StringBuilder name = new StringBuilder();
    for (String word : words) {
      name.append(name.isEmpty() ? "" : " ").append(word);
      SeekStatus status = names.seekCeil(new BytesRef(name));
      if (status == SeekStatus.FOUND) {
        found.add(name.toString());
      }
      if (status == SeekStatus.END || !names.term().utf8ToString().startsWith(name.toString())) {
        return; // no name begins like this
      }
    }
  }

  /** The first blocks of the documents of this name, as numbers of Lucene, in ascending order. */
  List<Integer> blocks(String name) throws IOException {
    List<Integer> found = new ArrayList<>();
    PostingsEnum postings =
        MultiTerms.getTermPostingsEnum(reader, Index.NAME, new BytesRef(name), PostingsEnum.NONE);
    if (postings != null) {
      Bits live = MultiBits.getLiveDocs(reader);
      for (int doc = postings.nextDoc();
          doc != DocIdSetIterator.NO_MORE_DOCS && found.size() < Limits.NAMED_BLOCKS;
          doc = postings.nextDoc()) {
        if (live == null || live.get(doc)) {
          found.add(doc);
        }
      }
    }
    return found;
  }
}
