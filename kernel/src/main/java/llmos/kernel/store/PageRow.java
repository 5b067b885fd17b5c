package llmos.kernel.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import llmos.api.Confidentiality;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Integrity;
import llmos.api.KernelPanic;
import llmos.api.Label;
import llmos.api.Page;
import llmos.api.PageId;
import llmos.api.PageKind;
import llmos.api.Provenance;
import llmos.api.Span;
import llmos.kernel.store.Swap.Stored;

/** How a page lies in the tables {@code page} and {@code body}. */
final class PageRow {
  private static final String COLUMNS =
      "SELECT id, kind, page.sha, tokens, integrity, confidentiality, origins, source, doc, start, stop, docpage,"
          + " call, at, turn, state, pinned, faults, why, part_of, stub_from, stub_to, text"
          + " FROM page JOIN body ON body.sha = page.sha WHERE pid = ?";

  private PageRow() {}

  /** Writes new pages; a text that is there already is kept once. */
  static void insert(Connection connection, long pid, List<Stored> added) throws SQLException {
    try (PreparedStatement body =
            connection.prepareStatement("INSERT OR IGNORE INTO body VALUES(?, ?)");
        PreparedStatement page =
            connection.prepareStatement("INSERT INTO page VALUES(" + "?, ".repeat(22) + "?)")) {
      for (Stored stored : added) {
        String sha = sha(stored.page().text());
        bind(body, List.of(sha, stored.page().text()));
        body.executeUpdate();
        bindPage(page, pid, sha, stored);
        page.executeUpdate();
      }
    }
  }

  private static void bindPage(PreparedStatement into, long pid, String sha, Stored stored)
      throws SQLException {
    Page page = stored.page();
    Label label = page.label();
    String origins = new TreeSet<>(label.origins())
        .stream().map(origin -> origin.replace('\n', ' ')).collect(Collectors.joining("\n"));
    Provenance from = page.provenance();
    bind(
        into,
        List.of(
            pid,
            stored.id(),
            page.kind().name(),
            sha,
            page.tokens(),
            label.integrity().name()));
    into.setString(7, label.confidentiality().name());
    into.setString(8, origins);
    into.setString(9, from.source());
    if (from.span().isPresent()) {
      Span span = from.span().get();
      into.setString(10, span.doc());
      into.setInt(11, span.start());
      into.setInt(12, span.end());
      into.setInt(13, span.page());
    } else {
      for (int i = 10; i <= 13; i++) {
        into.setObject(i, null);
      }
    }
    into.setString(14, from.callId());
    into.setLong(15, from.at());
    into.setLong(16, stored.turn());
    into.setString(17, stored.state());
    into.setBoolean(18, stored.pinned());
    into.setInt(19, stored.faults());
    into.setString(20, stored.why());
    number(into, 21, stored.partOf());
    number(into, 22, stored.stubFrom());
    number(into, 23, stored.stubTo());
  }

  private static void number(PreparedStatement into, int place, long value) throws SQLException {
    into.setObject(place, value == 0 ? null : value);
  }

  private static void bind(PreparedStatement into, List<?> values) throws SQLException {
    for (int i = 0; i < values.size(); i++) {
      into.setObject(i + 1, values.get(i));
    }
  }

  /** The pages of a process that fit the condition, their bytes checked. */
  static List<Stored> query(Connection connection, String condition, List<?> values)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(COLUMNS + condition)) {
      bind(select, values);
      List<Stored> found = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          found.add(stored(row));
        }
      }
      return found;
    }
  }

  private static Stored stored(ResultSet row) throws SQLException {
    Label label = new Label(
        Integrity.valueOf(row.getString("integrity")),
        Confidentiality.valueOf(row.getString("confidentiality")),
        row.getString("origins").lines().collect(Collectors.toSet()));
    String text = row.getString("text");
    if (!sha(text).equals(row.getString("sha"))) {
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

  static String sha(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new KernelPanic("this JDK has no SHA-256: " + e.getMessage());
    }
  }
}
