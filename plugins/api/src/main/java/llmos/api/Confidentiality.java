package llmos.api;

/** How far text may travel, freest first. */
public enum Confidentiality {
  PUBLIC,
  PRIVATE,
  /** May not leave this machine. */
  LOCAL,
  /** Never enters a page. */
  SECRET
}
