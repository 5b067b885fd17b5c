package llmos.kernel.proc;

import java.util.function.Consumer;
import java.util.function.Predicate;
import llmos.api.BurstSink;

/**
 * Passes a burst's text on as it comes, but keeps back a beginning that could still turn out to be a call written as text,
 * so that a call is never shown as an answer.
 */
final class HoldingSink implements BurstSink {
  private final StringBuilder all = new StringBuilder();
  private final Predicate<String> mayBeCall;
  private final Consumer<String> out;
  private int shown;

  HoldingSink(Predicate<String> mayBeCall, Consumer<String> out) {
    this.mayBeCall = mayBeCall;
    this.out = out;
  }

  @Override
  public void text(String piece) {
    all.append(piece);
    if (shown > 0 || !mayBeCall.test(all.toString())) {
      release();
    }
  }

  /** Shows what was kept back. */
  void release() {
    if (all.length() > shown) {
      String piece = all.substring(shown);
      shown = all.length();
      out.accept(piece);
    }
  }

  /** All that came. */
  String text() {
    return all.toString();
  }
}
