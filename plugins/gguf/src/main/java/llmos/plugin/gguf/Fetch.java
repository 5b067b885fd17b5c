package llmos.plugin.gguf;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import llmos.api.CpuDriver;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.KernelPanic;
import llmos.api.Progress;

/** Gets a model file from the first source that has it. A file takes its name only after its hash was checked. */
final class Fetch {
  private static final int BUFFER = 1 << 20;

  private final CpuDriver.Host host;
  private final Progress progress;

  Fetch(CpuDriver.Host host, Progress progress) {
    this.host = host;
    this.progress = progress;
  }

  /** A way to get the bytes of an offer into a file. */
  @FunctionalInterface
  interface Source {
    void fetch(CpuDriver.Offer offer, Path part, Progress progress)
        throws IOException, InterruptedException;
  }

  /**
   * The model's file, fetched if it is not there.
   *
   * @throws FaultException if no source gives the bytes that the offer's hash names
   */
  Path get(CpuDriver.Offer offer) throws InterruptedException {
    String first = offer.sources().getFirst();
    Path file =
        host.models().resolve(first.substring(first.lastIndexOf('/') + 1)).toAbsolutePath();
    Path part = file.resolveSibling(file.getFileName() + ".part");
    List<String> troubles = new ArrayList<>();
    try {
      Files.createDirectories(host.models());
      if (Files.exists(file) && hash(file).equals(offer.sha256())) {
        return file;
      }
      for (String source : offer.sources()) {
        String trouble = attempt(offer, source, part);
        if (trouble.isEmpty()) {
          Files.move(
              part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
          return file;
        }
        troubles.add(trouble);
      }
    } catch (IOException e) {
      throw new FaultException(
          Errno.NO_SPACE,
          "model folder %s cannot be written: %s".formatted(host.models(), e.getMessage()),
          "df");
    }
    throw new FaultException(
        Errno.FAILED,
        "model %s cannot be had: %s".formatted(offer.name(), String.join("; ", troubles)),
        "cpu pull " + offer.name());
  }

  private String attempt(CpuDriver.Offer offer, String source, Path part)
      throws InterruptedException {
    try {
      source(source).fetch(offer, part, progress);
      String found = hash(part);
      if (found.equals(offer.sha256())) {
        return "";
      }
      Files.delete(part);
      return "%s gave other bytes: SHA-256 %s, expected %s"
          .formatted(source, found, offer.sha256());
    } catch (IOException e) {
      return "%s: %s".formatted(source, e.getMessage());
    }
  }

  private static Source source(String spec) {
    return spec.startsWith("pip:") ? PipSource.of(spec) : new UrlSource(spec, UrlSource.IDLE);
  }

  private String hash(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[BUFFER];
      long total = Files.size(file);
      long done = 0;
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
        done += n;
        progress.at("checking", done, total);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new KernelPanic("a JDK without SHA-256: " + e.getMessage());
    }
  }
}
