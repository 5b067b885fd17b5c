package llmos.kernel.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import llmos.api.Errno;
import llmos.api.FaultException;

/**
 * The state file: one SQLite database, shared by every llmos on this home.
 *
 * <p>Each connection runs in WAL mode with full synchronisation, so what {@link #write} returned from is on the disk. All
 * writing happens on one platform thread (native calls would pin virtual ones), in immediate transactions; reading takes
 * place on the caller's thread over one connection, guarded by its lock.
 */
public final class Store implements AutoCloseable {
  /** Without these a crash or a second llmos can lose what was acknowledged. */
  private static final Map<String, String> PRAGMAS = Map.of(
      "journal_mode", "wal",
      "synchronous", "2",
      "foreign_keys", "1",
      "trusted_schema", "0",
      "busy_timeout", Integer.toString(Limits.BUSY_MILLIS));

  /** The first release that keeps a file whole that two processes share. */
  private static final String OLDEST_SQLITE = "3.51.3";

  private final Path file;
  private final Connection writer;
  private final Connection reader;
  private volatile boolean damaged;
  private final ExecutorService thread = Executors.newSingleThreadExecutor(
      Thread.ofPlatform().daemon().name("store").factory());

  /** Work on a connection. */
  @FunctionalInterface
  public interface Work<T> {
    /** Does the work. */
    T on(Connection connection) throws SQLException;
  }

  private Store(Path file, Connection writer, Connection reader) {
    this.file = file;
    this.writer = writer;
    this.reader = reader;
  }

  /**
   * Opens the state file, making or migrating it where needed.
   *
   * @param file its path; SQLite's native library is unpacked beside it
   * @throws FaultException if the folder cannot be written or the file is damaged or newer than this program
   */
  public static Store open(Path file) {
    try {
      Path nativeFolder = file.resolveSibling("native");
      Files.createDirectories(nativeFolder);
      System.setProperty("org.sqlite.tmpdir", nativeFolder.toString());
      NativeLibrary.unpack(nativeFolder);
      Connection writer = connect(file);
      if (migrate(writer)) {
        shrink(file);
      }
      return new Store(file, writer, connect(file));
    } catch (IOException | SQLException e) {
      throw failure(file, e);
    }
  }

  private static boolean migrate(Connection writer) throws SQLException {
    if (Schema.current(writer) == Schema.version()) {
      return false;
    }
    try (Statement statement = writer.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      int version = Schema.current(writer); // another llmos may have been quicker
      Schema.migrate(writer);
      statement.execute("COMMIT");
      return version > 0 && version < Schema.COMPACT;
    }
  }

  /** Gives back the room that texts, names and headings took as they were: what makes them smaller leaves it scattered. */
  private static void shrink(Path file) {
    try (Connection fresh = connect(file);
        Statement statement = fresh.createStatement()) {
      statement.execute("VACUUM");
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    } catch (SQLException e) {
      return; // another llmos is reading, or the disk is full: what is free is used again
    }
  }

