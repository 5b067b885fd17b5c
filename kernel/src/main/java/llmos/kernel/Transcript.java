package llmos.kernel;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import llmos.api.Label;
import llmos.kernel.proc.RunLoop;

/**
 * A session as the journal has it.
 *
 * @param session its number
 * @param parent the session that it is a fork of, 0 if it is none
 * @param created milliseconds since the epoch
 * @param used likewise
 * @param system the text of the system page as it is now, empty if there is none
 * @param label the label of all that is in it
 */
public record Transcript(
    long session,
    String title,
    long parent,
    long created,
    long used,
    String system,
    List<Turn> turns,
    Label label) {
  public Transcript {
    turns = List.copyOf(turns);
  }

  /**
   * What the user said, and what came of it.
   *
   * @param n counted from 1
   * @param at milliseconds since the epoch
   */
  public record Turn(long n, long at, String said, List<Step> steps) {
    public Turn {
      steps = List.copyOf(steps);
    }

    /** The last that was answered; empty if nothing was. */
    public Optional<String> answer() {
      return steps.stream()
          .filter(step -> step.kind().equals("assistant"))
          .reduce((first, second) -> second)
          .map(Step::text);
    }

    /**
     * Why its answer is none to learn from; empty if it is one. An answer is accepted that came whole, without a fault, and of
     * which the sources hold all; one that was taken back is in no transcript.
     */
    public Optional<String> refused() {
      Optional<String> bad = steps.stream()
          .map(Step::kind)
          .filter(Set.of("fault", "unsupported")::contains)
          .findFirst();
      Optional<String> answer = answer();
      if (answer.isEmpty() || said.isBlank()) {
        return Optional.of("no answer");
      }
      return answer.get().endsWith(RunLoop.INTERRUPTED) ? Optional.of("interrupted") : bad;
    }
  }

  /**
   * An entry of the journal.
   *
   * @param kind sources, call, result, assistant, unsupported, fault
   * @param sources those that it lists, if it is of that kind
   */
  public record Step(long at, String kind, String text, List<Source> sources) {
    public Step {
      sources = List.copyOf(sources);
    }
  }

  /**
   * A block that an answer could cite.
   *
   * @param n the number that it is cited by
   * @param page the page that it is
   * @param place the document and span, or where else it came from
   * @param text its bytes, empty if the page was dropped
   */
  public record Source(int n, String page, String place, String text) {}
}
