package llmos.kernel.memory;

/** How much of the window recalled pages may have. */
public enum Room {
  /** What is free of a quarter of the budget: what the log has of it leaves once; else all before the tail stays as it is, for the provider's prefix cache. */
  TAIL,
  /** All that the turn leaves; the log makes room. For a window of which no server holds a prefix. */
  WINDOW
}
