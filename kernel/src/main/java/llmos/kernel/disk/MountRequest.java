package llmos.kernel.disk;

import java.nio.file.Path;
import java.util.Optional;
import llmos.api.Label;

/**
 * What to mount.
 *
 * @param root a folder, a file or an address
 * @param name the volume's; "" to take the last part of the root
 * @param label the volume's
 * @param pages of an address how many at most; 0 for as many as the last time, or 1
 */
public record MountRequest(String root, String name, Label label, int pages) {
  /** A folder or file. */
  public MountRequest(Path root, String name, Label label) {
    this(root.toString(), name, label, 0);
  }

  /** The folder or file that a volume's root is; empty for an address. */
  public static Optional<Path> folder(String root) {
    return Mirror.isAddress(root) ? Optional.empty() : Optional.of(Path.of(root));
  }
}
