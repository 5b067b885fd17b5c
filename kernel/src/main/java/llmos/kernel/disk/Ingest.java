package llmos.kernel.disk;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import llmos.api.DocumentReader;
import llmos.api.Label;
import llmos.kernel.store.Library;
import llmos.kernel.store.Library.Entry;
import llmos.kernel.store.Limits;

/**
 * Brings files into the library. Each ends as ok, partial, skipped or failed with a reason, or is as it was; whatever a
 * reader does with a file (throws, recurses without end, hangs), the next file comes. Used by one thread.
 */
final class Ingest implements AutoCloseable {
  private final Library library;
  private final Library.Volume volume;
  private final Before before;
  private final Label unknown;
  private final Reading reading;
  private final Batches batches;
  private final List<MountReport.FileStatus> notable = new ArrayList<>();
  private int ok;
  private int unchanged;
  private int unchangedPartial;
  private int renamed;
  private int lost;

  /**
   * Into this volume.
   *
   * @param before what the library held of it
   * @param batches what commits them
   * @param unknown joined to the volume's label for documents without a label of their own
   */
  Ingest(
      Library library,
      Library.Volume volume,
      List<DocumentReader> readers,
      Before before,
      Label unknown,
      Batches batches) {
    this.batches = batches;
    this.library = library;
    this.volume = volume;
    this.before = before;
    this.unknown = unknown;
    this.reading = new Reading(library, readers, before);
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

  /** How many could be read before and cannot be any more. */
  int lost() {
    return lost;
  }

  /** What did not end as ok, with reasons. */
  List<MountReport.FileStatus> notable() {
    return notable;
  }

  /** Reads a file, if there is a reason to. What was done before an interrupt is kept, and whoever was interrupted does not wait for it. */
  void file(Walk.Found found) throws InterruptedException {
    Optional<Library.Doc> old = before.at(found.path());
    boolean settled = found.mtime() < volume.mounted() - Limits.RACY_MILLIS;
    if (settled && old.filter(o -> before.isAsItWas(found, o)).isPresent()) {
      asItWas(old.get());
      return;
    }
    Label label = unknown.tainted() ? old.map(Library.Doc::label).orElse(unknown) : unknown;
    try {
      add(reading.of(found, label, old), old);
    } catch (InterruptedException e) {
      batches.leave();
      throw e;
    }
  }

  private void asItWas(Library.Doc old) {
    if (Before.readable(old)) {
      unchanged++;
    }
    if (old.status().equals("partial")) {
      unchangedPartial++;
    }
    if (!old.status().equals("ok")) {
      notable.add(new MountReport.FileStatus(old.path(), old.status(), old.reason()));
    }
  }

  private void add(Reading.Outcome outcome, Optional<Library.Doc> old) throws InterruptedException {
    Entry entry = outcome.entry();
    if (outcome.moved().isPresent()) {
      library.rename(outcome.moved().get().id(), entry);
      renamed++;
      return;
    }
    if (old.filter(o -> Before.isSame(o, entry.sha())).isPresent()) {
      library.unchanged(old.get().id(), entry.mtime());
      asItWas(old.get());
      return;
    }
    if (entry.status().equals("ok")) {
      ok++;
    } else {
      notable.add(new MountReport.FileStatus(entry.path(), entry.status(), entry.reason()));
    }
    boolean unread = !entry.status().equals("ok") && !entry.status().equals("partial");
    if (unread && old.filter(Before::readable).isPresent()) {
      lost++;
    }
    if (!unread || old.filter(o -> isKept(o, entry)).isEmpty()) {
      batches.put(entry);
    }
  }

  /** Whether the library says the same of a file without text, of which a folder may have thousands. */
  private static boolean isKept(Library.Doc old, Entry entry) {
    return old.status().equals(entry.status())
        && old.reason().equals(entry.reason())
        && old.sha().equals(entry.sha())
        && old.mtime() == entry.mtime()
        && old.bytes() == entry.bytes();
  }

  @Override
  public void close() {
    reading.close();
  }
}
