package llmos.kernel.memory;

import java.util.function.IntSupplier;
import java.util.function.Supplier;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.kernel.memory.Memory.Settings;
import llmos.kernel.store.Limits;
import llmos.kernel.store.Swap;

/**
 * The window and its changes: each is one transaction, all or nothing. Page numbers are given inside the transaction: where
 * another llmos wrote to the same process meanwhile, the window is read again, with the other's pages in its log, and the
 * change is made anew. Used under the lock of {@link Memory}.
 */
final class Changes {
  private final long pid;
  private final Memory.Meter meter;
  private final Swap swap;
  private final Notices notices;
  private Settings settings;
  private PageTable table;
  private Pager pager;
  private Intake intake;
  private long turn; // the turn that this object began, 0 before
  private IntSupplier margin = () -> 0;
  private boolean stale; // the table may differ from the store
  private boolean fitted; // the window was counted by this meter and fits this budget

  Changes(long pid, Settings settings, Memory.Meter meter, Swap swap, Notices notices) {
    this.pid = pid;
    this.settings = settings;
    this.meter = meter;
    this.swap = swap;
    this.notices = notices;
    reload();
  }

  Settings settings() {
    return settings;
  }

  PageTable table() {
    return table;
  }

  Pager pager() {
    return pager;
  }

  Intake intake() {
    return intake;
  }

  Turns turns() {
    return new Turns(table, pager, meter, settings.budget());
  }

  Handles handles() {
    return new Handles(table, pager, intake, meter, settings.budget());
  }

  Standing standing() {
    return new Standing(table, pager, settings.budget(), intake.mostPinned());
  }

  Summaries summaries() {
    return new Summaries(table, meter, settings.budget());
  }

  /** The turn that begins; after a clash the window is read again for it. */
  void turn(long begun) {
    turn = begun;
  }

  void margin(IntSupplier thousandths) {
    margin = thousandths;
    reload();
  }

  private void reload() {
    table = new PageTable(pid, swap, turn);
    pager = new Pager(table, settings, meter, notices, margin);
    intake = new Intake(table, pager, meter, notices, settings.budget());
    stale = false;
    fitted = false;
  }

  private void refresh() {
    if (stale) {
      reload();
    }
    if (!fitted) {
      table.reclaim();
      intake.fit();
    }
  }

  /** Makes a change and writes it, all or nothing; again from the start if another llmos was faster. */
  <T> T change(Supplier<T> step) {
    for (int attempt = 0; attempt < Limits.ATTEMPTS; attempt++) {
      int told = notices.size();
      boolean kept = false;
      try {
        refresh();
        T result = step.get();
        kept = table.commit();
        if (kept) {
          fitted = true;
          stale = table.worn();
          return result;
        }
      } finally {
        if (!kept) {
          stale = table.dirty();
          notices.keep(told);
        }
      }
    }
    throw new FaultException(
        Errno.FAILED,
        "another llmos keeps writing to this conversation",
        "try again, or: session new");
  }

  /** Makes a change that has no result. */
  void run(Runnable step) {
    change(() -> {
      step.run();
      return true;
    });
  }

  /** Brings the window into the state that the store and the budget ask for. */
  void settle() {
    if (stale || !fitted) {
      change(() -> true);
    }
  }

  /** Reads the window again where another llmos wrote pages, to show it; nothing is written. */
  void look() {
    if (stale || table.outrun()) {
      reload();
    }
  }

  /** Other settings from now on; if the window cannot be made to fit them, the old ones stay. */
  void configure(Settings now) {
    Settings before = settings;
    settings = now;
    stale = true;
    try {
      change(() -> true);
    } catch (RuntimeException | Error e) {
      settings = before;
      stale = true;
      throw e;
    }
  }
}
