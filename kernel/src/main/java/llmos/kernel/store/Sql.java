package llmos.kernel.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import llmos.api.Confidentiality;
import llmos.api.Integrity;
import llmos.api.Label;
import org.jspecify.annotations.Nullable;

/** Statements with their values, for use inside {@link Store#read} and {@link Store#write}. */
final class Sql {
  private Sql() {}

  /** Makes a value of a row. */
  @FunctionalInterface
  interface Row<T> {
    T of(ResultSet row) throws SQLException;
  }

  /** All rows of a query. */
  static <T> List<T> rows(Connection c, String sql, Row<T> row, @Nullable Object... values)
      throws SQLException {
    try (Statements.Use use = Statements.use(c, sql)) {
      bind(use.statement(), values);
      List<T> found = new ArrayList<>();
      try (ResultSet result = use.statement().executeQuery()) {
        while (result.next()) {
          found.add(row.of(result));
        }
      }
      return found;
    }
  }

  /** The first row of a query. */
  static <T> Optional<T> row(Connection c, String sql, Row<T> row, @Nullable Object... values)
      throws SQLException {
    return rows(c, sql, row, values).stream().findFirst();
  }

  /** The number that a query gives; 0 if it gives no row. */
  static long number(Connection c, String sql, @Nullable Object... values) throws SQLException {
    return row(c, sql, r -> r.getLong(1), values).orElse(0L);
  }

  /** The numbers that a query gives, each at most once. */
  static BitSet ids(Connection c, String sql) throws SQLException {
    BitSet ids = new BitSet();
    try (Statements.Use use = Statements.use(c, sql);
        ResultSet result = use.statement().executeQuery()) {
      while (result.next()) {
        ids.set(Math.toIntExact(result.getLong(1)));
      }
    }
    return ids;
  }

  /** Changes rows; returns how many. */
  static int update(Connection c, String sql, @Nullable Object... values) throws SQLException {
    try (Statements.Use use = Statements.use(c, sql)) {
      return run(use.statement(), values);
    }
  }

  /** Adds a row and returns its number. */
  static long insert(Connection c, String sql, @Nullable Object... values) throws SQLException {
    update(c, sql, values);
    return number(c, "SELECT last_insert_rowid()");
  }

  /** Runs a statement that is used many times. */
  static int run(PreparedStatement statement, @Nullable Object... values) throws SQLException {
    bind(statement, values);
    return statement.executeUpdate();
  }

  /** Gives a statement its values. */
  static void bind(PreparedStatement statement, @Nullable Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }

  /** The label in two columns, the first of which is this one. */
  static Label label(ResultSet r, int column, Set<String> origins) throws SQLException {
    return new Label(
        Integrity.valueOf(r.getString(column)),
        Confidentiality.valueOf(r.getString(column + 1)),
        origins);
  }
}
