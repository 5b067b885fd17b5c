package llmos.shell.out;

/** How records are written. */
public enum Format {
  /** For people: tables and styled answers on a terminal, the {@code text} lines elsewhere. */
  TEXT,
  /** One JSON value for each pipeline. */
  JSON,
  /** A JSON record a line. */
  JSONL,
  /** A header and a line for each record, tabs between. */
  TSV
}
