package llmos.kernel.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Properties;
import org.sqlite.jdbc4.JDBC4Connection;

/**
 * A connection that keeps the statements it was last asked for: to prepare one takes as long as to run it. Used under the lock of
 * the {@link Store}.
 */
final class Statements extends JDBC4Connection {
  private static final int MOST = 100;

  private final LinkedHashMap<String, PreparedStatement> idle =
      new LinkedHashMap<>(); // oldest first

  Statements(Path file, Properties properties) throws SQLException {
    super("jdbc:sqlite:" + file, file.toString(), properties);
  }

  /** A statement in use; closed, it is kept for the next time. */
  record Use(Connection connection, String sql, PreparedStatement statement)
      implements AutoCloseable {
    @Override
    public void close() throws SQLException {
      if (connection instanceof Statements kept) {
        kept.keep(sql, statement);
      } else {
        statement.close();
      }
    }
  }

  /** A statement with no values, which nobody else is using. */
  static Use use(Connection connection, String sql) throws SQLException {
    PreparedStatement kept =
        connection instanceof Statements statements ? statements.idle.remove(sql) : null;
    return new Use(connection, sql, kept == null ? connection.prepareStatement(sql) : kept);
  }

  private void keep(String sql, PreparedStatement statement) throws SQLException {
    statement.clearParameters(); // lets go of long texts
    PreparedStatement same = idle.put(sql, statement);
    if (same != null) {
      same.close(); // it was used inside its own use
    }
    if (idle.size() > MOST) {
      idle.pollFirstEntry().getValue().close();
    }
  }
}
