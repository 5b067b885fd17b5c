package llmos.kernel.disk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import llmos.kernel.store.Limits;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
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
  private static final Pattern BRACKETS = Pattern.compile("\\s*[(（][^()（）]*[)）]\\s*$");
  private static final int LEAST_LETTERS = 4;
  private static final int LEAST_IDEOGRAPHS = 2;

  private final IndexReader reader;
  private final @Nullable TermsEnum names;
  private final Postings postings = new Postings();

  Titles(IndexReader reader) throws IOException {
    this.reader = reader;
    var terms = MultiTerms.getTerms(reader, Index.NAME);
    this.names = terms == null ? null : terms.iterator();
  }

  /** The name that a title is; empty if it is none. */
  static Optional<String> name(String title) {
    List<Word> words = words(BRACKETS.matcher(title).replaceFirst(""));
    String name = words.stream().map(Word::text).collect(Collectors.joining(" "));
    long letters = name.codePoints().filter(c -> c != ' ').count();
    boolean ideographs = name.codePoints().anyMatch(Character::isIdeographic);
    boolean fits = letters >= (ideographs ? LEAST_IDEOGRAPHS : LEAST_LETTERS)
        && words.size() <= Limits.NAME_WORDS;
    return fits ? Optional.of(name) : Optional.empty();
  }

  /** A word in lower case, and whether prose marks it as the beginning of a name. */
  private record Word(String text, boolean marked) {}

  private static List<Word> words(String text) {
    List<Word> words = new ArrayList<>();
    int next;
    for (int at = 0; at < text.length(); at = next) {
      int c = text.codePointAt(at);
      next = at + Character.charCount(c);
      if (!Character.isLetterOrDigit(c)) {
        continue;
      }
      if (!Character.isIdeographic(c)) {
        next = end(text, next);
      }
      String word = text.substring(at, next).toLowerCase(Locale.ROOT);
      words.add(new Word(word, isMarked(text, at, next)));
    }
    return words;
  }

  /** Where a word of letters and digits ends. */
  private static int end(String text, int from) {
    int at = from;
    while (at < text.length()) {
      int c = text.codePointAt(at);
      if (!Character.isLetterOrDigit(c) || Character.isIdeographic(c)) {
        break;
      }
      at += Character.charCount(c);
    }
    return at;
  }

  /** The names of documents that stand in a text, each from a word that prose marks as a name or that is part of a file's name. */
  Set<String> in(String text) throws IOException {
    Set<String> found = new LinkedHashSet<>();
    if (names != null) {
      // What is longer was pasted and names nothing on purpose.
      List<Word> words = words(text.substring(0, Math.min(text.length(), Limits.NAMED_CHARS)));
      for (int i = 0; i < words.size(); i++) {
        if (words.get(i).marked()) {
          from(words.subList(i, Math.min(words.size(), i + Limits.NAME_WORDS)), names, found);
        }
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

  private static void from(List<Word> words, TermsEnum names, Set<String> found)
      throws IOException {
    StringBuilder name = new StringBuilder();
    for (Word word : words) {
      name.append(name.isEmpty() ? "" : " ").append(word.text());
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
    Term term = new Term(Index.NAME, name);
    for (LeafReaderContext leaf : reader.leaves()) {
      PostingsEnum with = postings.of(leaf, term);
      if (with != null) {
        add(leaf, with, found);
      }
    }
    return found;
  }

  private static void add(LeafReaderContext leaf, PostingsEnum with, List<Integer> to)
      throws IOException {
    Bits live = leaf.reader().getLiveDocs();
    for (int doc = with.nextDoc();
        doc != DocIdSetIterator.NO_MORE_DOCS && to.size() < Limits.NAMED_BLOCKS;
        doc = with.nextDoc()) {
      if (live == null || live.get(doc)) {
        to.add(leaf.docBase + doc);
      }
    }
  }
}
