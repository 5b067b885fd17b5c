package llmos.kernel.disk;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.MMapDirectory;

/** A search by words on a disk's index with nothing around it: the yardstick for how long a search may take. */
public final class BareSearch implements AutoCloseable {
  private final Analyzer analyzer = Terms.analyzer();
  private final DirectoryReader reader;
  private final IndexSearcher searcher;

  /** Opens an index. */
  public BareSearch(Path index) throws IOException {
    this.reader = DirectoryReader.open(new MMapDirectory(index));
    this.searcher = Index.searcher(reader);
  }

  /** How many blocks come back of those with any word of the question; at most {@code most}. */
  public int of(String question, int most) throws IOException {
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    Terms.stems(analyzer, question)
        .forEach(stem -> any.add(new TermQuery(new Term(Index.BODY, stem)), Occur.SHOULD));
    return searcher.search(any.build(), most).scoreDocs.length;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
