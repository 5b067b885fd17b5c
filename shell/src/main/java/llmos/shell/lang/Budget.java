package llmos.shell.lang;

import java.util.Optional;
import java.util.OptionalDouble;
import llmos.api.Errno;
import llmos.api.FaultException;

/**
 * The dollars that all turns of a run may cost together. Where there is a bound, turns come one after another, so that none spends
 * what another may need. Safe for many threads; its lock is itself.
 */
public final class Budget {
  private final Optional<Double> most;
  private double spent;
  private boolean taken;

  /**
   * The dollars that a text spells, such as {@code 0.05}.
   *
   * @param hint what the user may do about a text that is none
   * @throws FaultException if it is none
   */
  public static Double dollars(String text, String hint) {
    if (!text.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")) {
      throw new FaultException(
          Errno.BAD_USAGE, "--max-cost takes dollars such as 0.05, not '%s'".formatted(text), hint);
    }
    return Double.valueOf(text);
  }

  /** A budget; without a bound if it is empty. */
  public Budget(Optional<Double> most) {
    this.most = most;
  }

  /**
   * What a turn may cost, which is bounded by itself too; waits while another turn has its share.
   *
   * @return a share that is to be closed when the turn is over, however it ended
   */
  public synchronized Share share(Optional<Double> turn) throws InterruptedException {
    if (most.isEmpty()) {
      return new Share(turn.map(OptionalDouble::of).orElseGet(OptionalDouble::empty));
    }
    while (taken) {
      wait();
    }
    taken = true;
    double left = Math.max(0, most.get() - spent);
    return new Share(OptionalDouble.of(turn.map(t -> Math.min(t, left)).orElse(left)));
  }

  private synchronized void spend(double dollars) {
    spent += dollars;
  }

  private synchronized void give() {
    taken = false;
    notifyAll();
  }

  /** What one turn may cost. */
  public final class Share implements AutoCloseable {
    private final OptionalDouble bound;

    private Share(OptionalDouble bound) {
      this.bound = bound;
    }

    /** The most; empty for as much as it takes. */
    public OptionalDouble most() {
      return bound;
    }

    /** Takes out what a request has cost. */
    public void spend(double dollars) {
      Budget.this.spend(dollars);
    }

    @Override
    public void close() {
      if (most.isPresent()) {
        give();
      }
    }
  }
}
