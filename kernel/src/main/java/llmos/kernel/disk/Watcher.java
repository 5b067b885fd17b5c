package llmos.kernel.disk;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import llmos.kernel.store.Limits;

/**
 * Tells when the files of a volume may have changed: by the system's events, or, where there are none to be had (a network
 * drive, more folders than may be watched), by the clock. It only says when to compare, never what changed, so a lost event or
 * an overflow costs nothing but a comparison. Used by one thread.
 */
public final class Watcher implements AutoCloseable {
  private static final WatchEvent.Kind<?>[] ALL = {
    StandardWatchEventKinds.ENTRY_CREATE,
    StandardWatchEventKinds.ENTRY_DELETE,
    StandardWatchEventKinds.ENTRY_MODIFY
  };

  private final Path root;
  private Optional<WatchService> events;
  private Optional<Object> known = Optional.empty(); // what the root was when it was registered

  /** Of this folder or file. */
  Watcher(Path root, boolean byEvents) throws InterruptedException {
    this.root = root;
    this.events = Optional.empty();
    if (byEvents) {
      try {
        events = Optional.of(root.getFileSystem().newWatchService());
      } catch (IOException | UnsupportedOperationException e) {
        return; // by the clock, then
      }
      register();
    }
  }

  /** Whether the system tells of changes; else the files are compared every {@link Limits#WATCH_SECONDS}. */
  public boolean byEvents() {
    return events.isPresent();
  }

  /**
   * Returns when files may have changed and have been quiet since for a moment.
   *
   * @param busyMillis how long the last comparison took: where it takes long, changes are gathered for as long
   */
  public void await(long busyMillis) throws InterruptedException {
    if (events.isEmpty()) {
      pause(TimeUnit.SECONDS.toMillis(Limits.WATCH_SECONDS) + busyMillis);
      return;
    }
    WatchService service = events.get();
    WatchKey first = service.poll(Limits.WATCH_SECONDS, TimeUnit.SECONDS);
    // No event tells of a disk that is put on a folder, nor of a folder that is there again.
    while (first == null && root().equals(known)) {
      first = service.poll(Limits.WATCH_SECONDS, TimeUnit.SECONDS);
    }
    if (first != null) {
      drained(first);
    }
    long quiet = Limits.WATCH_MILLIS + busyMillis;
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Limits.WATCH_LONGEST * quiet);
    while (System.nanoTime() < until) {
      WatchKey more = service.poll(quiet, TimeUnit.MILLISECONDS);
      if (more == null) {
        break;
      }
      drained(more);
    }
    // Before the comparison, or what is written into a new folder after it would be told by nobody.
    register();
  }

  /** Returns after a while, for what failed and may go now, which no event tells. */
  public void later() throws InterruptedException {
    pause(TimeUnit.SECONDS.toMillis(Limits.WATCH_SECONDS));
    if (events.isPresent()) {
      register();
    }
  }

  /** Which file or folder the root is now, if there is one. */
  private Optional<Object> root() {
    try {
      Object key = Files.readAttributes(root, BasicFileAttributes.class).fileKey();
      return Optional.of(key == null ? root : key);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static void drained(WatchKey key) {
    key.pollEvents();
    if (!key.reset()) {
      key.cancel(); // its folder is gone
    }
  }

  /** Watches every folder that a mount walks; one that is watched already stays so. */
  private void register() throws InterruptedException {
    WatchService service = events.orElseThrow();
    known = root();
    try {
      if (Files.isDirectory(root)) {
        for (Path folder : Walk.of(root).folders()) {
          watch(folder, service);
        }
      } else {
        Path parent = root.toAbsolutePath().getParent();
        (parent == null ? root : parent).register(service, ALL);
      }
    } catch (NoSuchFileException e) {
      return; // it vanished meanwhile; the comparison tells
    } catch (IOException e) {
      close(); // more than may be watched: by the clock from now on
      events = Optional.empty();
    }
  }

  private static void watch(Path folder, WatchService service) throws IOException {
    try {
      folder.register(service, ALL);
    } catch (NoSuchFileException | AccessDeniedException | NotDirectoryException e) {
      return; // the comparison tells; the others are watched all the same
    }
  }

  private static void pause(long millis) throws InterruptedException {
    if (new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("nobody counts it down");
    }
  }

  @Override
  public void close() {
    try {
      if (events.isPresent()) {
        events.get().close();
      }
    } catch (IOException e) {
      return; // it only had to be let go
    }
  }
}
