package llmos.kernel;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import llmos.api.Citation;
import llmos.api.Confidentiality;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Integrity;
import llmos.api.Label;
import llmos.api.Progress;
import llmos.api.Span;
import llmos.kernel.disk.Disk;
import llmos.kernel.syscall.Decoder;

/** What the shell may ask of the disk, as records. */
final class DiskCalls {
  private static final int AROUND = 200;

  private final Rooms rooms;

  DiskCalls(Rooms rooms) {
    this.rooms = rooms;
  }

  Records mount(Path path, Optional<String> name, Label label, Progress progress)
      throws InterruptedException {
    Path root = rooms.boot().workspace().resolve(path).normalize();
    String volume = name.orElseGet(() -> defaultName(root));
    Disk.MountReport report =
        rooms.disk().mount(new Disk.MountRequest(root, volume, label), progress);
    List<Map<String, Object>> rows = new ArrayList<>();
    int documents = report.ok() + report.partial();
    rows.add(Records.row(
        "text",
        summary(report),
        "volume",
        volume,
        "documents",
        documents,
        "partial",
        report.partial(),
        "blocks",
        report.blocks(),
        "unchanged",
        report.unchanged(),
        "skipped",
        report.skipped(),
        "failed",
        report.failed(),
        "ms",
        report.millis()));
    for (Disk.FileStatus file : report.notable()) {
      rows.add(Records.row(
          "text",
          "  %s: %s: %s".formatted(file.status(), file.path(), file.reason()),
          "path",
          file.path(),
          "status",
          file.status(),
          "reason",
          file.reason()));
    }
    return new Records(rows, Label.untrusted(volume));
  }

  /** {@code docs: 12 documents (10 unchanged, 1 failed), 90 blocks, in 0.2 s}; what is none is not told. */
  private static String summary(Disk.MountReport report) {
    int all = report.ok() + report.partial() + report.unchanged();
    List<String> details = new ArrayList<>();
    detail(report.unchanged(), "unchanged", details);
    detail(report.partial(), "partial", details);
    detail(report.skipped(), "skipped", details);
    detail(report.failed(), "failed", details);
    return "%s: %d document%s%s, %d block%s, in %.1f s"
        .formatted(
            report.volume(),
            all,
            all == 1 ? "" : "s",
            details.isEmpty() ? "" : " (" + String.join(", ", details) + ")",
            report.blocks(),
            report.blocks() == 1 ? "" : "s",
            report.millis() / 1000.0);
  }

  private static void detail(int count, String what, List<String> to) {
    if (count > 0) {
      to.add(count + " " + what);
    }
  }

  static Label label(boolean trusted, boolean localOnly, String name) {
    Integrity integrity = trusted ? Integrity.TRUSTED : Integrity.UNTRUSTED;
    Confidentiality confidentiality = localOnly ? Confidentiality.LOCAL : Confidentiality.PRIVATE;
    return new Label(integrity, confidentiality, java.util.Set.of(name));
  }

  static String defaultName(Path root) {
    Path last = root.getFileName();
    String name = (last == null ? "root" : last.toString()).toLowerCase(Locale.ROOT);
    if (Files.isRegularFile(root) && name.lastIndexOf('.') > 0) {
      name = name.substring(0, name.lastIndexOf('.'));
    }
    String safe = name.replaceAll("[^\\p{L}\\p{N}._-]+", "-").replaceAll("^[-.]+|-+$", "");
    return safe.isEmpty() ? "volume" : safe;
  }

  Records volumes() {
    return new Records(
        rooms.disk().volumes().stream()
            .map(v -> Records.row(
                "text",
                v.name() + "  " + v.root(),
                "volume",
                v.name(),
                "root",
                v.root().toString(),
                "documents",
                v.documents(),
                "blocks",
                v.blocks(),
                "vectors",
                v.vectors(),
                "trusted",
                !v.label().tainted(),
                "local",
                v.label().confidentiality() == Confidentiality.LOCAL))
            .toList(),
        Label.SYSTEM);
  }

  Records umount(String name) throws InterruptedException {
    if (!rooms.disk().umount(name)) {
      throw new FaultException(
          Errno.NO_SUCH,
          "no volume '%s' is mounted; mounted: %s"
              .formatted(
                  name,
                  rooms.disk().volumes().stream().map(Disk.VolumeInfo::name).toList()),
          "mount");
    }
    return Records.system(Records.row("text", "unmounted " + name, "volume", name));
  }

