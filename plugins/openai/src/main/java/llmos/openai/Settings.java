package llmos.openai;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import llmos.api.CpuSettings;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Param;
import llmos.api.Param.Role;

/**
 * What was set for a CPU, checked.
 *
 * @param name what the user calls the CPU
 * @param base the protocol's root without a slash at its end, such as {@code http://127.0.0.1:8080/v1}
 * @param model the model to ask for; empty for the first that the server lists
 * @param keyEnv the environment variable that holds the key; empty for none
 * @param key the key; empty for none
 * @param window tokens, or 0 to ask the server
 * @param reply the most tokens of a reply, or 0 for what the prompt says
 * @param temperature 0 to 2, or empty for the default
 * @param breakpoints whether the request says up to where the server shall keep it
 * @param limits how long to wait
 */
record Settings(
    String name,
    URI base,
    String model,
    String keyEnv,
    String key,
    int window,
    int reply,
    OptionalDouble temperature,
    boolean breakpoints,
    Limits limits) {

  static final List<Param> PARAMS = List.of(
      Param.of("url", Param.Type.URL, Role.TARGET, "the server, such as http://127.0.0.1:8080/v1"),
      text("model", "the model to ask for; the server's first if it is left out"),
      text("key-env", "the environment variable that holds the key"),
      number("window", "tokens that fit; the server is asked if it is left out"),
      number("idle", "seconds to wait for the first byte (120) and between two (60)"),
      number("timeout", "seconds that a reply may take in all (900)"),
      number("reply", "the most tokens of a reply"),
      text("cache-control", "on: marks what a server that takes cache_control shall keep (off)"),
      Param.of(
              "temperature",
              Param.Type.NUMBER,
              Role.PAYLOAD,
              "0 to 2: how freely it chooses words; else 0.2 with sources, the server's own without")
          .orElse(""));

  /** How long to wait: for a connection, for the first byte, between two events, for everything. */
  record Limits(Duration connect, Duration first, Duration idle, Duration total) {}

  private static Param text(String name, String help) {
    return Param.of(name, Param.Type.TEXT, Role.PAYLOAD, help).orElse("");
  }

  private static Param number(String name, String help) {
    return Param.of(name, Param.Type.INTEGER, Role.PAYLOAD, help).orElse("");
  }

  /** Reads and checks settings. */
  static Settings of(CpuSettings from, Map<String, String> environment) {
    String keyEnv = from.get("key-env", "");
    String key = key(from.name(), keyEnv, environment);
    int idle = positive(from, "idle");
    String override = environment.getOrDefault("LLMOS_IDLE_TIMEOUT", "");
    if (!override.isBlank()) {
      idle = positive("LLMOS_IDLE_TIMEOUT", override);
    }
    int total = positive(from, "timeout");
    Limits limits = new Limits(
        Duration.ofSeconds(idle > 0 ? Math.min(10, idle) : 10),
        Duration.ofSeconds(idle > 0 ? idle : 120),
        Duration.ofSeconds(idle > 0 ? idle : 60),
        Duration.ofSeconds(total > 0 ? total : 900));
    return new Settings(
        from.name(),
        base(from.get("url", "")),
        from.get("model", ""),
        keyEnv,
        key,
        positive(from, "window"),
        positive(from, "reply"),
        temperature(from.get("temperature", "")),
        on("cache-control", from.get("cache-control", "")),
        limits);
  }

  private static boolean on(String name, String value) {
    return switch (value.strip()) {
      case "on" -> true;
      case "", "off" -> false;
      default ->
        throw new FaultException(
            Errno.BAD_USAGE, "--%s '%s' is neither on nor off".formatted(name, value), "");
    };
  }

  private static OptionalDouble temperature(String value) {
    if (value.isBlank()) {
      return OptionalDouble.empty();
    }
    try {
      double number = Double.parseDouble(value.strip());
      if (number >= 0 && number <= 2) {
        return OptionalDouble.of(number);
      }
    } catch (NumberFormatException e) {
      // Said below, with the value found.
    }
    throw new FaultException(
        Errno.BAD_USAGE, "--temperature '%s' is not a number from 0 to 2".formatted(value), "");
  }

  private static int positive(CpuSettings from, String key) {
    String value = from.get(key, "");
    return value.isBlank() ? 0 : positive("--" + key, value);
  }

  private static int positive(String what, String value) {
    try {
      int number = Integer.parseInt(value.strip());
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, with the value found.
    }
    throw new FaultException(
        Errno.BAD_USAGE, "%s '%s' is not a whole number above 0".formatted(what, value), "");
  }

  private static String key(String cpu, String keyEnv, Map<String, String> environment) {
    if (keyEnv.isEmpty()) {
      return "";
    }
    if (!keyEnv.matches("[A-Za-z_][A-Za-z0-9_]*")) {
      // The value may be a key that was pasted by mistake: it is not repeated.
      throw new FaultException(
          Errno.BAD_USAGE,
          "--key-env takes the name of an environment variable, not the key itself",
          "export MY_KEY=… and give --key-env MY_KEY");
    }
    String key = environment.getOrDefault(keyEnv, "").strip();
    if (key.isEmpty()) {
      throw new FaultException(
          Errno.CPU_FAILED,
          "cpu '%s' needs a key in the environment variable %s, which is not set"
              .formatted(cpu, keyEnv),
          "export %s=… and start llmos again, or: cpu use rom".formatted(keyEnv));
    }
    if (!key.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      // It is not shown, and not handed to the HTTP client, which would show it.
      throw new FaultException(
          Errno.CPU_FAILED,
          "the key in %s for cpu '%s' holds a character that no key has (a space, a line end, a control character)"
              .formatted(keyEnv, cpu),
          "export %s=… with the key alone, and start llmos again".formatted(keyEnv));
    }
    return key;
  }

  private static URI base(String url) {
    String text = url.strip().replaceAll("/+$", "").replaceAll("/chat/completions$", "");
    try {
      URI uri = new URI(text);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      boolean web = scheme.equals("http") || scheme.equals("https");
      if (web && uri.getHost() != null && uri.getUserInfo() == null && uri.getQuery() == null) {
        String path = uri.getPath() == null ? "" : uri.getPath();
        return path.isEmpty() ? URI.create(text + "/v1") : uri;
      }
    } catch (URISyntaxException e) {
      // Said below.
    }
    String shown = text.replaceAll("//[^/@]*@", "//…@");
    throw new FaultException(
        Errno.BAD_USAGE,
        "--url '%s' is not the address of a server; it looks like http://127.0.0.1:8080/v1"
            .formatted(shown),
        "cpu probe finds servers on this machine");
  }

  /** True if what is sent does not leave this machine. */
  boolean loopback() {
    String host = base.getHost().toLowerCase(Locale.ROOT);
    return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
  }

  /** An address below the protocol's root. */
  URI at(String path) {
    return URI.create(base + path);
  }

  /** An address below the server's own root, where servers put what is not of the protocol. */
  URI atRoot(String path) {
    return URI.create(base.toString().replaceAll("/v1$", "") + path);
  }
}
