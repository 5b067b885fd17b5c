package llmos.plugin.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import llmos.api.Engine;

/** Asks again, for one half and then the other, where the answer to all was too large. */
final class Halves {
  private Halves() {}

  /** A question for some documents. */
  @FunctionalInterface
  interface Asking {
    Engine.Found of(List<String> ids) throws IOException, InterruptedException;
  }

  /**
   * What both halves bring.
   *
   * @throws Rest.TooLarge what all of them met, if it is a single document
   */
  static Engine.Found of(List<String> ids, Rest.TooLarge met, Asking asking)
      throws IOException, InterruptedException {
    if (ids.size() <= 1) {
      throw met;
    }
    List<Engine.Item> items = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    int half = ids.size() / 2;
    for (List<String> part : List.of(ids.subList(0, half), ids.subList(half, ids.size()))) {
      Engine.Found found = asking.of(part);
      items.addAll(found.items());
      warnings.addAll(found.warnings());
    }
    return new Engine.Found(items, warnings);
  }
}
