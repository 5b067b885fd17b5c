package llmos.kernel.disk;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import llmos.api.PageKind;
import llmos.kernel.store.Limits;
import llmos.kernel.store.Swap;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermQuery;

/**
 * A page as a document of Lucene:
 *
 * <pre>
 * id    the page's number, to replace it        n       the same as a number, to read it back
 * own   stems of its text                       near1   of the pages beside it, in the same session
 * near2 of the pages two away                   date    the day in words
 * who   the first name of its speaker           tokens, at   its size; when it arrived
 * worth in thousandths                           kind      1 if the CPU said it
 * bare  1 if it waits for a vector               v:MODEL, w:MODEL its vectors; w of its text between its neighbours
 * </pre>
 *
 * Pages of the same session are not more than {@link Limits#SESSION_MILLIS} apart.
 */
final class PageFields {
  static final String ID = "id";
  static final String NUMBER = "n";
  static final String OWN = "own";
  static final String NEAR1 = "near1";
  static final String NEAR2 = "near2";
  static final String DATE = "date";
  static final String WHO = "who";
  static final String TOKENS = "tokens";
  static final String AT = "at";
  static final String KIND = "kind";
  static final String BARE = "bare";
  static final String WORTH = "worth";
  static final double WORTH_UNIT = 1_000;

  private static final int WORDS = 200; // what an embedder reads of a text
  private static final Pattern WORD = Pattern.compile("\\S+");
  private static final Pattern SPEAKER = Pattern.compile("^(\\p{Lu}[\\p{L}'-]*)[^:\\n]{0,40}: ");
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("EEEE d MMMM uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  private PageFields() {}

  /** What may be brought back by itself: what was said, and what is a part of it; not the text of documents or what was dropped. */
  static boolean recallable(Swap.Stored page) {
    if (page.state().equals(Swap.RELEASED)) {
      return false;
    }
    return switch (page.page().kind()) {
      case USER, ASSISTANT, RESULT -> true;
      case BLOCK -> page.partOf() > 0;
      case SYSTEM, CALL, SUMMARY -> false;
    };
  }

  /** What is embedded of a page: its first words, and its first words between its neighbours. */
  static List<String> embedded(List<Swap.Stored> window, int i) {
    String own = window.get(i).page().text();
    String between = near(window, i, -1) + "\n" + own + "\n" + near(window, i, 1);
    return List.of(head(own), head(between.strip()));
  }

  private static String head(String text) {
    Matcher word = WORD.matcher(text);
    int end = 0;
    for (int n = 0; n < WORDS && word.find(); n++) {
      end = word.end();
    }
    return text.substring(0, end);
  }

  /** The fields of a page's vectors by a model: of its text, and of its text between its neighbours. */
  static List<String> fields(String model) {
    return List.of("v:" + model, "w:" + model);
  }

  /** The document of the page at {@code i}; its neighbours stand beside it. */
  static Document document(
      List<Swap.Stored> window, int i, Map<String, float[]> vectors, double worth) {
    Swap.Stored stored = window.get(i);
    long at = stored.page().provenance().at();
    Document document = new Document();
    document.add(new StringField(ID, Long.toString(stored.id()), Field.Store.NO));
    document.add(new NumericDocValuesField(NUMBER, stored.id()));
    document.add(new NumericDocValuesField(TOKENS, stored.page().tokens()));
    document.add(new NumericDocValuesField(AT, at));
    document.add(new NumericDocValuesField(WORTH, Math.round(worth * WORTH_UNIT)));
    document.add(
        new NumericDocValuesField(KIND, stored.page().kind() == PageKind.ASSISTANT ? 1 : 0));
    document.add(new TextField(OWN, stored.page().text(), Field.Store.NO));
    for (int distance = 1; distance <= 2; distance++) {
      String near = near(window, i, -distance) + "\n" + near(window, i, distance);
      document.add(new TextField(distance == 1 ? NEAR1 : NEAR2, near, Field.Store.NO));
    }
    if (at > 0) {
      document.add(new TextField(DATE, DAY.format(Instant.ofEpochMilli(at)), Field.Store.NO));
    }
    Matcher speaker = SPEAKER.matcher(stored.page().text());
    if (speaker.find()) {
      document.add(new StringField(WHO, speaker.group(1).toLowerCase(Locale.ROOT), Field.Store.NO));
    }
    vectors.forEach((field, vector) ->
        document.add(new KnnFloatVectorField(field, vector, VectorSimilarityFunction.DOT_PRODUCT)));
    return document;
  }

  /** The text of a neighbour; nothing where the session changes on the way. */
  private static String near(List<Swap.Stored> window, int i, int offset) {
    int step = Integer.signum(offset);
    for (int j = i; j != i + offset; j += step) {
      if (j + step < 0
          || j + step >= window.size()
          || !together(window.get(j), window.get(j + step))) {
        return "";
      }
    }
    Swap.Stored other = window.get(i + offset);
    return recallable(other) ? other.page().text() : "";
  }

  private static boolean together(Swap.Stored a, Swap.Stored b) {
    long apart = Math.abs(a.page().provenance().at() - b.page().provenance().at());
    return apart <= Limits.SESSION_MILLIS;
  }

  /** Pages that wait for a vector, the newest first. */
  static List<Long> bare(IndexSearcher searcher, int most) throws IOException {
    ScoreDoc[] hits = searcher.search(
            new TermQuery(new Term(BARE, "1")),
            most,
            new Sort(new SortField(NUMBER, SortField.Type.LONG, true)))
        .scoreDocs;
    List<Long> ids = new ArrayList<>();
    for (ScoreDoc hit : hits) {
      if (((org.apache.lucene.search.FieldDoc) hit).fields[0] instanceof Long id) {
        ids.add(id);
      }
    }
    return ids;
  }
}
