package llmos.shell;

import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llmos.kernel.Boot;
import llmos.shell.out.Format;

/**
 * What the flags and the environment say.
 *
 * @param boot what the machine is started with
 * @param format how records are written
 * @param input whether a question may be asked
 * @param prompt whether it is started for the prompt, not for a program
 * @param session the session to go on with; empty to begin one
 * @param timeout the most time for a turn
 * @param maxCost dollars that all turns may cost together
 */
record Settings(
    Boot boot,
    Format format,
    boolean input,
    boolean prompt,
    Optional<String> session,
    Optional<Duration> timeout,
    Optional<Double> maxCost) {

  /** {@code LLMOS_HOME}, else the folder for data of the XDG rules. */
  static Path home(Map<String, String> environment, String user) {
    String own = environment.getOrDefault("LLMOS_HOME", "");
    if (!own.isEmpty()) {
      return Path.of(own).toAbsolutePath();
    }
    String data = environment.getOrDefault("XDG_DATA_HOME", "");
    return data.startsWith("/")
        ? Path.of(data, "llmos")
        : Path.of(user, ".local", "share", "llmos");
  }

  /** The folders of the distribution, which the launcher names, and then the user's. */
  static List<Path> pluginFolders(Path home) {
    List<Path> folders = new ArrayList<>();
    for (String folder : System.getProperty("llmos.plugins", "").split(File.pathSeparator, -1)) {
      if (!folder.isEmpty()) {
        folders.add(Path.of(folder));
      }
    }
    folders.add(home.resolve("plugins"));
    return folders;
  }

  /**
   * The folder of the distribution's plugins beside the folder of jars that this class was loaded from.
   *
   * @throws IllegalStateException if there is none
   */
  static Path distributed() {
    Path from = Path.of(URI.create(
        Settings.class.getProtectionDomain().getCodeSource().getLocation().toString()));
    Path plugins = from.resolveSibling("../plugins").normalize();
    if (!Files.isRegularFile(from) || !Files.isDirectory(plugins)) {
      throw new IllegalStateException(
          "%s is not in the folder lib of a distribution, beside which its plugins are; Embedded.of takes any plugins"
              .formatted(from));
    }
    return plugins;
  }
}
