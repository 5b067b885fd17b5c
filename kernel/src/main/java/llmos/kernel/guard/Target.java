package llmos.kernel.guard;

import java.io.IOException;
import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import llmos.api.Effect;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Param;
import llmos.api.Words;
import llmos.kernel.guard.Guard.Scope;

/** Resolves what a call names to what it would touch: real paths and normal hosts. */
final class Target {
  /** In any case of letters, for file systems that do not tell them apart. */
  private static final Set<String> SETTINGS = Set.of(".git", ".llmos");

  /** How a place in a volume of llmos's own begins; no folder of the host has that name. */
  static final String KEPT = "disk:";

  private Target() {}

  /**
   * The real path: links and {@code ..} resolved as far as it exists.
   *
   * @throws FaultException if it cannot be resolved, and so must not be touched
   */
  static Path path(Path workspace, String text) {
    try {
      Path path = workspace.resolve(text).normalize();
      Path there = path;
      // A link to nothing exists as a link; toRealPath then fails, and so does the call.
      while (there.getParent() != null && !Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
        there = there.getParent();
      }
      return there.toRealPath().resolve(there.relativize(path)).normalize();
    } catch (IOException | InvalidPathException e) {
      throw denied("the path '%s' cannot be resolved".formatted(text));
    }
  }

  /**
   * The folders that decide about paths.
   *
   * @param workspace where reversible writes stay
   * @param home of llmos itself: never part of the workspace
   * @param volumes the roots of what is mounted
   */
  record Places(Path workspace, Path home, List<Path> volumes) {}

  /** The folder of the workspace if it holds the path, else a volume's, else nothing. */
  static Scope scope(Path real, Places places) {
    boolean mounted = places.volumes().stream().anyMatch(root -> real.startsWith(real(root)));
    boolean ours = real.startsWith(places.home()); // a device or plugin written there would run
    if (!ours && real.startsWith(places.workspace())) {
      return Scope.WORKSPACE;
    }
    return mounted ? Scope.IN : Scope.OUT;
  }

  /** Whether it is or lies in a folder of settings, of the workspace's own part of the path. */
  private static boolean settings(Path real, Path workspace) {
    Path inside = real.startsWith(workspace) ? workspace.relativize(real) : real;
    return StreamSupport.stream(inside.spliterator(), false)
        .anyMatch(name -> SETTINGS.contains(name.toString().toLowerCase(Locale.ROOT)));
  }

  static Path real(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException e) {
      return folder.toAbsolutePath().normalize(); // not there: it holds nothing that exists
    }
  }

  /**
   * The host, and the port where it is not the scheme's own.
   *
   * @throws FaultException if it is no http or https URL with a plain host
   */
  static String host(String url) {
    try {
      URI uri = new URI(url);
      String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      if (!scheme.equals("http") && !scheme.equals("https")) {
        throw denied("only http and https URLs are fetched, not '%s'".formatted(url));
      }
      if (uri.getRawUserInfo() != null || uri.getHost() == null) {
        throw denied("the URL '%s' has no plain host".formatted(url));
      }
      int port = uri.getPort();
      boolean usual = port < 0 || port == (scheme.equals("http") ? 80 : 443);
      return normal(uri.getHost()) + (usual ? "" : ":" + port);
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw denied("'%s' is no URL".formatted(url));
    }
  }

  /** A host in the one form that is compared: ASCII, lower case, no dot at the end. */
  static String normal(String host) {
    String ascii = host.startsWith("[") || host.startsWith("*.") ? host : IDN.toASCII(host);
    String lower = ascii.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  private static FaultException denied(String message) {
    return new FaultException(Errno.DENIED, message, "");
  }

  /** The call with what it would touch, one target a line, and the worst place of them. */
  static Guard.Call resolve(Gate.DeviceCall call, Places places) {
    List<String> targets = new ArrayList<>();
    Effect effect = call.operation().effect();
    Scope worst = effect == Effect.READ ? Scope.IN : Scope.WORKSPACE;
    boolean paths = false;
    for (Param p : call.operation().params()) {
      String text = String.valueOf(call.args().get(p.name()));
      if (p.role() == Param.Role.TARGET
          || p.type() == Param.Type.PATH
          || p.type() == Param.Type.URL) {
        switch (p.type()) {
          case PATH -> {
            Path real = path(places.workspace(), text);
            boolean settings = effect != Effect.READ && settings(real, places.workspace());
            worst = worse(worst, settings ? Scope.SETTINGS : scope(real, places));
            paths = true;
            targets.add(oneLine(real.toString()));
          }
          case URL -> targets.add(host(text));
          case TEXT, INTEGER, NUMBER, BOOLEAN -> {
            if (text.isBlank()) {
              throw denied("the target '%s' is empty".formatted(p.name()));
            }
            targets.add(oneLine(text));
          }
        }
      }
    }
    boolean nowhere = !paths && effect == Effect.WRITE;
    return new Guard.Call(
        call.device(),
        call.operation(),
        call.args(),
        nowhere ? Scope.OUT : worst,
        String.join("\n", targets),
        call.line());
  }

  private static Scope worse(Scope a, Scope b) {
    return Stream.of(Scope.SETTINGS, Scope.OUT, Scope.IN)
        .filter(scope -> a == scope || b == scope)
        .findFirst()
        .orElse(Scope.WORKSPACE);
  }

  private static String oneLine(String target) {
    if (target.chars().anyMatch(c -> c == '\n' || c == '\r')) {
      throw new FaultException(Errno.DENIED, "a target holds a line break", "");
    }
    return target;
  }

  /** What the words of a grant name: one word is a URL, a path that looks like one or is there, or a host; several are a command. */
  static String named(List<String> words, Path workspace) {
    String word = words.getFirst();
    if (words.size() > 1) {
      return words.stream().map(Words::quote).collect(Collectors.joining(" "));
    }
    if (word.contains("://")) {
      return host(word);
    }
    if (word.startsWith(KEPT)) {
      return word;
    }
    boolean path = word.contains("/")
        || word.equals(".")
        || word.equals("..")
        || Files.exists(workspace.resolve(word));
    boolean host = word.matches("(\\*\\.)?[\\w-]+(\\.[\\w-]+)+(:\\d+)?|localhost(:\\d+)?");
    if (path || !host) {
      Path real = path(workspace, word);
      return real + (Files.isDirectory(real) || word.endsWith("/") ? "/" : "");
    }
    return word; // read as a host or as a file, as the effect of the call has it
  }
}
