package llmos.kernel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import llmos.api.Citation;
import llmos.api.Confidentiality;
import llmos.api.Effect;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Integrity;
import llmos.api.Label;
import llmos.api.Page;
import llmos.api.Progress;
import llmos.api.Span;
import llmos.api.Words;
import llmos.kernel.disk.Disk;
import llmos.kernel.disk.MountReport;
import llmos.kernel.disk.MountRequest;
import llmos.kernel.disk.Remote;
import llmos.kernel.guard.Guard;
import llmos.kernel.store.Library;
import llmos.kernel.store.Limits;
import llmos.kernel.store.Usage;
import llmos.kernel.syscall.Decoder;

/** What the shell may ask of the disk, as records. */
final class DiskCalls {
  private final Rooms rooms;
  private final AtomicBoolean filling = new AtomicBoolean();

  DiskCalls(Rooms rooms) {
    this.rooms = rooms;
  }

  Records mount(String path, Optional<String> name, Label label, int pages, Progress progress)
      throws InterruptedException {
    boolean file = MountRequest.folder(path).isPresent();
    String root = file ? rooms.boot().workspace().resolve(path).normalize().toString() : path;
    // A path that the user typed is the grant to read it; the shell lets no other one come here.
    rooms
        .gate()
        .record(
            "mount " + Words.quote(Remote.shown(root)),
            file ? Effect.READ : Effect.NET,
            Guard.Labels.of(Label.TYPED),
            GuardCalls.TYPED,
            0);
    MountRequest request = new MountRequest(root, name.orElse(""), label, pages);
    MountReport report = Remote.isEngine(root)
        ? rooms.remotes().mount(request, progress)
        : rooms.disk().mount(request, progress);
    return records(report, Label.untrusted(report.volume()).join(label));
  }

  /** What a mount did, and then what of it is notable. */
  static Records records(MountReport report, Label label) {
    String volume = report.volume();
    List<Row> rows = new ArrayList<>();
    rows.add(Row.of("text", summary(report))
        .and("volume", volume)
        .and("documents", report.documents())
        .and("partial", report.partial())
        .and("blocks", report.blocks())
        .and("changed", report.changedBlocks())
        .and("unchanged", report.unchanged())
        .and("renamed", report.renamed())
        .and("gone", report.gone())
        .and("skipped", report.skipped())
        .and("failed", report.failed())
        .and("ms", report.millis()));
    for (MountReport.FileStatus file : report.notable()) {
      rows.add(Row.of("text", "  %s: %s: %s".formatted(file.status(), file.path(), file.reason()))
          .and("path", file.path())
          .and("status", file.status())
          .and("reason", file.reason()));
    }
    return Records.of(rows, label);
  }

