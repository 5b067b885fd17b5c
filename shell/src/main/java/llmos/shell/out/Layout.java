package llmos.shell.out;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which fields of the machine's own records a person wants to see, and in which order. Records of any other make show all
 * their fields.
 *
 * @param marks fields that tell such records from others
 * @param columns what is shown; {@code field!value} is left out where all records have that value, {@code field?} on a
 *     narrow screen; none means the text alone
 */
record Layout(Set<String> marks, List<String> columns) {
  private static final List<Layout> ALL = List.of(
      of("change faults tokens", "change id kind? tokens why text"),
      of("comparisons unpaged", ""),
      of(
          "uncached recalled kept",
          "turn cpu? tokens cached uncached recalled? prompt? kept? reply? cost"),
      of("state faults tokens", "id state kind? tokens pinned source? text"),
      of("volume root vectors", "volume documents blocks vectors? trusted local root"),
      of("volume partial ms", ""),
      of("session budget policy", ""),
      of("state pinned why", ""),
      of("path status reason", ""),
      of("doc title bytes blocks", "doc bytes blocks? status!ok title?"),
      of("title created used current", "current id used title"),
      of("kind state age what", "id kind? state age what"),
      of("driver current settings", "current name driver settings"),
      of("licence sha256 bytes", "name licence bytes"),
      of("origin operations problem", "name state!ready operations? summary problem"),
      of("verdict scope tainted", "id verdict device operation target scope tainted?"),
      of("seq at line verdict", "at? verdict line reason"),
      of("seq at turn body", "seq at? turn? kind body"),
      of("session turn order", ""),
      of("session seq line", "session turn at? kind line"),
      of("undone kept", ""),
      of("name current summary", ""),
      of(
          "category calls uncached",
          "category calls all_evidence recall token_recall? tokens? uncached pageins"),
      of("step text", "step calls per_second p50 p95 p99 mib"),
      of("usage help", "usage help"));

  private static Layout of(String marks, String columns) {
    List<String> shown = columns.isEmpty() ? List.of() : Arrays.asList(columns.split(" "));
    return new Layout(Set.of(marks.split(" ")), shown);
  }

  /** The layout of a record, if it is one of the machine's own. */
  static Optional<Layout> of(Map<String, Object> row) {
    return ALL.stream().filter(layout -> row.keySet().containsAll(layout.marks)).findFirst();
  }

  /** The layout that all these records have. */
  static Optional<Layout> of(List<Map<String, Object>> rows) {
    Optional<Layout> first = of(rows.getFirst());
    return rows.stream().allMatch(row -> of(row).equals(first)) ? first : Optional.empty();
  }

  /** Whether such records are drawn as their text, a line each. */
  boolean isText() {
    return columns.isEmpty();
  }
}
