package llmos.kernel.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.api.Page;
import llmos.api.PageId;
import llmos.api.PageKind;
import llmos.api.Provenance;
import llmos.api.Span;
import llmos.kernel.store.Swap.Stored;
import org.jspecify.annotations.Nullable;

/** How a page lies in the tables {@code page} and {@code body}. */
final class PageRow {
  private static final String COLUMNS =
      "SELECT id, kind, page.sha, tokens, integrity, confidentiality, origins, source, doc, start, stop, docpage,"
          + " call, at, turn, state, pinned, faults, why, part_of, stub_from, stub_to, text"
          + " FROM page JOIN body ON body.sha = page.sha WHERE pid = ?";

  private static final int LABEL = 5; // the place of integrity

  private PageRow() {}

  /** Writes new pages; a text that is there already is kept once. */
  static void insert(Connection connection, long pid, List<Stored> added) throws SQLException {
    try (PreparedStatement body =
            connection.prepareStatement("INSERT OR IGNORE INTO body VALUES(?, ?)");
        PreparedStatement page =
            connection.prepareStatement("INSERT INTO page VALUES(" + "?, ".repeat(22) + "?)")) {
      for (Stored stored : added) {
        String sha = Sha.of(stored.page().text());
        Sql.run(body, sha, stored.page().text());
        insert(page, pid, sha, stored);
      }
    }
  }

  private static void insert(PreparedStatement into, long pid, String sha, Stored stored)
      throws SQLException {
    Page page = stored.page();
    Label label = page.label();
    Provenance from = page.provenance();
    @Nullable Span span = from.span().orElse(null);
    Sql.run(
        into,
        pid,
        stored.id(),
        page.kind().name(),
        sha,
        page.tokens(),
        label.integrity().name(),
        label.confidentiality().name(),
        origins(label),
        from.source(),
        span == null ? null : span.doc(),
        span == null ? null : span.start(),
        span == null ? null : span.end(),
        span == null ? null : span.page(),
        from.callId(),
        from.at(),
        stored.turn(),
        stored.state(),
        stored.pinned(),
        stored.faults(),
        stored.why(),
        number(stored.partOf()),
        number(stored.stubFrom()),
        number(stored.stubTo()));
  }

  /** Writes what may change of pages that are there. */
  static void update(Connection connection, long pid, List<Stored> changed) throws SQLException {
    // What was dropped stays dropped, also if another llmos still had it in its window.
    try (PreparedStatement row = connection.prepareStatement(
        "UPDATE page SET state = ?, pinned = ?, faults = ?, why = ?, tokens = ?"
            + " WHERE pid = ? AND id = ? AND state <> 'RELEASED'")) {
      for (Stored stored : changed) {
        Sql.run(
            row,
            stored.state(),
            stored.pinned(),
            stored.faults(),
            stored.why(),
            stored.page().tokens(),
            pid,
            stored.id());
      }
    }
  }

  private static String origins(Label label) {
    return new TreeSet<>(label.origins())
        .stream().map(origin -> origin.replace('\n', ' ')).collect(Collectors.joining("\n"));
  }

  private static @Nullable Long number(long value) {
    return value == 0 ? null : value;
  }

  /** The pages of a process that fit the condition, their bytes checked. */
  static List<Stored> query(Connection connection, String condition, Object... values)
      throws SQLException {
    return Sql.rows(connection, COLUMNS + condition, PageRow::stored, values);
  }

  /** The same by an index, which is named where SQLite would read all pages. */
  static List<Stored> indexed(
      Connection connection, String index, String condition, Object... values) throws SQLException {
    String sql = COLUMNS.replace("FROM page JOIN", "FROM page INDEXED BY " + index + " JOIN");
    return Sql.rows(connection, sql + condition, PageRow::stored, values);
  }

  /** The label of which the integrity stands in this column. */
  static Label label(ResultSet row, int column) throws SQLException {
    Set<String> origins = row.getString("origins").lines().collect(Collectors.toSet());
    return Sql.label(row, column, origins);
  }

  private static Stored stored(ResultSet row) throws SQLException {
    Label label = label(row, LABEL);
    String text = row.getString("text");
    if (!Sha.of(text).equals(row.getString("sha"))) {
      throw new FaultException(
          Errno.FAILED,
          "p%d in the state file is damaged: its bytes do not match their hash"
              .formatted(row.getLong("id")),
          "restore the state file from a copy");
    }
    String doc = row.getString("doc");
    Optional<Span> span = doc == null
        ? Optional.empty()
        : Optional.of(
            new Span(doc, row.getInt("start"), row.getInt("stop"), row.getInt("docpage")));
    Page page = new Page(
        new PageId(row.getLong("id")),
        PageKind.valueOf(row.getString("kind")),
        text,
        row.getInt("tokens"),
        label,
        new Provenance(row.getString("source"), span, row.getString("call"), row.getLong("at")));
    return new Stored(
        page,
        row.getString("state"),
        row.getBoolean("pinned"),
        row.getInt("faults"),
        row.getString("why"),
        row.getLong("turn"),
        row.getLong("part_of"),
        row.getLong("stub_from"),
        row.getLong("stub_to"));
  }
}
