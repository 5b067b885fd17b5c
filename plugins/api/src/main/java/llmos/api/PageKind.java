package llmos.api;

/** What a page is. */
public enum PageKind {
  SYSTEM,
  USER,
  ASSISTANT,
  /** A trap that the model made; its result follows. */
  CALL,
  RESULT,
  /** A block of a document. */
  BLOCK,
  /** A stub or summary that stands for pages on disk. */
  SUMMARY
}
