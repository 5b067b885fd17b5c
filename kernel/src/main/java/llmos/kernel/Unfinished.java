package llmos.kernel;

import llmos.kernel.store.Journal;
import llmos.kernel.store.KernelLog;
import llmos.kernel.store.Ledger;
import llmos.kernel.store.Ledger.IntentState;

/** Effects that were under way when a machine died: told where people look, and never run again. */
final class Unfinished {
  private Unfinished() {}

  /** Gives up every effect that no living process is at. */
  static void settle(Ledger ledger, Journal journal, KernelLog log) {
    for (Ledger.Intent intent : ledger.unfinished()) {
      if (!ledger.giveUp(intent.id())) {
        continue;
      }
      String what = intent.state() == IntentState.STARTED
          ? "outcome unknown: the machine stopped while this ran; it is not run again: %s"
          : "not done: the machine stopped before this began: %s";
      log.add(what.formatted(intent.line()));
      if (intent.pid() > 0) {
        journal.append(intent.pid(), 0, "fault", what.formatted(intent.line()));
      }
    }
  }
}
