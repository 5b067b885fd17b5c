package llmos.plugin.onnx;

import java.nio.file.Path;
import java.util.Optional;
import llmos.api.Embedder;

/** bge-small-en-v1.5, int8. Constructing it does nothing; files are unpacked and the model is loaded at the first text. */
final class BgeEmbedder implements Embedder {
  private static final String QUESTION =
      "Represent this sentence for searching relevant passages: ";

  private final Path cache;
  private volatile Optional<Model> model = Optional.empty();

  /** Keeps its files in this folder. */
  BgeEmbedder(Path cache) {
    this.cache = cache;
  }

  @Override
  public String id() {
    return "bge-small-en-v1.5-int8";
  }

  @Override
  public int dimensions() {
    return Model.DIMENSIONS;
  }

  @Override
  public float[] passage(String text) {
    return model().embed(text);
  }

  @Override
  public float[] question(String text) {
    return model().embed(QUESTION + text);
  }

  private Model model() {
    Optional<Model> loaded = model;
    if (loaded.isPresent()) {
      return loaded.get();
    }
    synchronized (this) {
      if (model.isEmpty()) {
        model = Optional.of(Model.load(cache));
      }
      return model.orElseThrow();
    }
  }
}