  private static Connection connect(Path file) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("busy_timeout", Integer.toString(Limits.BUSY_MILLIS));
    properties.setProperty("journal_mode", "WAL");
    properties.setProperty("synchronous", "FULL");
    properties.setProperty("foreign_keys", "true");
    properties.setProperty("cache_size", "-16384"); // KiB: a search reads all over the file
    properties.setProperty("jdbc.get_generated_keys", "false"); // it asks after each change
    Connection connection = new Statements(file, properties);
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA trusted_schema = OFF");
      for (Map.Entry<String, String> pragma : PRAGMAS.entrySet()) {
        check(statement, pragma.getKey(), pragma.getValue());
      }
    }
    String version = connection.getMetaData().getDatabaseProductVersion();
    if (tooOld(version)) {
      throw new SQLException(
          "SQLite %s is too old: before %s it can damage a file that two processes share"
              .formatted(version, OLDEST_SQLITE));
    }
    return connection;
  }

  /** Whether a release of SQLite, such as {@code 3.51.2}, comes before the oldest that is safe. */
  static boolean tooOld(String version) {
    List<Integer> parts = Stream.of(version, OLDEST_SQLITE)
        .flatMap(
            v -> Stream.concat(Stream.of(v.split("\\.", -1)), Stream.of("0")).limit(3))
        .map(part -> part.matches("\\d{1,6}") ? Integer.parseInt(part) : 0)
        .toList();
    return Arrays.compare(
            parts.subList(0, 3).toArray(Integer[]::new),
            parts.subList(3, 6).toArray(Integer[]::new))
        < 0;
  }

  /** What was asked for may be refused: WAL, for one, does not work on every file system. */
  private static void check(Statement statement, String pragma, String wanted) throws SQLException {
    try (ResultSet row = statement.executeQuery("PRAGMA " + pragma)) {
      String found = row.next() ? row.getString(1) : "";
      if (!found.equals(wanted)) {
        throw new SQLException(
            "it would not be safe here: %s is %s and must be %s".formatted(pragma, found, wanted));
      }
    }
  }

  /** Reads on the caller's thread. Sees everything that {@link #write} returned from. */
  public <T> T read(Work<T> work) {
    synchronized (reader) {
      try {
        return work.on(reader);
      } catch (SQLException e) {
        throw noticed(e);
      }
    }
  }

  /**
   * The same for what a start reads: {@code otherwise} where the file is damaged there, so that the machine comes up and
   * what is whole can still be read. Nothing is written from then on.
   */
  <T> T readAtStart(T otherwise, Work<T> work) {
    try {
      return read(work);
    } catch (FaultException e) {
      if (damaged) {
        return otherwise;
      }
      throw e;
    }
  }

  /** Whether damage has been met, so that {@link #write} fails. */
  boolean damaged() {
    return damaged;
  }

  /** Once damage has been met nothing is written any more: that would spread it. */
  FaultException noticed(Exception e) {
    damaged = damaged || isDamage(e);
    return failure(file, e);
  }

  private static boolean isDamage(Exception e) {
    String reason = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    return reason.contains("malformed") || reason.contains("not a database");
  }

  /**
   * Runs one transaction on the writing thread and returns when it is on the disk. Must not be called from inside other
   * work. An interrupt does not stop it: it is kept for the caller's next blocking step.
   */
  public <T> T write(Work<T> work) {
    if (damaged) {
      throw failure(file, new SQLException("it is malformed, and so it is only read"));
    }
    try {
      return CompletableFuture.supplyAsync(() -> transaction(work), thread).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : noticed(e);
    }
  }

  private <T> T transaction(Work<T> work) {
    try (Statement statement = writer.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      boolean committed = false;
      try {
        T result = work.on(writer);
        statement.execute("COMMIT");
        committed = true;
        return result;
      } finally {
        if (!committed) {
          rollback(statement);
        }
      }
    } catch (SQLException e) {
      throw noticed(e);
    }
  }

  private static void rollback(Statement statement) {
    try {
      statement.execute("ROLLBACK");
    } catch (SQLException e) {
      // A full disk has rolled back by itself already; the first failure is the one to report.
      return;
    }
  }

  /** Not {@code .recover}: many builds of sqlite3 lack it, and leave an empty file. {@code .dump} does not tell the version. */
  private static String salvage(Path file) {
    return ("keep a copy of the file; sqlite3 '%1$s' .dump | sed -E \"s/^(ROLLBACK|COMMIT);.*"
            + "/COMMIT; PRAGMA user_version=$(sqlite3 '%1$s' 'PRAGMA user_version');/\" | sqlite3 salvaged.db"
            + " saves what can be read; put that in its place, or move the file away to start with an empty home")
        .formatted(file);
  }

  private static FaultException failure(Path file, Exception e) {
    String reason = e.getMessage() == null ? e.toString() : e.getMessage();
    String lower = reason.toLowerCase(Locale.ROOT);
    boolean full =
        lower.contains("full") || lower.contains("no space") || lower.contains("shmsize");
    boolean readOnly = lower.contains("readonly")
        || lower.contains("read-only")
        || lower.contains("unable to open")
        || e instanceof java.nio.file.AccessDeniedException
        || e instanceof java.nio.file.FileSystemException;
    String hint = "";
    if (full) {
      hint = "free some space and try again; nothing that was acknowledged is lost";
    } else if (lower.contains("of version")) {
      hint = "start the newer llmos, or set LLMOS_HOME to another folder; nothing was changed";
    } else if (isDamage(e)) {
      hint = salvage(file);
    } else if (readOnly) {
      hint = "set LLMOS_HOME to a folder that you can write";
    }
    return new FaultException(
        new llmos.api.Fault(
            full || readOnly ? Errno.NO_SPACE : Errno.FAILED,
            "the state file %s: %s".formatted(file, reason),
            hint),
        e);
  }

  /** Where the file is. */
  public Path file() {
    return file;
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
      synchronized (reader) {
        reader.close();
      }
      writer.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      throw failure(file, e);
    }
  }
}
