package llmos.shell.cmd;

import java.util.List;

/** The flags of the process: {@code --help}, the host's completion and its manual tell of them from here. */
public final class HostFlags {
  /** All of them, in the order of the help. */
  public static final List<Flag> ALL = List.of(
      new Flag("--version", "", "Print the version."),
      new Flag("--help", "", "Print this."),
      new Flag("-c", "PROGRAM", "Run a program."),
      new Flag("--json", "", "Print a JSON value for each pipeline."),
      new Flag("--jsonl", "", "Print a JSON record a line."),
      new Flag("--tsv", "", "Print columns with tabs between."),
      new Flag("--no-color", "", "Print no colours."),
      new Flag("--no-input", "", "Never ask; what would be asked is denied."),
      new Flag("--home", "DIR", "The folder of all state (LLMOS_HOME)."),
      new Flag("--workspace", "DIR", "Where relative paths start."),
      new Flag("--session", "ID", "Go on with a session; session ls lists them."),
      new Flag("--timeout", "SECONDS", "The most time for a turn."),
      new Flag("--max-cost", "DOLLARS", "The most that all turns may cost together."));

  /** What stands after the flags. */
  public static final String WORDS =
      "A command, as at the prompt without the slash; run FILE [args]; - for a program on standard input.";

  /** What llmos is. */
  public static final String WHAT = "A terminal operating system in which the model is the CPU.";

  private HostFlags() {}

  /**
   * A flag.
   *
   * @param name with its dashes
   * @param label what its value is called; empty if it takes none
   * @param help one line
   */
  public record Flag(String name, String label, String help) {
    /** Whether the next word is its value. */
    public boolean valued() {
      return !label.isEmpty();
    }

    /** Whether its value is a folder. */
    public boolean folder() {
      return label.equals("DIR");
    }
  }
}
