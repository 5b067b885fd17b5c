package llmos.kernel.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** All SQL that shapes the state file: a list of migrations. The file's {@code user_version} counts those applied. */
final class Schema {

  /** Each entry takes the file one version up. Entries are never edited, only added. */
  private static final List<List<String>> MIGRATIONS = List.of(
      List.of(
          // Processes: conversations and jobs.
          """
              CREATE TABLE proc(
                pid INTEGER PRIMARY KEY, kind TEXT NOT NULL, title TEXT NOT NULL, parent INTEGER,
                state TEXT NOT NULL, policy TEXT NOT NULL, created INTEGER NOT NULL, used INTEGER NOT NULL)
              """,
          // The journal: what happened, in order; its seq is the machine's own time.
          """
              CREATE TABLE journal(
                seq INTEGER PRIMARY KEY AUTOINCREMENT, pid INTEGER NOT NULL, turn INTEGER NOT NULL, at INTEGER NOT NULL,
                kind TEXT NOT NULL, body TEXT NOT NULL)
              """,
          "CREATE INDEX journal_pid ON journal(pid, seq)",
          // Swap: the bytes of every page, resident or not, stored once for each content.
          "CREATE TABLE body(sha TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID",
          """
              CREATE TABLE page(
                pid INTEGER NOT NULL, id INTEGER NOT NULL, kind TEXT NOT NULL, sha TEXT NOT NULL REFERENCES body(sha),
                tokens INTEGER NOT NULL, integrity TEXT NOT NULL, confidentiality TEXT NOT NULL, origins TEXT NOT NULL,
                source TEXT NOT NULL, doc TEXT, start INTEGER, stop INTEGER, docpage INTEGER,
                call TEXT NOT NULL, at INTEGER NOT NULL, turn INTEGER NOT NULL, state TEXT NOT NULL,
                pinned INTEGER NOT NULL DEFAULT 0, faults INTEGER NOT NULL DEFAULT 0, why TEXT NOT NULL DEFAULT '',
                part_of INTEGER, stub_from INTEGER, stub_to INTEGER,
                PRIMARY KEY(pid, id)) WITHOUT ROWID
              """,
          // Answers and what they cite, for cite n.
          """
              CREATE TABLE citation(
                pid INTEGER NOT NULL, turn INTEGER NOT NULL, n INTEGER NOT NULL, doc TEXT NOT NULL, start INTEGER NOT NULL,
                stop INTEGER NOT NULL, docpage INTEGER NOT NULL, quote TEXT NOT NULL, status TEXT NOT NULL,
                PRIMARY KEY(pid, turn, n, start, stop)) WITHOUT ROWID
              """,
          // Disk: volumes, documents, blocks, vectors; dirty marks what the index does not hold
          // yet.
          """
              CREATE TABLE volume(
                id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, root TEXT NOT NULL, integrity TEXT NOT NULL,
                confidentiality TEXT NOT NULL, mounted INTEGER NOT NULL)
              """,
          """
              CREATE TABLE document(
                id INTEGER PRIMARY KEY, volume INTEGER NOT NULL REFERENCES volume(id) ON DELETE CASCADE, path TEXT NOT NULL,
                title TEXT NOT NULL, sha TEXT NOT NULL, mtime INTEGER NOT NULL, bytes INTEGER NOT NULL,
                status TEXT NOT NULL, reason TEXT NOT NULL, integrity TEXT NOT NULL, confidentiality TEXT NOT NULL,
                text TEXT NOT NULL, UNIQUE(volume, path))
              """,
          """
              CREATE TABLE block(
                id INTEGER PRIMARY KEY AUTOINCREMENT, document INTEGER NOT NULL REFERENCES document(id) ON DELETE CASCADE,
                start INTEGER NOT NULL, stop INTEGER NOT NULL, docpage INTEGER NOT NULL, trail TEXT NOT NULL, lead TEXT NOT NULL,
                sha TEXT NOT NULL)
              """,
          "CREATE INDEX block_document ON block(document)",
          "CREATE INDEX block_sha ON block(sha)",
          // One vector for each content and model, so a moved or repeated block is embedded once.
          "CREATE TABLE vector(sha TEXT NOT NULL, model TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY(sha, model)) WITHOUT ROWID",
          """
              CREATE TABLE outbox(
                seq INTEGER PRIMARY KEY AUTOINCREMENT, block INTEGER NOT NULL, op TEXT NOT NULL)
              """,
          // Guard: grants and the hash-chained audit.
          """
              CREATE TABLE grant_(
                id INTEGER PRIMARY KEY AUTOINCREMENT, device TEXT NOT NULL, operation TEXT NOT NULL, target TEXT NOT NULL,
                verdict TEXT NOT NULL, scope TEXT NOT NULL, tainted INTEGER NOT NULL, project TEXT NOT NULL, at INTEGER NOT NULL)
              """,
          """
              CREATE TABLE audit(
                seq INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, pid INTEGER NOT NULL, line TEXT NOT NULL,
                effect TEXT NOT NULL, integrity TEXT NOT NULL, confidentiality TEXT NOT NULL, origins TEXT NOT NULL,
                verdict TEXT NOT NULL, reason TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL)
              """,
          "CREATE TRIGGER audit_kept BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit rows are not edited'); END",
          "CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit rows are not removed'); END",
          // Effects as an intent log.
          """
              CREATE TABLE intent(
                id INTEGER PRIMARY KEY AUTOINCREMENT, pid INTEGER NOT NULL, line TEXT NOT NULL, call TEXT NOT NULL,
                idempotent INTEGER NOT NULL, state TEXT NOT NULL, at INTEGER NOT NULL)
              """,
          // CPUs, settings, and what is known of devices without loading them.
          "CREATE TABLE cpu(name TEXT PRIMARY KEY, driver TEXT NOT NULL, settings TEXT NOT NULL) WITHOUT ROWID",
          "CREATE TABLE setting(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
          "CREATE TABLE device(origin TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, sha TEXT NOT NULL, catalog TEXT NOT NULL) WITHOUT ROWID"),
      // Whose unfinished work it is: only that of an llmos that died is settled by another.
      List.of(
          "ALTER TABLE intent ADD COLUMN owner TEXT NOT NULL DEFAULT ''",
          "ALTER TABLE journal ADD COLUMN owner TEXT NOT NULL DEFAULT ''"),
      List.of(
          // An effect is noted when it starts and never repeated, so nothing is kept to repeat it.
          "UPDATE intent SET state = 'UNKNOWN' WHERE state IN ('PROPOSED', 'APPROVED')",
          "ALTER TABLE intent DROP COLUMN call",
          "ALTER TABLE intent DROP COLUMN idempotent",
          // The labels of files that we wrote, by their SHA-256.
          """
              CREATE TABLE written(
                sha TEXT PRIMARY KEY, path TEXT NOT NULL, integrity TEXT NOT NULL, confidentiality TEXT NOT NULL,
                origins TEXT NOT NULL) WITHOUT ROWID
              """),
      // The vectors of pages, by content, so that an index over a conversation can be made again
      // without embedding.
      List.of(
          "CREATE TABLE page_vector(sha TEXT NOT NULL, model TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY(sha, model)) WITHOUT ROWID",
          // What was sent: pages are the numbers in the prompt, cached is by our count, kept by the
          // server's.
          """
              CREATE TABLE request(
                pid INTEGER NOT NULL, seq INTEGER NOT NULL, turn INTEGER NOT NULL, at INTEGER NOT NULL, cpu TEXT NOT NULL,
                pages TEXT NOT NULL, tokens INTEGER NOT NULL, cached INTEGER NOT NULL, recalled INTEGER NOT NULL,
                prompt INTEGER NOT NULL, kept INTEGER NOT NULL, reply INTEGER NOT NULL, PRIMARY KEY(pid, seq)) WITHOUT ROWID
              """),
      // What a process needs to go on, however many pages it has.
      List.of(
          "CREATE INDEX page_turn ON page(pid, turn)",
          "CREATE INDEX page_window ON page(pid, id) WHERE state IN ('RESIDENT', 'TAIL')",
          "CREATE INDEX page_faults ON page(pid, faults) WHERE faults > 0",
          "CREATE INDEX page_rest ON page(pid, id) WHERE state <> 'SWAPPED' OR stub_from IS NOT NULL"),
      // What policies that go by use know, so that a restart changes no prompt.
      List.of(
          "CREATE TABLE page_event(pid INTEGER NOT NULL, seq INTEGER NOT NULL, kind TEXT NOT NULL, page INTEGER NOT NULL,"
              + " turn INTEGER NOT NULL, PRIMARY KEY(pid, seq)) WITHOUT ROWID"),
      // Written summaries: pages that stand for others, as stubs do, and are part of what they
      // tell.
      List.of(
          "CREATE INDEX page_summary ON page(pid, id, stub_from, stub_to) WHERE part_of = stub_from"),
      // A system page that another replaced is of no use to anybody: it does not count as swapped.
      List.of("UPDATE page SET state = 'RELEASED' WHERE kind = 'SYSTEM' AND state = 'SWAPPED'"),
      // Vectors are long: as rows of their key's tree they made it deep, and each look for one
      // slow.
      List.of(
          "CREATE TABLE vectors(sha TEXT NOT NULL, model TEXT NOT NULL, value BLOB NOT NULL)",
          "INSERT INTO vectors SELECT sha, model, value FROM vector",
          "DROP TABLE vector",
          "ALTER TABLE vectors RENAME TO vector",
          "CREATE UNIQUE INDEX vector_sha ON vector(sha, model)"),
      // Asked at each search, while many vectors may wait.
      List.of("CREATE INDEX outbox_words ON outbox(seq) WHERE op = 'words'"),
      // Vectors in bytes: those in floats are made again. The column has another name, so that an
      // older llmos that still runs writes none. A centre is the mean of a model's vectors.
      List.of(
          "DROP TABLE vector",
          "CREATE TABLE vector(sha TEXT NOT NULL, model TEXT NOT NULL, kept BLOB NOT NULL)",
          "CREATE UNIQUE INDEX vector_sha ON vector(sha, model)",
          "CREATE TABLE centre(model TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID"),
      // Texts in chunks, see Chunks, which packs those that are there before the next entry.
      List.of(
          "CREATE TABLE chunk(id INTEGER PRIMARY KEY, packed BLOB NOT NULL)",
          "CREATE TRIGGER document_gone AFTER DELETE ON document BEGIN"
              + " DELETE FROM chunk WHERE id >= old.id << 31 AND id < (old.id + 1) << 31; END",
          "ALTER TABLE block ADD COLUMN chunk INTEGER NOT NULL DEFAULT 0"),
      List.of("ALTER TABLE document DROP COLUMN text"),
      // What a process was before each turn, so that it can be taken back to there. A fork has the
      // journal of its parent up to the entry in since; cuts counts how often turns were taken
      // back.
      List.of(
          "ALTER TABLE proc ADD COLUMN since INTEGER NOT NULL DEFAULT 0",
          "ALTER TABLE proc ADD COLUMN cuts INTEGER NOT NULL DEFAULT 0",
          """
              CREATE TABLE turn(
                pid INTEGER NOT NULL, n INTEGER NOT NULL, page INTEGER NOT NULL, event INTEGER NOT NULL,
                request INTEGER NOT NULL, entry INTEGER NOT NULL, policy TEXT NOT NULL, PRIMARY KEY(pid, n)) WITHOUT ROWID
              """,
          """
              CREATE TABLE page_past(
                pid INTEGER NOT NULL, turn INTEGER NOT NULL, id INTEGER NOT NULL, state TEXT NOT NULL, pinned INTEGER NOT NULL,
                faults INTEGER NOT NULL, why TEXT NOT NULL, tokens INTEGER NOT NULL, PRIMARY KEY(pid, turn, id)) WITHOUT ROWID
              """,
          """
              CREATE TABLE page_event_past(
                pid INTEGER NOT NULL, until INTEGER NOT NULL, seq INTEGER NOT NULL, kind TEXT NOT NULL, page INTEGER NOT NULL,
                turn INTEGER NOT NULL, PRIMARY KEY(pid, until, seq)) WITHOUT ROWID
              """),
      // Contents by 16 bytes and models by number: in words each stood in four places. A vector's
      // number is never given again: the index holds it. See Trails for those.
      List.of(
          "CREATE TABLE model(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, centre BLOB)",
          "INSERT INTO model(name) SELECT model FROM vector UNION SELECT model FROM centre",
          "UPDATE model SET centre = (SELECT value FROM centre c WHERE c.model = model.name)",
          """
              CREATE TABLE vectors(
                id INTEGER PRIMARY KEY AUTOINCREMENT, content BLOB NOT NULL, model INTEGER NOT NULL REFERENCES model(id),
                kept BLOB NOT NULL)
              """,
          "INSERT INTO vectors(content, model, kept) SELECT unhex(v.sha), m.id, v.kept FROM vector v"
              + " JOIN model m ON m.name = v.model WHERE v.sha = lower(v.sha) AND unhex(v.sha) IS NOT NULL",
          "DROP TABLE vector",
          "DROP TABLE centre",
          "ALTER TABLE vectors RENAME TO vector",
          "CREATE UNIQUE INDEX vector_content ON vector(content, model)",
          // What was salvaged from a damaged file may have blocks and texts of documents that are
          // gone, and anything for a name.
          "DELETE FROM chunk WHERE NOT EXISTS (SELECT 1 FROM document d WHERE d.id = chunk.id >> 31)",
          """
              CREATE TABLE blocks(
                id INTEGER PRIMARY KEY AUTOINCREMENT, document INTEGER NOT NULL REFERENCES document(id) ON DELETE CASCADE,
                start INTEGER NOT NULL, stop INTEGER NOT NULL, docpage INTEGER NOT NULL, chunk INTEGER NOT NULL,
                trail TEXT NOT NULL, lead TEXT NOT NULL, content BLOB NOT NULL)
              """,
          "INSERT INTO blocks SELECT b.id, b.document, b.start, b.stop, b.docpage, b.chunk, b.trail, b.lead,"
              + " ifnull(unhex(b.sha), randomblob(16)) FROM block b JOIN document d ON d.id = b.document ORDER BY b.id",
          // Numbers of blocks are not given again either.
          "DELETE FROM sqlite_sequence WHERE name = 'blocks'",
          "INSERT INTO sqlite_sequence SELECT 'blocks', seq FROM sqlite_sequence WHERE name = 'block'",
          "DROP TABLE block",
          "ALTER TABLE blocks RENAME TO block",
          "CREATE INDEX block_document ON block(document)",
          "CREATE INDEX block_content ON block(content)"));

