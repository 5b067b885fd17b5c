package llmos.kernel;

import java.util.List;

/**
 * What the guard asks before an effect.
 *
 * @param lines what is shown, already safe for a terminal: effect, resolved target, whole arguments, label and why
 * @param choices what may be answered; the first is the default
 */
public record Question(List<String> lines, List<Choice> choices) {
  public Question {
    lines = List.copyOf(lines);
    choices = List.copyOf(choices);
  }

  /** An answer. */
  public enum Choice {
    NO,
    /** This very call, and no other. */
    ONCE,
    /** Calls like it until the machine stops. */
    SESSION,
    /** Calls like it from now on. */
    ALWAYS
  }
}
