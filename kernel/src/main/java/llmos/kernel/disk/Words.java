package llmos.kernel.disk;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import llmos.kernel.store.Limits;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TermStates;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.FuzzyQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.QueryBuilder;

/** What is looked up for a question: its stems, and its needles. */
final class Words {
  private static final float MISSPELT = .8f;
  private static final int SPELLINGS = 20;
  private static final int PHRASE = 2;
  private static final int LONG_CODE = 8; // a shorter one is as likely to be another one

  private final IndexSearcher searcher;
  private final IndexReader reader;
  private final Analyzer analyzer;

  Words(IndexSearcher searcher, Analyzer analyzer) {
    this.searcher = searcher;
    this.reader = searcher.getIndexReader();
    this.analyzer = analyzer;
  }

  /** Any of the question's words; a word that stands nowhere is taken for a misspelt one. */
  Query any(String question) throws IOException {
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    List<String> stems = Terms.stems(analyzer, question + "\n" + Terms.parts(question));
    for (String stem : stems.subList(0, Math.min(Limits.STEMS, stems.size()))) {
      Term term = new Term(Index.BODY, stem);
      TermStates states = TermStates.build(searcher, term, true); // looked up once
      any.add(states.docFreq() > 0 ? new TermQuery(term, states) : like(term), Occur.SHOULD);
    }
    return any.build();
  }

  private static Query like(Term term) {
    int length = term.text().length();
    return like(term, length < 4 ? 0 : length < 8 ? 1 : 2);
  }

  private static Query like(Term term, int edits) {
    return new BoostQuery(new FuzzyQuery(term, edits, 0, SPELLINGS, true), MISSPELT);
  }

  /** Codes and identifiers that few blocks have, and quoted phrases; empty if the question has none. */
  Optional<Query> needles(String question) throws IOException {
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    for (String code : Terms.codes(question).stream().limit(Limits.STEMS).toList()) {
      Term term = new Term(Index.EXACT, code);
      int blocks = reader.docFreq(term);
      if (blocks > 0 && blocks <= Limits.NEEDLE_BLOCKS) {
        any.add(new TermQuery(term), Occur.SHOULD);
      } else if (blocks == 0 && code.length() >= LONG_CODE) {
        any.add(like(term, 1), Occur.SHOULD);
      }
    }
    for (String phrase : Terms.quoted(question)) {
      phrase(phrase).ifPresent(query -> any.add(new BoostQuery(query, PHRASE), Occur.SHOULD));
    }
    BooleanQuery query = any.build();
    return query.clauses().isEmpty() ? Optional.empty() : Optional.of(query);
  }

  /** The words in this order; empty if there are none. */
  Optional<Query> phrase(String words) {
    return Optional.ofNullable(new QueryBuilder(analyzer).createPhraseQuery(Index.BODY, words));
  }
}
