package llmos.kernel;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import llmos.api.Plugin;

/**
 * What a machine is started with; nothing else of its surroundings is looked at.
 *
 * @param home the folder of its state; made where it is not there
 * @param workspace the folder that relative paths start from and reversible writes stay in
 * @param environment the environment variables
 * @param clock the clock
 * @param pluginFolders folders that hold one folder for each plugin, those of the distribution first
 * @param builtIn plugins that are loaded already, for tests and embedding
 */
public record Boot(
    Path home,
    Path workspace,
    Map<String, String> environment,
    Clock clock,
    List<Path> pluginFolders,
    List<Plugin> builtIn) {
  public Boot {
    environment = Map.copyOf(environment);
    pluginFolders = List.copyOf(pluginFolders);
    builtIn = List.copyOf(builtIn);
  }
}
