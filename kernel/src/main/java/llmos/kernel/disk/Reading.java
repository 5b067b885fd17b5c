package llmos.kernel.disk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import llmos.api.Document;
import llmos.api.DocumentReader;
import llmos.api.Label;
import llmos.kernel.store.Library;
import llmos.kernel.store.Library.Entry;
import llmos.kernel.store.Library.Piece;
import llmos.kernel.store.Limits;

/**
 * Reads files, on a thread of its own and with an end to patience. Of a file that no reader reads only the head is looked at;
 * what was read and came to nothing is known by the hash of its bytes. Used by one thread.
 */
final class Reading implements AutoCloseable {
  private final Library library;
  private final List<DocumentReader> readers;
  private final Before before;
  private ExecutorService thread = thread();

  /** {@code before} is what the library held of the volume. */
  Reading(Library library, List<DocumentReader> readers, Before before) {
    this.library = library;
    this.readers = readers;
    this.before = before;
  }

  /** What became of a file: what to keep of it, or the document that it was under another name. */
  record Outcome(Entry entry, Optional<Library.Doc> moved) {}

  /** A file with the label of its volume, and the document that it was. */
  private record Asked(Walk.Found found, Label label, Optional<Library.Doc> old) {
    Outcome unread(String sha, String status, String reason) {
      Entry entry = new Entry(
          found.path(),
          found.path(),
          sha,
          found.mtime(),
          found.bytes(),
          status,
          reason,
          label,
          "",
          List.of());
      return new Outcome(entry, Optional.empty());
    }
  }

  /** Reads a file, whatever its reader does. */
  Outcome of(Walk.Found found, Label label, Optional<Library.Doc> old) throws InterruptedException {
    Asked asked = new Asked(found, label, old);
    AtomicReference<String> sha = new AtomicReference<>("");
    Future<Outcome> outcome = thread.submit(() -> read(asked, sha));
    try {
      return outcome.get(Limits.READ_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return asked.unread(sha.get(), "failed", Walk.reason(cause));
    } catch (TimeoutException e) {
      thread.shutdownNow();
      thread = thread();
      return asked.unread(
          sha.get(), "failed", "reading took more than " + Limits.READ_SECONDS + " s");
    }
  }

  private static ExecutorService thread() {
    return Executors.newSingleThreadExecutor(
        Thread.ofPlatform().daemon().name("disk-reader").factory());
  }

  private Outcome read(Asked asked, AtomicReference<String> sha)
      throws IOException, InterruptedException {
    Walk.Found found = asked.found();
    if (found.bytes() > Limits.FILE_BYTES) {
      return asked.unread("", "failed", tooLarge(found.bytes()));
    }
    byte[] bytes;
    Optional<DocumentReader> reader;
    try (SeekableByteChannel file = Files.newByteChannel(
        found.file(), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      InputStream in = Channels.newInputStream(file);
      byte[] head = in.readNBytes(Limits.HEAD_BYTES);
      reader = head.length == 0 ? Optional.empty() : reader(found, head);
      // A text that is kept is not given up because its reader was taken away.
      boolean kept = head.length > 0 && asked.old().filter(Before::readable).isPresent();
      if (reader.isEmpty() && !kept) {
        return asked.unread("", "skipped", unreadable(head));
      }
      file.position(0);
      bytes = in.readNBytes(Limits.FILE_BYTES + 1);
    }
    if (bytes.length > Limits.FILE_BYTES) {
      return asked.unread("", "failed", tooLarge(bytes.length));
    }
    sha.set(Splitter.sha(bytes));
    Optional<Outcome> known = known(asked, sha.get(), bytes);
    if (known.isPresent() || reader.isEmpty()) {
      return known.orElseGet(() -> asked.unread("", "skipped", unreadable(bytes)));
    }
    Document document = reader.get().read(Before.name(found.path()), bytes);
    Entry entry = entry(found, own(asked, bytes), sha.get(), document, "ok");
    return new Outcome(entry, Optional.empty());
  }

  private static String tooLarge(long bytes) {
    return "too large: %,d MB; the limit is %d MB".formatted(bytes >> 20, Limits.FILE_BYTES >> 20);
  }

  private Optional<DocumentReader> reader(Walk.Found found, byte[] head) {
    String name = Before.name(found.path());
    return readers.stream().filter(r -> r.reads(name, head)).findFirst();
  }

  private static String unreadable(byte[] bytes) {
    if (bytes.length == 0) {
      return "empty";
    }
    for (int i = 0; i < Math.min(bytes.length, Limits.HEAD_BYTES); i++) {
      if (bytes[i] == 0) {
        return "binary";
      }
    }
    return "no reader for it";
  }

  /** A text that we wrote ourselves does not lose its label by being mounted. */
  private Label own(Asked asked, byte[] bytes) {
    return asked.label().join(library.written().of(bytes));
  }

  /** Bytes whose text is in the library, under this name or under one whose file is gone. */
  private Optional<Outcome> known(Asked asked, String sha, byte[] bytes) {
    Optional<Library.Doc> old = asked.old();
    if (old.isPresent()) {
      return old.filter(o -> Before.isSame(o, sha))
          .map(o -> asBefore(asked, asked.label(), o, Optional.empty()));
    }
    Walk.Found found = asked.found();
    return before.moved(sha, found.path()).map(doc -> {
      return asBefore(asked, own(asked, bytes).join(doc.label()), doc, Optional.of(doc));
    });
  }

  /** A document whose text is in the library; one that is titled as its file was gets the new name. */
  private static Outcome asBefore(
      Asked asked, Label label, Library.Doc doc, Optional<Library.Doc> moved) {
    Walk.Found found = asked.found();
    String title =
        doc.title().equals(Before.name(doc.path())) ? Before.name(found.path()) : doc.title();
    Document known = new Document(title, "", List.of(), List.of());
    return new Outcome(entry(found, label, doc.sha(), known, "ok"), moved);
  }

  /** A document cut into blocks; skipped if there is nothing in it, partial if its reader warned. */
  static Entry entry(Walk.Found found, Label label, String sha, Document document, String status) {
    String text = Splitter.storable(document.text());
    Document clean = new Document(
        Names.visible(document.title().strip()), text, document.parts(), document.warnings());
    List<Piece> pieces = Splitter.split(clean);
    String reason = Names.visible(String.join(
        "; ", document.warnings().stream().limit(Limits.SHOWN_WARNINGS).toList()));
    String end = document.warnings().isEmpty() ? status : "partial";
    if (pieces.isEmpty()) {
      end = "skipped";
      reason = reason.isEmpty() ? "no text in it" : reason;
    }
    return new Entry(
        found.path(),
        clean.title(),
        sha,
        found.mtime(),
        found.bytes(),
        end,
        reason,
        label,
        text,
        pieces);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
