package llmos.kernel.disk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import llmos.api.Document;
import llmos.api.DocumentReader;
import llmos.api.Label;
import llmos.kernel.store.Library;
import llmos.kernel.store.Library.Entry;
import llmos.kernel.store.Library.Piece;
import llmos.kernel.store.Limits;

/**
 * Brings files into the library. Each ends as ok, partial, skipped or failed with a reason, or is as it was; whatever a
 * reader does with a file (throws, recurses without end, hangs), the next file comes. Used by one thread.
 */
final class Ingest implements AutoCloseable {
  private final Library library;
  private final Library.Volume volume;
  private final List<DocumentReader> readers;
  private final Before before;
  private final Label unknown;
  private final List<Entry> batch = new ArrayList<>();
  private final List<MountReport.FileStatus> notable = new ArrayList<>();
  private int batchChars;
  private int ok;
  private int unchanged;
  private int unchangedPartial;
  private int renamed;
  private int changedBlocks;
  private ExecutorService reading = thread();

  /**
   * Into this volume.
   *
   * @param before what the library held of it
   * @param unknown joined to the volume's label for documents without a label of their own
   */
  Ingest(
      Library library,
      Library.Volume volume,
      List<DocumentReader> readers,
      Before before,
      Label unknown) {
    this.library = library;
    this.volume = volume;
    this.readers = readers;
    this.before = before;
    this.unknown = unknown;
  }

  int ok() {
    return ok;
  }

  int unchanged() {
    return unchanged;
  }

  /** How many of the unchanged files are partial. */
  int unchangedPartial() {
    return unchangedPartial;
  }

  int renamed() {
    return renamed;
  }

  /** How many blocks of what was read are not as they were. */
  int changedBlocks() {
    return changedBlocks;
  }

  /** What did not end as ok, with reasons. */
  List<MountReport.FileStatus> notable() {
    return notable;
  }

  /** What became of a file: what to keep of it, or the document that it was under another name. */
  private record Outcome(Entry entry, Optional<Library.Doc> moved) {}

  /** Reads a file, if it is not as it was. What was done before an interrupt is kept. */
  void file(Walk.Found found) throws InterruptedException {
    Optional<Library.Doc> old = before.at(found.path());
    boolean settled = found.mtime() < volume.mounted() - Limits.RACY_MILLIS;
    if (settled && old.filter(o -> isAsItWas(found, o)).isPresent()) {
      asItWas(old.get());
      return;
    }
    Label label = unknown.tainted() ? old.map(Library.Doc::label).orElse(unknown) : unknown;
    try {
      add(watched(found, label, old), old);
    } catch (InterruptedException e) {
      flush();
      throw e;
    }
  }

  private static boolean isAsItWas(Walk.Found found, Library.Doc old) {
    return Before.readable(old) && old.mtime() == found.mtime() && old.bytes() == found.bytes();
  }

  private void asItWas(Library.Doc old) {
    unchanged++;
    if (old.status().equals("partial")) {
      unchangedPartial++;
      notable.add(new MountReport.FileStatus(old.path(), old.status(), old.reason()));
    }
  }

  private void add(Outcome outcome, Optional<Library.Doc> old) {
    Entry entry = outcome.entry();
    if (outcome.moved().isPresent()) {
      library.rename(outcome.moved().get().id(), entry);
      renamed++;
      return;
    }
    if (old.filter(o -> isSame(o, entry.sha())).isPresent()) {
      library.unchanged(old.get().id(), entry.mtime());
      asItWas(old.get());
      return;
    }
    if (entry.status().equals("ok")) {
      ok++;
    } else {
      notable.add(new MountReport.FileStatus(entry.path(), entry.status(), entry.reason()));
    }
    put(entry);
  }

  private static boolean isSame(Library.Doc old, String sha) {
    return Before.readable(old) && old.sha().equals(sha);
  }

  /** Puts an entry as it is, with the next batch. */
  void put(Entry entry) {
    batch.add(entry);
    batchChars += entry.text().length();
    if (batch.size() >= Limits.BATCH_FILES || batchChars >= Limits.BATCH_CHARS) {
      flush();
    }
  }

