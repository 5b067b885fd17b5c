package llmos.kernel.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import llmos.api.Errno;
import llmos.api.Fault;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.api.Page;
import llmos.api.PageId;
import llmos.api.PageKind;
import llmos.api.Provenance;
import llmos.kernel.memory.Memory;
import llmos.kernel.memory.policy.Worth;
import llmos.kernel.store.Journal;
import llmos.kernel.store.PageChange;
import llmos.kernel.store.Seen;
import llmos.kernel.store.Store;
import llmos.kernel.store.Swap;
import llmos.kernel.store.Swap.Stored;

/**
 * How fast the window of one process with many pages is. The pages are written thousands at a time to a state file that is
 * thrown away; then a user says {@value #CALLS} more turns, each on disk when its call returns, and reads as many old pages.
 */
public final class PagingSpeed {
  private static final int CALLS = 1_000;
  private static final int AT_ONCE = 10_000;
  private static final int WINDOW = 8_192;
  private static final int RESIDENT = 100; // of the pages that are there at the start
  private static final int WORDS = 60; // of a page
  private static final long PID = 1;

  private final Store store;
  private final Swap swap;
  private final Memory.Meter meter;
  private final Random dice = new Random(1); // the same pages in each run
  private final List<Timing> steps = new ArrayList<>();

  /** What was measured, and the heap that is in use at the end, in bytes. */
  public record Result(List<Timing> steps, long heap) {}

  private PagingSpeed(Store store, Memory.Meter meter) {
    this.store = store;
    this.swap = new Swap(store);
    this.meter = meter;
  }

  /**
   * Measures a process of this many pages.
   *
   * @throws FaultException if there is no room for its state file
   * @throws InterruptedException if the user has waited enough
   */
  public static Result run(int pages, Memory.Meter meter, Clock clock) throws InterruptedException {
    try {
      Path folder = Files.createTempDirectory("llmos-bench");
      try (Store store = Store.open(folder.resolve("state.db"))) {
        return new PagingSpeed(store, meter).go(pages, clock);
      } finally {
        Folders.delete(folder);
      }
    } catch (IOException e) {
      throw new FaultException(
          new Fault(Errno.NO_SPACE, "the bench cannot write: " + e.getMessage(), "--pages N"), e);
    }
  }

  private Result go(int pages, Clock clock) throws InterruptedException {
    long start = System.nanoTime();
    fill(pages);
    steps.add(Timing.sum("fill", pages, System.nanoTime() - start));
    Memory.Settings settings = new Memory.Settings(WINDOW, Worth.MAKER);
    start = System.nanoTime();
    Memory memory = Memory.open(PID, settings, meter, swap, clock);
    memory.prompt();
    steps.add(Timing.of("open", new long[] {System.nanoTime() - start}));
    turns(memory, new Journal(store, clock));
    faults(memory, pages);
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return new Result(List.copyOf(steps), runtime.totalMemory() - runtime.freeMemory());
  }

  private void fill(int pages) throws InterruptedException {
    for (int first = 1; first <= pages; first += AT_ONCE) {
      List<Stored> rows = new ArrayList<>();
      for (int id = first; id < Math.min(pages + 1, first + AT_ONCE); id++) {
        String text = text();
        int tokens = meter.tokens(PageKind.USER, text);
        Provenance from = Provenance.of("bench", 0);
        Page page = new Page(new PageId(id), PageKind.USER, text, tokens, Label.TYPED, from);
        String state = id > pages - RESIDENT ? Swap.RESIDENT : Swap.SWAPPED;
        rows.add(new Stored(page, state, false, 0, "filled", id, 0, 0, 0));
      }
      swap.commit(PID, new PageChange(Seen.NONE.upTo(first - 1), 0, rows, List.of(), List.of()));
    }
  }

  private String text() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("the bench was stopped");
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < WORDS; i++) {
      text.append("w").append(dice.nextInt(20_000)).append(' ');
    }
    return text.toString();
  }

  /** Turns, those that make a batch leave once more for themselves, and beside each a bare commit of its bytes. */
  private void turns(Memory memory, Journal journal) throws InterruptedException {
    List<Long> admit = new ArrayList<>();
    List<Long> evict = new ArrayList<>();
    long[] bare = new long[CALLS];
    long[] render = new long[CALLS];
    for (int i = 0; i < CALLS; i++) {
      String text = text();
      int swapped = memory.stats().swapped();
      long start = System.nanoTime();
      memory.begin(text, Label.TYPED, "bench");
      long took = System.nanoTime() - start;
      admit.add(took);
      if (memory.stats().swapped() > swapped) {
        evict.add(took);
      }
      start = System.nanoTime();
      memory.prompt();
      render[i] = System.nanoTime() - start;
      start = System.nanoTime();
      journal.append(PID, i, "bench", text);
      bare[i] = System.nanoTime() - start;
    }
    steps.add(Timing.of("admit", admit));
    steps.add(Timing.of("evict", evict));
    steps.add(Timing.of("commit", bare));
    steps.add(Timing.of("render", render));
  }

  private void faults(Memory memory, int pages) {
    long[] fault = new long[CALLS];
    for (int i = 0; i < CALLS; i++) {
      PageId id = new PageId(1 + dice.nextInt(pages));
      long start = System.nanoTime();
      Optional<Page> page = memory.page(id);
      fault[i] = System.nanoTime() - start;
      if (page.isEmpty()) {
        throw new FaultException(Errno.FAILED, "%s is gone".formatted(id), "bench memory");
      }
    }
    steps.add(Timing.of("fault", fault));
  }
}
