package llmos.plugin.gguf;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import llmos.api.Cpu;
import llmos.api.CpuDriver;
import llmos.api.CpuSettings;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Param;
import llmos.api.Progress;

/** The driver of model files that run in this process. */
final class GgufDriver implements CpuDriver {
  private static final int DEFAULT_WINDOW = 8192;
  private static final int LEAST_WINDOW = 256;

  @Override
  public String name() {
    return "gguf";
  }

  @Override
  public String summary() {
    return "Runs a model file in this process, offline.";
  }

  @Override
  public List<Param> settings() {
    return List.of(
        Param.of("file", Param.Type.PATH, Param.Role.TARGET, "the model file (.gguf)"),
        number("window", "tokens of its window; 0: the model's own, at most 8192"),
        number("threads", "threads to compute with; 0: one a core"),
        number("reply", "most tokens of a reply; 0: what the machine asks for"),
        Param.of(
                "temperature",
                Param.Type.NUMBER,
                Param.Role.PAYLOAD,
                "0 to 2: how freely it chooses words; 0: always the likeliest")
            .orElse("0"));
  }

  private static Param number(String name, String help) {
    return Param.of(name, Param.Type.INTEGER, Param.Role.PAYLOAD, help).orElse("0");
  }

  @Override
  public Cpu open(CpuSettings settings, Host host) {
    String file = settings.get("file", "");
    if (file.isEmpty()) {
      throw new FaultException(
          Errno.BAD_USAGE,
          "cpu '%s' names no model file".formatted(settings.name()),
          "cpu pull smollm2");
    }
    Path path = host.models().resolve(file);
    int trained = ModelFile.contextLength(path);
    int window = number(settings, "window");
    int most = trained > 0 ? Math.min(trained, DEFAULT_WINDOW) : DEFAULT_WINDOW;
    int threads = number(settings, "threads");
    int cores = Runtime.getRuntime().availableProcessors();
    return new GgufCpu(
        new Engine(
            path,
            host.cache(),
            window > 0 ? Math.max(window, LEAST_WINDOW) : most,
            threads > 0 ? threads : cores,
            temperature(settings)),
        number(settings, "reply"));
  }

  private static int number(CpuSettings settings, String key) {
    String given = settings.get(key, "0");
    try {
      int value = Integer.parseInt(given);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below, together with negative numbers.
    }
    throw new FaultException(
        Errno.BAD_USAGE,
        "%s of cpu '%s' is '%s'; it must be a number from 0 on"
            .formatted(key, settings.name(), given),
        "");
  }

  private static float temperature(CpuSettings settings) {
    String given = settings.get("temperature", "0");
    try {
      float value = Float.parseFloat(given);
      if (value >= 0 && value <= 2) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below, together with numbers out of range.
    }
    throw new FaultException(
        Errno.BAD_USAGE,
        "temperature of cpu '%s' is '%s'; it must be a number from 0 to 2"
            .formatted(settings.name(), given),
        "");
  }

  @Override
  public List<Offer> offers() {
    return Catalogue.OFFERS;
  }

  @Override
  public CpuSettings pull(Offer offer, Host host, Progress progress) throws InterruptedException {
    Path file = new Fetch(host, progress).get(offer);
    return new CpuSettings(offer.name(), name(), Map.of("file", file.toString()));
  }
}
