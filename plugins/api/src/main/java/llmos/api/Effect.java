package llmos.api;

/** What an operation does to the world outside the window. The guard decides by it; unknown is denied. */
public enum Effect {
  /** Computes only. */
  NONE,
  /** Reads files, volumes or state. */
  READ,
  /** Changes something that can be brought back, such as a file in the workspace. */
  WRITE,
  /** Changes something for good. */
  WRITE_IRREVERSIBLE,
  /** Talks to the network. A GET is egress too. */
  NET,
  /** Runs a program. */
  EXEC,
  /** Spends money. */
  MONEY
}
