package llmos.api;

/** Makes vectors whose cosine tells how near two texts are in meaning. Called from many threads. */
public interface Embedder {

  /** Names model and version; vectors of different ids are not compared. */
  String id();

  /** Length of each vector. */
  int dimensions();

  /** A unit vector of a passage (its first 512 word pieces). */
  float[] passage(String text);

  /** A unit vector of a question, for models that want questions marked. */
  default float[] question(String text) {
    return passage(text);
  }
}
