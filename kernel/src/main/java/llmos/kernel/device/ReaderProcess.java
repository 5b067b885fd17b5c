package llmos.kernel.device;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import llmos.api.Document;
import llmos.api.DocumentReader;
import llmos.kernel.store.Limits;
import org.jspecify.annotations.Nullable;

/**
 * Reads documents in a process of its own, {@link ReaderMain}, so that a reader that hangs, crashes or takes all memory costs
 * its file and nothing else. The process is started by the first file that needs it and again after each that ended it; where
 * none can be started, files are read in this one. {@code this} guards all: one file at a time.
 */
public final class ReaderProcess implements AutoCloseable {
  private static final int OUT_OF_MEMORY = 3; // what -XX:+ExitOnOutOfMemoryError ends with
  private static final Set<Integer> SIGNALS = Set.of(129, 130, 143); // HUP, INT, TERM
  private static final long END_MILLIS = 2_000;
  private static final Set<String> PASSED_ON =
      Set.of("LANG", "LC_ALL", "LC_CTYPE", "HOME", "PATH", "TMPDIR", "TZ");

  private final Path scratch;
  private final Duration limit;
  private @Nullable Child child;
  private boolean unavailable;

  /** A running process and both ends of the talk with it. */
  private record Child(Process process, DataInputStream in, DataOutputStream out) {}

  /** Temporary files, and what a crash of the JVM leaves, go below {@code cache}. Starts nothing yet. */
  public ReaderProcess(Path cache) {
    this(cache, Duration.ofSeconds(Limits.READ_SECONDS));
  }

  ReaderProcess(Path cache, Duration limit) {
    this.scratch = cache.resolve("reading");
    this.limit = limit;
  }

  /** The readers of these jars; those that are not light read in the process. */
  List<DocumentReader> apart(List<Path> jars, List<DocumentReader> readers) {
    List<DocumentReader> all = new ArrayList<>();
    for (int i = 0; i < readers.size(); i++) {
      DocumentReader reader = readers.get(i);
      all.add(jars.isEmpty() || reader.light() ? reader : new Apart(this, jars, i, reader));
    }
    return all;
  }

  /** A reader whose reading happens elsewhere. */
  private record Apart(ReaderProcess process, List<Path> jars, int index, DocumentReader reader)
      implements DocumentReader {
    @Override
    public String name() {
      return reader.name();
    }

    @Override
    public boolean reads(String fileName, byte[] head) {
      return reader.reads(fileName, head);
    }

    @Override
    public Document read(String fileName, byte[] bytes) throws IOException, InterruptedException {
      Optional<Document> read =
          process.read(new DocumentFrames.Asked(jars, index, fileName, ByteBuffer.wrap(bytes)));
      return read.isPresent() ? read.get() : reader.read(fileName, bytes);
    }
  }

  /** What the process made of it; empty if there is no process to be had. */
  private synchronized Optional<Document> read(DocumentFrames.Asked asked)
      throws IOException, InterruptedException {
    try {
      return once(asked);
    } catch (Stopped e) {
      return once(asked);
    }
  }

  /** A signal ended the process. Ctrl-C goes to all processes of a terminal, and is meant for the machine, not for a file. */
  private static final class Stopped extends IOException {
    private static final long serialVersionUID = 1L;

    Stopped(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private Optional<Document> once(DocumentFrames.Asked asked)
      throws IOException, InterruptedException {
    if (unavailable) {
      return Optional.empty();
    }
    Child with = child;
    boolean isNew = with == null;
    try {
      with = with == null ? start() : with;
      child = with;
    } catch (IOException e) {
      unavailable = true;
      return Optional.empty();
    }
    return talk(with, asked, isNew);
  }

  private Optional<Document> talk(Child with, DocumentFrames.Asked asked, boolean isNew)
      throws IOException, InterruptedException {
    try {
      return Optional.of(Runner.within(limit, "reader", () -> {
        if (isNew) {
          DocumentFrames.greeted(with.in());
        }
        DocumentFrames.ask(with.out(), asked);
        return DocumentFrames.answer(with.in());
      }));
    } catch (TimeoutException e) {
      end();
      throw new IOException("reading took more than " + limit.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      end();
      throw e;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof DocumentFrames.Unread unread) {
        throw unread;
      }
      return ended(with, e);
    }
  }

  /** The process has ended, or said what nobody understands; empty if it is one that cannot start. */
  private Optional<Document> ended(Child with, Exception why)
      throws IOException, InterruptedException {
    boolean itself = with.process().waitFor(END_MILLIS, TimeUnit.MILLISECONDS);
    end();
    int code = with.process().exitValue();
    if (why.getCause() instanceof DocumentFrames.NotThere && !SIGNALS.contains(code)) {
      unavailable = true; // such as for want of memory
      return Optional.empty();
    }
    if (itself && code == OUT_OF_MEMORY) {
      throw new IOException(
          "it needs more than %d MB of memory".formatted(Limits.READER_MEGABYTES), why);
    }
    if (itself && SIGNALS.contains(code)) {
      throw new Stopped("its reader was stopped twice", why);
    }
    throw new IOException(
        itself ? "its reader ended with code " + code : "its reader answered nonsense", why);
  }

  private Child start() throws IOException {
    Files.createDirectories(scratch);
    ProcessBuilder builder = new ProcessBuilder(command()).redirectError(Redirect.DISCARD);
    builder
        .environment()
        .keySet()
        .retainAll(PASSED_ON); // keys of services are none of its business
    Process process = builder.start();
    return new Child(
        process,
        new DataInputStream(new BufferedInputStream(process.getInputStream())),
        new DataOutputStream(new BufferedOutputStream(process.getOutputStream())));
  }

  /** The command line of the process. */
  List<String> command() throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    if (!Files.isExecutable(java)) {
      throw new IOException("no " + java);
    }
    return List.of(
        java.toString(),
        "-Xmx" + Limits.READER_MEGABYTES + "m",
        "-XX:+ExitOnOutOfMemoryError",
        "-XX:ErrorFile=" + scratch.resolveSibling("reader-crash.log"),
        "-XX:-CreateCoredumpOnCrash",
        "-Djava.io.tmpdir=" + scratch,
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-XX:-UsePerfData",
        "-Xshare:auto",
        "-Xlog:disable",
        "-Djava.awt.headless=true",
        "-cp",
        classPath(),
        ReaderMain.class.getName());
  }

  private static String classPath() throws IOException {
    List<String> places = new ArrayList<>();
    for (Class<?> one : List.of(ReaderMain.class, DocumentReader.class)) {
      CodeSource source = one.getProtectionDomain().getCodeSource();
      if (source == null) {
        throw new IOException("nobody knows where " + one + " came from");
      }
      places.add(Path.of(URI.create(source.getLocation().toString())).toString());
    }
    return String.join(File.pathSeparator, places);
  }

  /** Ends the process, whatever it does; the next file starts another one. */
  private void end() throws InterruptedException {
    Child ending = child;
    child = null;
    if (ending != null) {
      ending.process().destroyForcibly();
      ending.process().waitFor(END_MILLIS, TimeUnit.MILLISECONDS);
      clear();
    }
  }

  /** A process that was killed leaves its temporary files; those that another llmos has open stay readable to it. */
  private void clear() {
    try (Stream<Path> left = Files.list(scratch)) {
      for (Path file : left.toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      return; // the next one tries again
    }
  }

  @Override
  public synchronized void close() {
    try {
      end();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // it is killed; only its end was not seen
    }
  }
}
