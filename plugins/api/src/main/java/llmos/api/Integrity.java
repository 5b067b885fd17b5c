package llmos.api;

/** How far text can be trusted as an instruction, lowest suspicion first. */
public enum Integrity {
  TRUSTED,
  UNTRUSTED
}