  /** {@code docs: 12 documents, 90 blocks (2 skipped), in 0.8 s}; what is zero is not said. */
  static String summary(MountReport report) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    counts.put("unchanged", report.unchanged());
    counts.put("renamed", report.renamed());
    counts.put("gone", report.gone());
    counts.put("partial", report.partial());
    counts.put("skipped", report.skipped());
    counts.put("failed", report.failed());
    String notable = counts.entrySet().stream()
        .filter(count -> count.getValue() > 0)
        .map(count -> count.getValue() + " " + count.getKey())
        .collect(Collectors.joining(", "));
    return "%s: %d document%s, %d block%s%s, in %.1f s"
        .formatted(
            report.volume(),
            report.documents(),
            report.documents() == 1 ? "" : "s",
            report.blocks(),
            report.blocks() == 1 ? "" : "s",
            notable.isEmpty() ? "" : " (" + notable + ")",
            report.millis() / 1000.0);
  }

  static Label label(boolean trusted, boolean localOnly) {
    Integrity integrity = trusted ? Integrity.TRUSTED : Integrity.UNTRUSTED;
    Confidentiality confidentiality = localOnly ? Confidentiality.LOCAL : Confidentiality.PRIVATE;
    return new Label(integrity, confidentiality, Set.of());
  }

  List<String> begun(String begun, int most) {
    int slash = begun.indexOf('/');
    Optional<Library.Volume> volume =
        rooms.library().volume(begun.substring(0, Math.max(slash, 0)));
    return volume.stream()
        .flatMap(v -> rooms.library().begun(v.id(), begun.substring(slash + 1), most).stream())
        .map(path -> begun.substring(0, slash + 1) + path)
        .toList();
  }

  Records volumes() {
    return Records.of(
        rooms.library().usage().sizes().stream().map(DiskCalls::row).toList(), labels(""));
  }

  private static Row row(Usage.Size size) {
    Library.Volume v = size.volume();
    return Row.of("text", v.name() + "  " + v.root())
        .and("volume", v.name())
        .and("root", v.root())
        .and("documents", size.documents())
        .and("blocks", size.blocks())
        .and("vectors", size.vectors())
        .and("trusted", !v.label().tainted())
        .and("local", v.label().confidentiality() == Confidentiality.LOCAL);
  }

  /** The label of names and titles of the volumes at this place: names of files are not the user's words. */
  Label labels(String place) {
    Label volumes = Label.joinAll(rooms.disk().volumes().stream()
        .filter(v -> place.isEmpty() || place.startsWith(v.name()) || v.name().startsWith(place))
        .map(Library.Volume::label)
        .toList());
    return volumes.join(Label.UNKNOWN);
  }

  Records umount(String name) throws InterruptedException {
    if (!rooms.disk().umount(name)) {
      throw new FaultException(
          Errno.NO_SUCH,
          "no volume '%s' is mounted; mounted: %s"
              .formatted(
                  name,
                  rooms.disk().volumes().stream().map(Library.Volume::name).toList()),
          "mount");
    }
    return Records.system(Row.of("text", "unmounted " + name).and("volume", name));
  }

  Records ls(String path) {
    List<Disk.DocumentInfo> documents = rooms.disk().documents(path);
    return Records.of(
        documents.stream()
            .map(d -> Row.of("text", d.doc())
                .and("doc", d.doc())
                .and("title", d.title())
                .and("bytes", d.bytes())
                .and("blocks", d.blocks())
                .and("status", d.status()))
            .toList(),
        labels(path));
  }

  Records cat(String path) {
    Span asked = Decoder.span(path);
    Disk.DocumentText document = rooms.disk().text(asked.doc());
    Span span = rooms.disk().exact(asked, document);
    String text = document.text().substring(span.start(), span.end());
    return Records.of(
        List.of(Row.of("text", text)
            .and("doc", span.doc())
            .and("page", span.page())
            .and("span", span.toString())),
        document.label());
  }

  Records find(String query, List<String> in, int most) throws InterruptedException {
    if (rooms.disk().volumes().isEmpty()) {
      throw new FaultException(
          Errno.NOT_FOUND, "nothing is mounted, so nothing can be found", "mount FOLDER");
    }
    List<Disk.Hit> hits = rooms.disk().search(new Disk.Query(query, in, most));
    if (hits.isEmpty()) {
      throw new FaultException(
          Errno.NOT_FOUND, "nothing found for '%s'".formatted(query), "ls shows what is mounted");
    }
    return Records.of(
        hits.stream().map(DiskCalls::row).toList(),
        Label.joinAll(hits.stream().map(h -> h.block().label()).toList()));
  }

  private static Row row(Disk.Hit hit) {
    Disk.Block block = hit.block();
    return Row.of("text", block.text())
        .and("doc", block.span().doc())
        .and("page", block.span().page())
        .and("span", block.span().toString())
        .and("score", Math.round(hit.score() * 1000) / 1000.0)
        .and("id", block.id())
        .and("title", block.title())
        .and("trail", String.join(" > ", block.trail()))
        .and("kind", "block");
  }

  /** The places of a citation of the last answer in a conversation, in a document or in a page of it. */
  Records cite(int n, Optional<Long> pid) {
    List<Citation> places = cited(n, pid.map(rooms.journal()::citations).orElse(List.of()));
    Span first = places.getFirst().span();
    Disk.DocumentText document = first
        .ofPage()
        .flatMap(id -> rooms.swap().find(pid.orElseThrow(), id.number()))
        .map(stored -> page(first.doc(), stored.page()))
        .orElseGet(() -> rooms.disk().text(first.doc()));
    return Records.of(
        places.stream().map(place -> Quotation.row(place, document)).toList(), document.label());
  }

  private static Disk.DocumentText page(String name, Page page) {
    return new Disk.DocumentText(name, page.provenance().source(), page.text(), page.label());
  }

  /** The places that a number stands for: at least one, all of one document. */
  private static List<Citation> cited(int n, List<Citation> citations) {
    List<Citation> places = citations.stream().filter(c -> c.n() == n).toList();
    if (!places.isEmpty()) {
      return places;
    }
    List<Integer> known = citations.stream().map(Citation::n).distinct().toList();
    String found = known.isEmpty()
        ? "no answer has cited anything yet"
        : "the last answer cites %s, not [%d]".formatted(known, n);
    throw new FaultException(
        Errno.NO_SUCH, found, "cite " + (known.isEmpty() ? 1 : known.getFirst()));
  }

  /** Fills vectors in the background until all blocks have one and it can be found; one such job at a time. */
  void fillVectors() {
    long[] progress = rooms.disk().vectorProgress();
    boolean done = progress[0] >= progress[1] && !rooms.disk().vectorsWait();
    if (done || !filling.compareAndSet(false, true)) {
      return;
    }
    rooms.scheduler().start("vectors", job -> {
      try {
        while (rooms.disk().embedNext(Limits.VECTORS) > 0 || rooms.disk().vectorsWait()) {
          long[] at = rooms.disk().vectorProgress();
          job.what("vectors %d of %d".formatted(at[0], at[1]));
        }
        return 0;
      } finally {
        filling.set(false);
      }
    });
  }
}