  /** Commits what is read. */
  void flush() {
    if (!batch.isEmpty()) {
      changedBlocks += library.put(volume.id(), batch);
    }
    batch.clear();
    batchChars = 0;
  }

  /** Reads on another thread, with an end to patience. */
  private Outcome watched(Walk.Found found, Label label, Optional<Library.Doc> old)
      throws InterruptedException {
    Future<Outcome> outcome = reading.submit(() -> read(found, label, old));
    try {
      return outcome.get(Limits.READ_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return unread(found, label, "failed", Walk.reason(cause));
    } catch (TimeoutException e) {
      reading.shutdownNow();
      reading = thread();
      return unread(found, label, "failed", "reading took more than " + Limits.READ_SECONDS + " s");
    }
  }

  private static ExecutorService thread() {
    return Executors.newSingleThreadExecutor(
        Thread.ofPlatform().daemon().name("disk-reader").factory());
  }

  private Outcome read(Walk.Found found, Label label, Optional<Library.Doc> old)
      throws IOException, InterruptedException {
    if (found.bytes() > Limits.FILE_BYTES) {
      return unread(found, label, "failed", tooLarge(found.bytes()));
    }
    byte[] bytes;
    try (InputStream in =
        Files.newInputStream(found.file(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      bytes = in.readNBytes(Limits.FILE_BYTES + 1);
    }
    if (bytes.length > Limits.FILE_BYTES) {
      return unread(found, label, "failed", tooLarge(bytes.length));
    }
    String sha = Splitter.sha(bytes);
    if (old.filter(o -> isSame(o, sha)).isPresent()) {
      return asBefore(found, label, sha, old.get().title(), Optional.empty());
    }
    // A text that we wrote ourselves does not lose its label by being mounted.
    Label own = label.join(library.written().of(bytes));
    Optional<Library.Doc> moved =
        old.isEmpty() ? before.moved(sha, found.path()) : Optional.empty();
    if (moved.isPresent()) {
      Library.Doc doc = moved.get();
      String name = Before.name(doc.path());
      String title = doc.title().equals(name) ? Before.name(found.path()) : doc.title();
      return asBefore(found, own.join(doc.label()), sha, title, moved);
    }
    return parse(found, own, sha, bytes);
  }

  /** A document whose text is in the library. */
  private static Outcome asBefore(
      Walk.Found found, Label label, String sha, String title, Optional<Library.Doc> moved) {
    Document known = new Document(title, "", List.of(), List.of());
    return new Outcome(entry(found, label, sha, known, "ok"), moved);
  }

  private static String tooLarge(long bytes) {
    return "too large: %,d MB; the limit is %d MB".formatted(bytes >> 20, Limits.FILE_BYTES >> 20);
  }

  private Outcome parse(Walk.Found found, Label label, String sha, byte[] bytes)
      throws IOException, InterruptedException {
    String name = Before.name(found.path());
    byte[] head = Arrays.copyOf(bytes, Math.min(Limits.HEAD_BYTES, bytes.length));
    if (bytes.length == 0) {
      return unread(found, label, "skipped", "empty");
    }
    Optional<DocumentReader> reader =
        readers.stream().filter(r -> r.reads(name, head)).findFirst();
    if (reader.isEmpty()) {
      return unread(found, label, "skipped", binary(head) ? "binary" : "no reader for it");
    }
    Entry entry = entry(found, label, sha, reader.get().read(name, bytes), "ok");
    return new Outcome(entry, Optional.empty());
  }

  private static boolean binary(byte[] head) {
    for (byte b : head) {
      if (b == 0) {
        return true;
      }
    }
    return false;
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

  private static Outcome unread(Walk.Found found, Label label, String status, String reason) {
    Entry entry = new Entry(
        found.path(),
        found.path(),
        "",
        found.mtime(),
        found.bytes(),
        status,
        reason,
        label,
        "",
        List.of());
    return new Outcome(entry, Optional.empty());
  }

  @Override
  public void close() {
    reading.shutdownNow();
  }
}
