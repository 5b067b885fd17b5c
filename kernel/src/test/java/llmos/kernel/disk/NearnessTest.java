package llmos.kernel.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import llmos.kernel.store.BlockVectors;
import llmos.kernel.store.ByteVector;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NearnessTest {
  private static final String MODEL = "m";
  private static final int BLOCKS = 3_000;

  private final Random dice = new Random(7);

  /** Vectors as embedders make them: much in common, and each near to some others. */
  private List<float[]> vectors(int dimensions) {
    float[] common = noise(dimensions, .6f);
    List<float[]> topics = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      topics.add(noise(dimensions, .4f));
    }
    List<float[]> vectors = new ArrayList<>();
    for (int i = 0; i < BLOCKS; i++) {
      float[] vector = noise(dimensions, .3f);
      float[] topic = topics.get(dice.nextInt(topics.size()));
      for (int d = 0; d < dimensions; d++) {
        vector[d] += common[d] + topic[d];
      }
      vectors.add(unit(vector));
    }
    return vectors;
  }

  private float[] noise(int dimensions, float size) {
    float[] noise = new float[dimensions];
    for (int d = 0; d < dimensions; d++) {
      noise[d] = (float) (dice.nextGaussian() * size / Math.sqrt(dimensions));
    }
    return noise;
  }

  private static float[] unit(float[] vector) {
    double length = Math.sqrt(dot(vector, vector));
    for (int d = 0; d < vector.length; d++) {
      vector[d] = (float) (vector[d] / length);
    }
    return vector;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int d = 0; d < a.length; d++) {
      sum += a[d] * b[d];
    }
    return sum;
  }

  private static float[] mean(List<float[]> vectors) {
    float[] mean = new float[vectors.getFirst().length];
    for (float[] vector : vectors) {
      for (int d = 0; d < mean.length; d++) {
        mean[d] += vector[d] / vectors.size();
      }
    }
    return mean;
  }

  private static Set<Integer> set(ScoreDoc[] hits) {
    Set<Integer> set = new HashSet<>();
    for (ScoreDoc hit : hits) {
      set.add(hit.doc);
    }
    return set;
  }

  @ParameterizedTest
  @ValueSource(ints = {384, 100, 64, 1})
  void aKeptVectorIsRightToAThousandth(int dimensions) {
    for (float[] vector : vectors(dimensions).subList(0, 100)) {
      float[] question = unit(noise(dimensions, 1));
      byte[] kept = ByteVector.of(vector);

      assertThat(ByteVector.dimensions(kept.length)).isEqualTo(dimensions);
      assertThat(ByteVector.dot(question, kept, 0)).isCloseTo(dot(question, vector), within(.002));
      assertThat(ByteVector.of(ByteVector.floats(kept))).isEqualTo(kept);
    }
  }

  @Test
  void zerosAreKeptAndWhatIsNoNumberIsRefused() {
    assertThat(ByteVector.floats(ByteVector.of(new float[3]))).containsExactly(0, 0, 0);
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> ByteVector.of(new float[] {1, Float.NaN}))
        .hasMessage("a vector holds NaN");
  }

  /** With codes and, where the centre is not known yet, without; 100 numbers fill no whole words. */
  @ParameterizedTest
  @ValueSource(ints = {384, 100})
  void theNearestAreAmongThoseThatCodesFind(int dimensions) throws Exception {
    List<float[]> vectors = vectors(dimensions);
    float[] centre = mean(vectors.subList(0, 500));
    try (var directory = new ByteBuffersDirectory();
        var writer = new IndexWriter(directory, new IndexWriterConfig(new WhitespaceAnalyzer()))) {
      for (int i = 0; i < BLOCKS; i++) {
        Document document = new Document();
        document.add(new StringField("id", Integer.toString(i), Field.Store.NO));
        document.add(new StringField("half", i % 2 == 0 ? "even" : "odd", Field.Store.NO));
        writer.addDocument(document);
        if (i == BLOCKS / 3) {
          writer.flush();
        }
      }
      writer.commit();
      for (int i = 0; i < BLOCKS; i++) {
        writer.updateDocValues(
            new Term("id", Integer.toString(i)),
            Nearness.fields(Map.of(MODEL, numbered(i + 1, vectors.get(i))), Map.of(MODEL, centre))
                .toArray(Field[]::new));
      }
      writer.commit();
      try (DirectoryReader reader = DirectoryReader.open(directory)) {
        var searcher = new IndexSearcher(reader);
        var odd = new TermQuery(new Term("half", "odd"));
        long found = 0;
        for (int q = 0; q < 50; q++) {
          float[] question = unit(add(noise(dimensions, .2f), vectors.get(dice.nextInt(BLOCKS))));
          List<Integer> order = order(vectors, question);
          Nearness sketched = new Nearness(
              MODEL,
              question,
              Optional.of(centre),
              (model, ids) -> Map.of(2_001L, ByteVector.of(vectors.get(2_000))),
              new Sketches());
          Set<Integer> near = set(Scan.nearest(searcher, sketched, 100, null));

          assertThat(near).hasSize(100);
          found += order.subList(0, 10).stream().filter(near::contains).count();
          assertThat(set(Scan.nearest(searcher, sketched, 100, odd))).allMatch(d -> d % 2 == 1);
          for (ScoreDoc hit : Scan.nearest(searcher, sketched, 100, null)) {
            assertThat((double) hit.score)
                .isEqualTo(sketched.estimates(reader, new int[] {hit.doc})[0]);
          }
          double dot = dot(question, vectors.get(2_000));
          assertThat(sketched.estimates(reader, new int[] {3, 2_000})[1])
              .isCloseTo(dot, within(.15));
          double[] exact = sketched.exact(reader, new int[] {3, 2_000});
          assertThat(exact[0]).isNaN();
          assertThat(exact[1]).isCloseTo(dot, within(.002));
        }
        assertThat(found).isGreaterThan(490);
      }
    }
  }

  private static BlockVectors.Numbered numbered(long id, float[] vector) {
    return new BlockVectors.Numbered(id, ByteVector.of(vector));
  }

  private static float[] add(float[] to, float[] vector) {
    for (int d = 0; d < to.length; d++) {
      to[d] += vector[d];
    }
    return to;
  }

  private static List<Integer> order(List<float[]> vectors, float[] question) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < vectors.size(); i++) {
      order.add(i);
    }
    order.sort(Comparator.comparingDouble(i -> -dot(question, vectors.get(i))));
    return order;
  }

  @Test
  void vectorsOfAnotherLengthAreLeftOut() throws Exception {
    try (var directory = new ByteBuffersDirectory();
        var writer = new IndexWriter(directory, new IndexWriterConfig(new WhitespaceAnalyzer()))) {
      Document document = new Document();
      Nearness.fields(Map.of(MODEL, numbered(1, new float[] {1, 0})), Map.of())
          .forEach(document::add);
      writer.addDocument(document);
      writer.commit();
      try (DirectoryReader reader = DirectoryReader.open(directory)) {
        Nearness other = new Nearness(
            MODEL,
            new float[] {1, 0, 0},
            Optional.empty(),
            (model, ids) -> Map.of(),
            new Sketches());

        assertThat(Scan.nearest(new IndexSearcher(reader), other, 5, null)).isEmpty();
        assertThat(other.estimates(reader, new int[] {0})).containsExactly(Double.NaN);
      }
    }
  }

  @Test
  void withoutACentreTheIndexKeepsTheBytes() throws Exception {
    try (var directory = new ByteBuffersDirectory();
        var writer = new IndexWriter(directory, new IndexWriterConfig(new WhitespaceAnalyzer()))) {
      for (float[] vector : List.of(new float[] {1, 0}, new float[] {0, 1})) {
        Document document = new Document();
        Nearness.fields(Map.of(MODEL, numbered(1, vector)), Map.of()).forEach(document::add);
        writer.addDocument(document);
      }
      writer.commit();
      try (DirectoryReader reader = DirectoryReader.open(directory)) {
        for (Optional<float[]> centre :
            List.of(Optional.<float[]>empty(), Optional.of(new float[] {.5f, .5f}))) {
          Nearness near = new Nearness(
              MODEL, new float[] {0, 1}, centre, (model, ids) -> Map.of(), new Sketches());

          assertThat(set(Scan.nearest(new IndexSearcher(reader), near, 1, null)))
              .containsExactly(1);
          assertThat(near.estimates(reader, new int[] {0, 1})[1]).isCloseTo(1, within(.001));
        }
      }
    }
  }
}
