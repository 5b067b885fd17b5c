package llmos.shell.lang;

import java.util.Iterator;
import java.util.Optional;

/** The pipelines of a program that run, one after another: a program stops at the first that fails, unless {@code ||} takes it. */
final class Order {
  private final Iterator<Node.Step> left;

  Order(Node.Program program) {
    this.left = program.steps().iterator();
  }

  /**
   * The next one; empty if there is none.
   *
   * @param failure what the last one that ran failed with
   */
  Optional<Node.Step> next(Optional<FailureException> failure) {
    if (failure.filter(f -> f.failure().isEndless()).isPresent()) {
      return Optional.empty();
    }
    boolean failed = failure.isPresent();
    while (left.hasNext()) {
      Node.Step step = left.next();
      boolean runs = switch (step.join()) {
        case ALWAYS, AND -> !failed;
        case OR -> failed;
      };
      if (runs) {
        return Optional.of(step);
      }
      if (step.join() == Node.Join.ALWAYS) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }
}