  Records ls(String path) {
    List<Disk.DocumentInfo> documents = rooms.disk().documents(path);
    if (documents.isEmpty() && !path.isEmpty()) {
      throw new FaultException(
          Errno.NO_FILE,
          "nothing is mounted as '%s'; mounted: %s"
              .formatted(
                  path,
                  rooms.disk().volumes().stream().map(Disk.VolumeInfo::name).toList()),
          "mount FOLDER");
    }
    return new Records(
        documents.stream()
            .map(d -> Records.row(
                "text",
                d.doc(),
                "doc",
                d.doc(),
                "title",
                d.title(),
                "bytes",
                d.bytes(),
                "blocks",
                d.blocks(),
                "status",
                d.status()))
            .toList(),
        Label.untrusted(path));
  }

  Records cat(String path) {
    Span asked = Decoder.span(path);
    Disk.DocumentText document = rooms.disk().text(asked.doc());
    Span span = exact(asked, document);
    String text = document.text().substring(span.start(), span.end());
    return new Records(
        List.of(Records.row(
            "text", text, "doc", span.doc(), "page", span.page(), "span", span.toString())),
        document.label());
  }

  private Span exact(Span asked, Disk.DocumentText document) {
    int length = document.text().length();
    if (asked.page() > 0 && asked.end() == Integer.MAX_VALUE) {
      int[] page = rooms
          .disk()
          .pageSpan(asked.doc(), asked.page())
          .orElseThrow(() -> new FaultException(
              Errno.NO_SUCH,
              "%s has no page %d".formatted(asked.doc(), asked.page()),
              "cat " + asked.doc()));
      return new Span(asked.doc(), page[0], page[1], asked.page());
    }
    if (asked.start() > length) {
      throw new FaultException(
          Errno.NO_SUCH,
          "%s has %d characters, asked from %d".formatted(asked.doc(), length, asked.start()),
          "");
    }
    return new Span(asked.doc(), asked.start(), Math.min(asked.end(), length), asked.page());
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
    return new Records(
        hits.stream().map(DiskCalls::row).toList(),
        Label.joinAll(hits.stream().map(h -> h.block().label()).toList()));
  }

  private static Map<String, Object> row(Disk.Hit hit) {
    Disk.Block block = hit.block();
    return Records.row(
        "text",
        block.text(),
        "doc",
        block.span().doc(),
        "page",
        block.span().page(),
        "span",
        block.span().toString(),
        "score",
        Math.round(hit.score() * 1000) / 1000.0,
        "id",
        block.id(),
        "title",
        block.title(),
        "trail",
        String.join(" > ", block.trail()),
        "kind",
        "block");
  }

  Records cite(int n, List<Citation> citations) {
    Citation citation = citations.stream()
        .filter(c -> c.n() == n)
        .findFirst()
        .orElseThrow(() -> new FaultException(
            Errno.NO_SUCH,
            citations.isEmpty()
                ? "no answer has cited anything yet"
                : "the last answer cites %s, not [%d]"
                    .formatted(citations.stream().map(Citation::n).toList(), n),
            "cite " + (citations.isEmpty() ? 1 : citations.getFirst().n())));
    Span span = citation.span();
    Disk.DocumentText document = rooms.disk().text(span.doc());
    String text = document.text();
    boolean same = span.end() <= text.length()
        && text.substring(span.start(), span.end()).equals(citation.quote());
    int from = Math.max(0, Math.min(span.start(), text.length()) - AROUND);
    int to = Math.min(text.length(), span.end() + AROUND);
    String before = same ? text.substring(from, span.start()) : "";
    String after = same ? text.substring(span.end(), to) : "";
    return new Records(
        List.of(Records.row(
            "text",
            "%s\n%s»%s«%s".formatted(where(span, same), before, citation.quote(), after),
            "n",
            n,
            "doc",
            span.doc(),
            "page",
            span.page(),
            "span",
            span.toString(),
            "quote",
            citation.quote(),
            "before",
            before,
            "after",
            after,
            "current",
            same,
            "exact",
            citation.exact())),
        document.label());
  }

  private static String where(Span span, boolean same) {
    String page = span.page() > 0 ? " p. " + span.page() : "";
    return span.doc() + page + " #" + span.start() + "-" + span.end()
        + (same ? "" : " (the document has changed since; this is what it said)");
  }
}
