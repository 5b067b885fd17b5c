package llmos.api;

import java.util.List;
import java.util.Optional;

/**
 * One CPU burst: what a model said until it needed something.
 *
 * @param text the whole text, whatever came of it
 * @param traps the calls it makes; empty unless {@code stop} is {@link Stop#TRAPS}
 * @param stop why it ended
 * @param usage what it cost
 * @param fault why it failed; present exactly if {@code stop} is {@link Stop#FAILED}
 */
public record Burst(String text, List<Trap> traps, Stop stop, Usage usage, Optional<Fault> fault) {

  /** Why a burst ended. */
  public enum Stop {
    /** The model finished. */
    END,
    /** It makes calls and waits for their results. */
    TRAPS,
    /** The reply limit was reached. */
    LENGTH,
    /** The stream failed; what came is in the text, and it may be continued. */
    FAILED
  }

  public Burst {
    traps = List.copyOf(traps);
    if (fault.isPresent() != (stop == Stop.FAILED)) {
      throw new IllegalArgumentException("stop " + stop + " with fault " + fault);
    }
  }

  /** A finished text. */
  public static Burst end(String text, Usage usage) {
    return new Burst(text, List.of(), Stop.END, usage, Optional.empty());
  }

  /** Calls, with the text before them. */
  public static Burst traps(String text, List<Trap> traps, Usage usage) {
    return new Burst(text, traps, Stop.TRAPS, usage, Optional.empty());
  }

  /** A failure, with the text that came before it. */
  public static Burst failed(String text, Fault fault, Usage usage) {
    return new Burst(text, List.of(), Stop.FAILED, usage, Optional.of(fault));
  }
}
