package llmos.kernel.disk;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a mount did, in files. Each file is in one count, the lost ones in two.
 *
 * @param ok read whole
 * @param partial read, but not whole
 * @param unchanged as they were
 * @param renamed as they were, under another name
 * @param gone no longer there, and forgotten
 * @param lost could be read before; now among the skipped or failed
 * @param blocks of the whole volume
 * @param changedBlocks of them, that are new or changed: only these are embedded
 * @param millis how long it took
 * @param notable all that is not ok, with reasons
 */
public record MountReport(
    String volume,
    int ok,
    int partial,
    int skipped,
    int failed,
    int unchanged,
    int renamed,
    int gone,
    int lost,
    int blocks,
    int changedBlocks,
    long millis,
    List<FileStatus> notable) {

  /** How a file ended: {@code ok}, {@code partial}, {@code skipped} or {@code failed}, and why. */
  public record FileStatus(String path, String status, String reason) {}

  /** Documents that can be searched. */
  public int documents() {
    return ok + partial + unchanged + renamed;
  }

  /** Whether the volume is another one than before. */
  public boolean changed() {
    return ok + partial + renamed + gone + lost > 0;
  }

  /** The report with one more thing of note. */
  MountReport and(FileStatus more) {
    List<FileStatus> all = Stream.concat(notable.stream(), Stream.of(more)).toList();
    return new MountReport(
        volume,
        ok,
        partial,
        skipped,
        failed,
        unchanged,
        renamed,
        gone,
        lost,
        blocks,
        changedBlocks,
        millis,
        all);
  }
}
