package llmos.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.api.Progress;
import llmos.kernel.disk.Grep;
import llmos.kernel.disk.IndexCheck;
import llmos.kernel.disk.MountReport;
import llmos.kernel.disk.Remote;
import llmos.kernel.disk.Watcher;
import llmos.kernel.proc.Proc;
import llmos.kernel.store.Library;
import llmos.kernel.store.Usage;

/** Keeps the disk in step with the files. {@code this} guards the jobs that watch. */
final class UpkeepCalls implements Upkeep {
  private final Rooms rooms;
  private final DiskCalls disk;
  private final Map<String, Proc> watching = new HashMap<>(); // by volume

  UpkeepCalls(Rooms rooms, DiskCalls disk) {
    this.rooms = rooms;
    this.disk = disk;
  }

  @Override
  public Records sync(String volume, Progress progress) throws InterruptedException {
    List<String> names = volume.isEmpty()
        ? rooms.disk().volumes().stream().map(Library.Volume::name).toList()
        : List.of(volume);
    List<Records> all = new ArrayList<>();
    for (String name : names) {
      try {
        all.add(compared(name, progress));
      } catch (FaultException e) {
        if (!volume.isEmpty()) {
          throw e;
        }
        all.add(failed(name, e)); // a folder that is gone does not stop the others
      }
    }
    disk.fillVectors();
    return new Records(
        all.stream().flatMap(r -> r.rows().stream()).toList(),
        Label.joinAll(all.stream().map(Records::label).toList()));
  }

  private Records compared(String name, Progress progress) throws InterruptedException {
    Optional<Library.Volume> remote = rooms.disk().volumes().stream()
        .filter(v -> v.name().equals(name) && Remote.isEngine(v.root()))
        .findFirst();
    MountReport report = remote.isPresent()
        ? rooms.remotes().compare(remote.get(), progress)
        : rooms.disk().sync(name, progress);
    return DiskCalls.records(report, disk.labels(name));
  }

  private static Records failed(String name, FaultException e) {
    return Records.of(
        List.of(Row.of("text", "%s: failed: %s".formatted(name, e.fault().message()))
            .and("volume", name)
            .and("status", "failed")
            .and("reason", e.fault().message())),
        Label.UNKNOWN);
  }

  @Override
  public synchronized Records watch(String volume) throws InterruptedException {
    Proc old = watching.get(volume);
    boolean over = old == null
        || old.state() == Proc.State.DONE
        || old.state() == Proc.State.KILLED; // one that is about to start is not
    if (over) {
      Watch watch = new Watch(volume);
      watching.put(volume, rooms.scheduler().start("watch " + volume, job -> {
        try (watch) {
          return run(watch, job);
        }
      }));
    }
    return Records.system(
        Row.of("text", "watching " + volume).and("volume", volume).and("watching", true));
  }

  private static int run(Watch watch, Proc job) throws InterruptedException {
    String what = "watch " + watch.volume;
    what += watch.watcher.byEvents() ? "" : " (by the clock: the system tells of no changes)";
    job.what(what);
    while (true) {
      Object last = watch.next().rows().getFirst().get("text");
      job.what("%s: changed %d times, last %s".formatted(what, watch.changes, last));
    }
  }

  /** Ends the job of a volume that is unmounted. */
  synchronized void unwatch(String volume) {
    Proc job = watching.remove(volume);
    if (job != null) {
      job.kill();
    }
  }

  @Override
  public Changes changes(String volume) throws InterruptedException {
    return new Watch(volume);
  }

  /**
   * Comparisons of a volume, the first at once, for what changed before it was watched. One that fails, as while a disk is
   * taken off, is told once and tried again; so is told that it goes again. Used by one thread.
   */
  private final class Watch implements Changes {
    private final String volume;
    private final Watcher watcher;
    private long busy = -1;
    private int changes;
    private String trouble = "";

    Watch(String volume) throws InterruptedException {
      this.volume = volume;
      this.watcher = rooms.disk().watch(volume);
    }

