package llmos.openai;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import llmos.api.CpuSettings;

/** Looks for model servers on this machine, at the ports that they use by default and those in {@code LLMOS_PROBE_PORTS}. */
final class Probe {
  private static final int MOST_MODELS = 8;
  private static final long PATIENCE_MILLIS = 1800;

  private Probe() {}

  /** What is there, one CPU for each model. */
  static List<CpuSettings> run(Map<String, String> environment, Clock clock)
      throws InterruptedException {
    List<Callable<List<CpuSettings>>> tasks = new ArrayList<>();
    ports(environment).forEach((port, name) -> tasks.add(() -> at(port, name, clock)));
    List<CpuSettings> found = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<List<CpuSettings>> future :
          threads.invokeAll(tasks, PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
        try {
          found.addAll(future.get());
        } catch (ExecutionException | CancellationException e) {
          // Something listens there that is no model server, or it is too slow.
        }
      }
    }
    return found;
  }

  private static Map<Integer, String> ports(Map<String, String> environment) {
    Map<Integer, String> ports = new LinkedHashMap<>();
    ports.put(11434, "ollama");
    ports.put(8080, "llama");
    ports.put(8077, "llama");
    ports.put(1234, "lmstudio");
    ports.put(8000, "vllm");
    for (String word : environment.getOrDefault("LLMOS_PROBE_PORTS", "").split("[,\\s]+", -1)) {
      if (word.matches("\\d{1,5}")) {
        ports.putIfAbsent(Integer.parseInt(word), "local");
      }
    }
    return ports;
  }

  private static List<CpuSettings> at(int port, String usual, Clock clock) {
    String url = "http://127.0.0.1:%d/v1".formatted(port);
    CpuSettings bare = new CpuSettings(usual, "openai", Map.of("url", url, "idle", "1"));
    Settings settings = Settings.of(bare, Map.of());
    List<String> models;
    try (Http http = new Http(settings, clock)) {
      models = Server.ids(
          http.quick(settings.at("/models"), "", Duration.ofMillis(PATIENCE_MILLIS / 3)));
    }
    List<CpuSettings> found = new ArrayList<>();
    for (String model : models.subList(0, Math.min(models.size(), MOST_MODELS))) {
      found.add(describe(new Place(url, port, usual, models.size()), model, clock));
    }
    return found;
  }

  /** Where a model was found: the address, which program listens there mostly, how many models it has. */
  private record Place(String url, int port, String usual, int siblings) {}

  private static CpuSettings describe(Place place, String model, Clock clock) {
    String url = place.url;
    String usual = place.usual;
    Map<String, String> values = new LinkedHashMap<>(Map.of("url", url, "model", model));
    Settings settings = Settings.of(
        new CpuSettings(usual, "openai", Map.of("url", url, "model", model, "idle", "1")),
        Map.of());
    String kind = usual;
    try (Http http = new Http(settings, clock)) {
      Server.Facts facts = new Server(settings, http).facts();
      facts.window().ifPresent(window -> values.put("window", Integer.toString(window)));
      if (usual.equals("local") && !facts.kind().isEmpty() && !facts.kind().equals("other")) {
        kind = facts.kind();
      }
    }
    boolean usualPort = !kind.equals("llama") || place.port == 8080;
    String name = place.siblings == 1
        ? kind + (usualPort && !usual.equals("local") ? "" : "-" + place.port)
        : word(model);
    return new CpuSettings(name, "openai", values);
  }

  /** A model's name as a word that can be typed without quotes. */
  private static String word(String model) {
    return model
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9._-]+", "-")
        .replaceAll("^-+|-+$", "");
  }
}
