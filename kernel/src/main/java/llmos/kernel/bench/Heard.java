package llmos.kernel.bench;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import llmos.api.Embedder;

/** An embedder that notes the passages it is given, and embeds a question once, so that a search can be measured without that. */
record Heard(Embedder embedder, Queue<String> passages, Map<String, float[]> questions)
    implements Embedder {
  Heard(Embedder embedder) {
    this(embedder, new ConcurrentLinkedQueue<>(), new ConcurrentHashMap<>());
  }

  @Override
  public String id() {
    return embedder.id();
  }

  @Override
  public int dimensions() {
    return embedder.dimensions();
  }

  @Override
  public float[] passage(String text) {
    passages.add(text);
    return embedder.passage(text);
  }

  @Override
  public float[] question(String text) {
    return questions.computeIfAbsent(text, embedder::question);
  }
}
