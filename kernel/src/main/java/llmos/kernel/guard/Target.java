package llmos.kernel.guard;

import java.io.IOException;
import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import llmos.api.Errno;
import llmos.api.FaultException;

/** Resolves what a call names to what it would touch: real paths and normal hosts. */
final class Target {
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

  /** The folder of the workspace if it holds the path, else a volume's, else nothing. */
  static Guard.Scope scope(Path real, Path workspace, List<Path> volumes) {
    if (real.startsWith(workspace)) {
      return Guard.Scope.WORKSPACE;
    }
    boolean mounted = volumes.stream().anyMatch(root -> real.startsWith(real(root)));
    return mounted ? Guard.Scope.IN : Guard.Scope.OUT;
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
}
