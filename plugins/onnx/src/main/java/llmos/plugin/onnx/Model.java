package llmos.plugin.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import llmos.api.Errno;
import llmos.api.Fault;
import llmos.api.FaultException;

/**
 * The loaded model. One session for all threads, one thread inside of it, one text at a time: batches were measured to be
 * slower, and change the vectors. Everything that touches ONNX Runtime is in this class.
 */
final class Model {
  static final int DIMENSIONS = 384;
  private static final int WINDOW = 512;
  private static final String NAME = "bge-small-en-v1.5-q";

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final WordPiece wordPiece;

  private Model(OrtEnvironment environment, OrtSession session, WordPiece wordPiece) {
    this.environment = environment;
    this.session = session;
    this.wordPiece = wordPiece;
  }

  /** Unpacks what is not unpacked yet, and loads. FaultException if that fails. */
  static Model load(Path cache) {
    try {
      Unpacked files = new Unpacked(cache);
      Path weights = files.file(NAME + ".onnx");
      WordPiece wordPiece = new WordPiece(Vocabulary.read(files.file(NAME + "-tokenizer.json")));
      files.nativeLibraries();
      OrtEnvironment environment =
          OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        return new Model(
            environment, environment.createSession(weights.toString(), options), wordPiece);
      }
    } catch (IOException | OrtException | LinkageError e) {
      throw new FaultException(
          new Fault(
              Errno.FAILED,
              "the embedding model cannot be loaded: " + e,
              "check that %s can be written and has 60 MB of space; search by words goes on without it"
                  .formatted(cache)),
          e);
    }
  }

  /** The unit vector of the text's first 512 pieces: that of its first piece, as this model wants it. */
  float[] embed(String text) {
    long[] ids = wordPiece.ids(text, WINDOW);
    long[] shape = {1, ids.length};
    long[] ones = new long[ids.length];
    Arrays.fill(ones, 1);
    try (OnnxTensor pieces = OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), shape);
        OnnxTensor mask = OnnxTensor.createTensor(environment, LongBuffer.wrap(ones), shape);
        OnnxTensor types =
            OnnxTensor.createTensor(environment, LongBuffer.wrap(new long[ids.length]), shape)) {
      Map<String, OnnxTensor> inputs = new HashMap<>();
      inputs.put("input_ids", pieces);
      inputs.put("attention_mask", mask);
      inputs.put("token_type_ids", types);
      inputs.keySet().retainAll(session.getInputNames());
      try (OrtSession.Result result = session.run(inputs)) {
        return unit(((OnnxTensor) result.get(0)).getFloatBuffer());
      }
    } catch (OrtException e) {
      throw new FaultException(
          new Fault(
              Errno.FAILED,
              "the embedding model failed: " + e.getMessage(),
              "mount again to go on"),
          e);
    }
  }

  private static float[] unit(FloatBuffer output) {
    float[] vector = new float[DIMENSIONS];
    output.get(0, vector);
    double square = 0;
    for (float x : vector) {
      square += (double) x * x;
    }
    float scale = (float) (1 / Math.sqrt(Math.max(square, 1e-24)));
    for (int i = 0; i < vector.length; i++) {
      vector[i] *= scale;
    }
    return vector;
  }
}
