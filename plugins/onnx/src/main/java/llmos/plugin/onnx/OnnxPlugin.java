package llmos.plugin.onnx;

import java.nio.file.Path;
import java.util.List;
import llmos.api.Embedder;
import llmos.api.Plugin;

/** The embedder that is carried by its jar. Its files are unpacked to the folder named by {@code llmos.cache}. */
public final class OnnxPlugin implements Plugin {
  @Override
  public String name() {
    return "onnx";
  }

  @Override
  public List<Embedder> embedders() {
    Path temporary =
        Path.of(System.getProperty("java.io.tmpdir"), "llmos-" + System.getProperty("user.name"));
    String cache = System.getProperty("llmos.cache", "");
    return List.of(new BgeEmbedder(cache.isEmpty() ? temporary : Path.of(cache)));
  }
}
