package llmos.kernel.disk;

import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene104.Lucene104HnswScalarQuantizedVectorsFormat;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.util.quantization.QuantizedByteVectorValues.ScalarEncoding;

/** The codec of the index over a conversation: one byte for each number of a vector, full numbers are kept beside them. */
final class Quantised extends Lucene104Codec {
  /** Lucene makes a graph from about 20,000 vectors of a segment on: for fewer, making it costs more than to do without. */
  private static final int NO_GRAPH = 2_000;

  private final KnnVectorsFormat vectors = new Lucene104HnswScalarQuantizedVectorsFormat(
      ScalarEncoding.UNSIGNED_BYTE,
      Lucene99HnswVectorsFormat.DEFAULT_MAX_CONN,
      Lucene99HnswVectorsFormat.DEFAULT_BEAM_WIDTH,
      1,
      null,
      NO_GRAPH);

  @Override
  public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
    return vectors;
  }
}
