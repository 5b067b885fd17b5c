package llmos.shell.lang;

import java.util.Optional;
import java.util.OptionalDouble;

/** The dollars that all turns of a run may cost together. Safe for many threads; its lock is itself. */
public final class Budget {
  private final Optional<Double> most;
  private double spent;

  /** A budget; without a bound if it is empty. */
  public Budget(Optional<Double> most) {
    this.most = most;
  }

  /** What the next turn may cost, which is bounded by itself too; empty for as much as it takes. */
  public synchronized OptionalDouble left(Optional<Double> turn) {
    if (most.isEmpty()) {
      return turn.map(OptionalDouble::of).orElseGet(OptionalDouble::empty);
    }
    double left = Math.max(0, most.get() - spent);
    return OptionalDouble.of(turn.map(t -> Math.min(t, left)).orElse(left));
  }

  /** Takes out what a turn has cost, if that is known. */
  public synchronized void spend(OptionalDouble cost) {
    spent += cost.orElse(0);
  }
}