  /** The version in which texts are packed; before it is complete, they have to be moved. */
  private static final int PACKED = 12;

  /** The version before which a state file takes much more room. */
  static final int COMPACT = 15;

  private Schema() {}

  /** The version that this program writes. */
  static int version() {
    return MIGRATIONS.size();
  }

  /** Brings the file up to {@link #version()}, inside the caller's transaction. */
  static void migrate(Connection connection) throws SQLException {
    int version = current(connection);
    if (version > version()) {
      throw new SQLException(
          "the state file is of version " + version + ", this llmos knows up to " + version());
    }
    migrate(connection, version());
  }

  /** Brings a file that is older up to a version. */
  static void migrate(Connection connection, int to) throws SQLException {
    int version = current(connection);
    try (Statement statement = connection.createStatement()) {
      for (int i = version; i < to; i++) {
        for (String sql : MIGRATIONS.get(i)) {
          statement.execute(sql);
        }
        if (i + 1 == PACKED) {
          Chunks.move(connection);
        }
        if (i + 1 == COMPACT) {
          Trails.move(connection);
        }
      }
      if (version < to) {
        statement.execute("PRAGMA user_version = " + to);
      }
    }
  }

  static int current(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("PRAGMA user_version")) {
      return rows.next() ? rows.getInt(1) : 0;
    }
  }
}
