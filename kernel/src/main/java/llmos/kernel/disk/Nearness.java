package llmos.kernel.disk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llmos.kernel.store.BlockVectors;
import llmos.kernel.store.ByteVector;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Field;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.util.BytesRef;

/**
 * How near blocks are to a question in meaning. The index keeps a {@link Sketch} of each vector. All sketches are compared, which takes
 * a few instructions each; what may be among the best is then judged by its bytes ({@link ByteVector}), which the library keeps. Where
 * there is no centre yet the index keeps the bytes.
 */
final class Nearness {
  private final String model;
  private final float[] vector;
  private final Optional<Sketch.Question> question;
  private final Kept library;
  private final Sketches open;

  /** Gives the bytes of vectors of a model by their numbers; of those that are there. */
  @FunctionalInterface
  interface Kept {
    Map<Long, byte[]> of(String model, Collection<Long> vectors);
  }

  /** Gets what the index keeps of some documents' vectors, by their places among those. */
  private interface Visitor {
    /** A sketch; the next one comes in the same object. */
    void sketch(int place, Sketch sketch);

    /** A vector's bytes. */
    void bytes(int place, BytesRef kept);
  }

  /**
   * A question's.
   *
   * @param centre what the model's vectors have in common; empty if it is not known yet, as there are few
   * @param open the sketches of the index that will be asked
   */
  Nearness(String model, float[] vector, Optional<float[]> centre, Kept library, Sketches open) {
    this.library = library;
    this.open = open;
    this.model = model;
    this.vector = vector;
    this.question =
        centre.filter(c -> c.length == vector.length).map(c -> new Sketch.Question(vector, c));
  }

  /** The index's field for the bytes of a model's vectors. */
  static String field(String model) {
    return "v:" + model;
  }

  private static String sketches(String model) {
    return "s:" + model;
  }

  /** The models whose vectors a field of the index is of; empty if it is of none. */
  static Optional<String> model(String field) {
    return field.startsWith(field("")) || field.startsWith(sketches(""))
        ? Optional.of(field.substring(field("").length()))
        : Optional.empty();
  }

  /** What the index keeps of a block's vectors, by model: a sketch, or the bytes where there is no centre. */
  static List<Field> fields(
      Map<String, BlockVectors.Numbered> vectors, Map<String, float[]> centres) {
    List<Field> fields = new ArrayList<>();
    vectors.forEach((model, vector) -> {
      float[] centre = centres.get(model);
      if (centre != null && centre.length == ByteVector.dimensions(vector.kept().length)) {
        byte[] sketch = Sketch.of(vector, centre);
        fields.add(new BinaryDocValuesField(sketches(model), new BytesRef(sketch)));
      } else {
        fields.add(new BinaryDocValuesField(field(model), new BytesRef(vector.kept())));
      }
    });
    return fields;
  }

  /** The field of the bytes; each block that has a vector and no sketch has it. */
  String kept() {
    return field(model);
  }

  /** The field of the sketches; empty if there is no centre to compare them with. */
  Optional<String> sketched() {
    return question.map(q -> sketches(model));
  }

  /** The sketches of a segment, side by side in memory; empty if there are none, or too many. */
  Optional<Sketches.Segment> known(LeafReader reader) throws IOException {
    return question.isPresent()
        ? open.of(reader, sketches(model), vector.length)
        : Optional.empty();
  }

  /** To read sketches into. */
  Sketch sketch() {
    return new Sketch(vector.length);
  }

  /** What a sketch in the index tells of a dot product, read by way of {@code into}; NaN if it is of another kind of vector. */
  float estimate(BytesRef kept, Sketch into) {
    return into.read(kept) ? question.orElseThrow().estimate(into) : Float.NaN;
  }

  /** What those of a group tell. */
  void estimate(Sketches.Segment sketches, int group, float[] into) {
    question.orElseThrow().estimate(sketches, group, into);
  }

  /** The dot product with a vector's bytes; NaN if it has another length. */
  double exact(BytesRef kept) {
    return ByteVector.dimensions(kept.length) == vector.length
        ? ByteVector.dot(vector, kept.bytes, kept.offset)
        : Double.NaN;
  }

  /** How near these documents, in ascending order, are by what the index keeps; NaN for one without a vector. */
  double[] estimates(IndexReader reader, int[] docs) throws IOException {
    double[] near = new double[docs.length];
    Arrays.fill(near, Double.NaN);
    visit(reader, docs, new Visitor() {
      @Override
      public void sketch(int place, Sketch sketch) {
        near[place] = question.orElseThrow().estimate(sketch);
      }

      @Override
      public void bytes(int place, BytesRef kept) {
        near[place] = exact(kept);
      }
    });
    return near;
  }

  /** How near these documents, in ascending order, are by the bytes of their vectors; NaN for one whose vector is not there. */
  double[] exact(IndexReader reader, int[] docs) throws IOException {
    double[] near = new double[docs.length];
    long[] vectors = new long[docs.length];
    Arrays.fill(near, Double.NaN);
    visit(reader, docs, new Visitor() {
      @Override
      public void sketch(int place, Sketch sketch) {
        vectors[place] = sketch.vector;
      }

      @Override
      public void bytes(int place, BytesRef kept) {
        near[place] = exact(kept);
      }
    });
    Map<Long, byte[]> bytes =
        library.of(model, Arrays.stream(vectors).filter(id -> id > 0).boxed().toList());
    for (int i = 0; i < docs.length; i++) {
      byte[] kept = bytes.get(vectors[i]);
      if (kept != null) {
        near[i] = exact(new BytesRef(kept));
      }
    }
    return near;
  }

  private void visit(IndexReader reader, int[] docs, Visitor visitor) throws IOException {
    Leaves.each(reader, docs, (leaf, some) -> {
      BinaryDocValues bytes = leaf.reader().getBinaryDocValues(field(model));
      Optional<Sketches.Segment> known = known(leaf.reader());
      BinaryDocValues fetched = known.isEmpty() && sketched().isPresent()
          ? leaf.reader().getBinaryDocValues(sketches(model))
          : null;
      Sketch sketch = sketch();
      int place = Arrays.binarySearch(docs, some[0]);
      for (int doc : some) {
        int local = doc - leaf.docBase;
        int at = known.isPresent() ? known.get().at(local) : -1;
        if (at >= 0) {
          known.orElseThrow().get(at, sketch);
          visitor.sketch(place, sketch);
        } else if (fetched != null
            && fetched.advanceExact(local)
            && sketch.read(fetched.binaryValue())) {
          visitor.sketch(place, sketch);
        } else if (bytes != null && bytes.advanceExact(local)) {
          visitor.bytes(place, bytes.binaryValue());
        }
        place++;
      }
    });
  }
}
