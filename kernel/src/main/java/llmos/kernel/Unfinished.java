package llmos.kernel;

import llmos.kernel.store.Journal;
import llmos.kernel.store.KernelLog;
import llmos.kernel.store.Ledger;

/** Effects that were under way when a machine died: told where people look, and never run again. */
final class Unfinished {
  private Unfinished() {}

  /** Gives up every effect that no living process is at. */
  static void settle(Ledger ledger, Journal journal, KernelLog log) {
    for (Ledger.Intent intent : ledger.unfinished()) {
      if (!ledger.giveUp(intent.id())) {
        continue;
      }
      String what = "outcome unknown: the machine stopped while this ran; it is not run again: "
          + intent.line();
      log.add(what);
      if (intent.pid() > 0) {
        journal.append(intent.pid(), 0, "fault", what);
      }
    }
  }
}
