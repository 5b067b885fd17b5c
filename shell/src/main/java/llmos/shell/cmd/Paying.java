package llmos.shell.cmd;

import llmos.kernel.Console;
import llmos.shell.lang.Budget;

/**
 * A console that takes what a turn costs out of its share.
 *
 * @param front where all else goes
 */
record Paying(Console front, Budget.Share share) implements PassingConsole {
  @Override
  public void paid(double dollars) {
    share.spend(dollars);
  }
}
