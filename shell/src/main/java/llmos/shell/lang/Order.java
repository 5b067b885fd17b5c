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
   * @param failed whether the last one that ran did
   */
  Optional<Node.Step> next(boolean failed) {
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