    @Override
    public Records next() throws InterruptedException {
      while (true) {
        await();
        if (rooms.disk().volumes().stream().noneMatch(v -> v.name().equals(volume))) {
          throw new FaultException(Errno.NO_SUCH, volume + " was unmounted", "mount");
        }
        String before = trouble;
        try {
          MountReport report = rooms.disk().compare(volume);
          trouble = "";
          busy = report.millis();
          if (report.changed() || !before.isEmpty()) {
            return changed(report);
          }
        } catch (FaultException e) {
          if (e.fault().errno() == Errno.NO_SUCH) {
            throw e;
          }
          trouble = e.fault().message();
          if (!trouble.equals(before)) {
            rooms.log().add("watch %s: %s".formatted(volume, trouble));
            return failed(volume, e);
          }
        }
      }
    }

    private void await() throws InterruptedException {
      if (!trouble.isEmpty()) {
        watcher.later();
      } else if (busy >= 0) {
        watcher.await(busy);
      }
    }

    private Records changed(MountReport report) {
      changes += report.changed() ? 1 : 0;
      disk.fillVectors();
      return DiskCalls.records(report, disk.labels(volume));
    }

    @Override
    public void close() {
      watcher.close();
    }
  }

  @Override
  public Records usage() {
    List<Row> rows = new ArrayList<>();
    for (Usage.Room room : rooms.disk().rooms()) {
      Usage.Size size = room.size();
      int waiting = size.blocks() - room.embedded();
      rows.add(Row.of(
              "text",
              "%s: documents %d, blocks %d, waiting for vectors %d, files %s, kept %s"
                  .formatted(
                      size.volume().name(),
                      size.documents(),
                      size.blocks(),
                      waiting,
                      bytes(room.fileBytes()),
                      bytes(room.textBytes())))
          .and("volume", size.volume().name())
          .and("root", size.volume().root())
          .and("documents", size.documents())
          .and("blocks", size.blocks())
          .and("waiting", waiting)
          .and("files", room.fileBytes())
          .and("bytes", room.textBytes()));
    }
    Path home = rooms.boot().home();
    for (String part : List.of("index", "state.db", "recall", "models", "cache")) {
      long size = size(home.resolve(part));
      rows.add(Row.of("text", "%s: %s".formatted(part, bytes(size)))
          .and("part", part)
          .and("bytes", size));
    }
    return Records.of(rows, disk.labels(""));
  }

  private static long size(Path place) {
    try (Stream<Path> files = Files.walk(place)) {
      return files
          .filter(Files::isRegularFile)
          .mapToLong(f -> f.toFile().length())
          .sum();
    } catch (IOException | java.io.UncheckedIOException e) {
      return 0; // not there, or going away while it is looked at
    }
  }

  private static String bytes(long bytes) {
    if (bytes < 1_000) {
      return bytes + " B";
    }
    return bytes < 1_000_000
        ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
        : String.format(Locale.ROOT, "%,.1f MB", bytes / 1e6);
  }

  @Override
  public Records grep(String pattern, boolean anyCase, List<String> in, int most)
      throws InterruptedException {
    Grep.Found found = rooms.disk().grep(new Grep.Query(pattern, anyCase, in, most));
    List<Row> rows = new ArrayList<>();
    for (Grep.Line line : found.lines()) {
      rows.add(Row.of("text", "%s:%d: %s".formatted(line.span().doc(), line.number(), line.text()))
          .and("doc", line.span().doc())
          .and("line", line.number())
          .and("span", line.span().toString())
          .and("match", line.match()));
    }
    if (found.more()) {
      rows.add(Row.of("text", "there are more lines: grep … -k %d".formatted(2L * most))
          .and("more", true));
    }
    for (String where : found.givenUp()) {
      rows.add(Row.of("text", where + ": given up, the expression tries too many ways")
          .and("givenUp", where));
    }
    return Records.of(
        rows, Label.joinAll(found.lines().stream().map(Grep.Line::label).toList()));
  }

  @Override
  public Records check() {
    return findings(rooms.disk().check());
  }

  @Override
  public Records repair() throws InterruptedException {
    rooms.disk().repair();
    return findings(rooms.disk().check());
  }

  private static Records findings(List<IndexCheck.Finding> findings) {
    return Records.system(findings.stream()
        .map(f -> Row.of("text", "%-9s %-7s %s".formatted(f.check(), f.state(), f.text()))
            .and("check", f.check())
            .and("state", f.state())
            .and("found", f.text()))
        .toList());
  }
}
