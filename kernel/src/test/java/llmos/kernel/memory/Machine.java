package llmos.kernel.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import llmos.api.EvictionPolicy;
import llmos.api.Label;
import llmos.api.Page;
import llmos.api.PageKind;
import llmos.api.Provenance;
import llmos.kernel.memory.policy.Fifo;
import llmos.kernel.store.Store;
import llmos.kernel.store.Swap;
import llmos.testkit.FakeClock;

/** A store in a folder, and memories on it. A token is three characters, and each page has four more. */
final class Machine implements AutoCloseable {
  static final Memory.Meter METER = (kind, text) -> (text.length() + 2) / 3 + 4;

  final FakeClock clock = new FakeClock();
  final Store store;
  final Swap swap;
  private final AtomicLong pids = new AtomicLong();

  Machine(Path folder) {
    this.store = Store.open(folder.resolve("state.db"));
    this.swap = new Swap(store);
  }

  /** A folder in memory where there is one: thousands of commits take no time there. */
  static Path fast(Path folder) throws IOException {
    Path shm = Path.of("/dev/shm");
    return Files.isWritable(shm) ? Files.createTempDirectory(shm, "llmos-test") : folder;
  }

  private void delete() {
    try (Stream<Path> files = Files.walk(store.file().getParent())) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long newPid() {
    return pids.incrementAndGet();
  }

  Memory open(long pid, int budget) {
    return open(pid, budget, Fifo.MAKER);
  }

  Memory open(long pid, int budget, EvictionPolicy.Maker policy) {
    return open(pid, budget, policy, METER);
  }

  Memory open(long pid, int budget, EvictionPolicy.Maker policy, Memory.Meter meter) {
    return Memory.open(pid, new Memory.Settings(budget, policy), meter, swap, clock);
  }

  static Page say(Memory memory, String text) {
    return memory.begin(text, Label.TYPED, "you");
  }

  static Page answer(Memory memory, String text) {
    return memory
        .admit(PageKind.ASSISTANT, text, Label.untrusted("cpu"), Provenance.of("cpu", 0))
        .getFirst();
  }

  static List<Page> pair(Memory memory, String id, String call, String result) {
    Page made = memory.admit(PageKind.CALL, call, Label.TYPED, of(id)).getFirst();
    Page got =
        memory.admit(PageKind.RESULT, result, Label.untrusted("http"), of(id)).getFirst();
    return List.of(made, got);
  }

  static Provenance of(String callId) {
    return new Provenance("run", Optional.empty(), callId, 0);
  }

  static String words(String word, int tokens) {
    return (word + " ").repeat(Math.max(1, tokens * 3 / (word.length() + 1)));
  }

  static int tokens(List<Page> prompt) {
    return prompt.stream()
        .mapToInt(page -> METER.tokens(page.kind(), page.text()))
        .sum();
  }

  @Override
  public void close() {
    store.close();
    delete();
  }
}
