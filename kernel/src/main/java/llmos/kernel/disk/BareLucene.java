package llmos.kernel.disk;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.QueryBuilder;
import org.jspecify.annotations.Nullable;

/** Lucene as it comes: English words and their text, and nothing else. What the disk is measured beside. */
public final class BareLucene implements AutoCloseable {
  private static final String BODY = "body";

  private final Analyzer analyzer = new EnglishAnalyzer();
  private final Directory directory;
  private final IndexWriter writer;
  private @Nullable DirectoryReader reader;

  /** A new one in this folder. */
  public BareLucene(Path folder) throws IOException {
    LuceneLog.silence();
    this.directory = new MMapDirectory(folder);
    this.writer = new IndexWriter(directory, new IndexWriterConfig(analyzer));
  }

  /** Adds a text. */
  public void add(String text) throws IOException {
    Document document = new Document();
    document.add(new TextField(BODY, text, Field.Store.YES));
    writer.addDocument(document);
  }

  /** How many texts there are. */
  public long blocks() {
    return writer.getDocStats().numDocs;
  }

  /** From now on what was added is found. */
  public void commit() throws IOException {
    writer.commit();
    reader = DirectoryReader.open(directory);
  }

  /** The characters of the best texts: they are read, as any use of them would. */
  public int search(String text, int most) throws IOException {
    Query query = new QueryBuilder(analyzer).createBooleanQuery(BODY, text);
    if (reader == null || query == null) {
      return 0;
    }
    StoredFields stored = reader.storedFields();
    int chars = 0;
    for (ScoreDoc hit : new IndexSearcher(reader).search(query, most).scoreDocs) {
      chars += stored.document(hit.doc).get(BODY).length();
    }
    return chars;
  }

  @Override
  public void close() throws IOException {
    try (directory;
        writer) {
      if (reader != null) {
        reader.close();
      }
    }
  }
}
