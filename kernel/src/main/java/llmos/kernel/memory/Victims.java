package llmos.kernel.memory;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import llmos.api.EvictionPolicy;
import llmos.api.Page;
import llmos.api.PageId;
import llmos.kernel.memory.policy.Policies;
import llmos.kernel.store.Limits;
import llmos.kernel.store.Swap.Stored;

/**
 * The pages that a policy may choose from, and the policy, which is not trusted: where it throws or names a page that may
 * not leave, the page that came first leaves.
 */
final class Victims {
  private final String name;
  private final Notices notices;
  private final TreeMap<PageId, Page> evictable = new TreeMap<>();
  private final Supplier<Optional<EvictionPolicy>> maker;
  private Optional<EvictionPolicy> policy;
  private final boolean trusted;
  private final Map<PageId, Integer> credit = new HashMap<>();
  private long heard; // the last page that the policy was told of

  Victims(EvictionPolicy.Maker maker, int budget, Notices notices) {
    this.name = maker.name();
    this.trusted = Policies.ALL.contains(maker);
    this.notices = notices;
    this.maker = () -> guarded(() -> Optional.of(maker.make(budget)), Optional.empty());
    this.policy = this.maker.get();
  }

  String name() {
    return name;
  }

  boolean has(PageId id) {
    return evictable.containsKey(id);
  }

  Set<PageId> all() {
    return Set.copyOf(evictable.keySet());
  }

  /** Tells the policy of the pages that arrived since it was told last. */
  void hear(LongFunction<List<Page>> after) {
    for (Page page : after.apply(heard)) {
      heard = page.id().number();
      tell(asked -> asked.arrived(page));
    }
  }

  /** Lets the policy know what it would know after a restart: a page of its past was dropped. */
  void renew() {
    policy = maker.get();
    heard = 0;
    evictable.values().forEach(page -> tell(asked -> asked.admitted(page)));
  }

  void admitted(Stored stored) {
    Page page = stored.page();
    if (evictable.put(page.id(), page) == null) {
      tell(asked -> asked.admitted(page));
    }
  }

  void touched(PageId id) {
    if (has(id)) {
      tell(asked -> asked.touched(id));
    }
  }

  void removed(PageId id) {
    credit.remove(id);
    if (evictable.remove(id) != null) {
      tell(asked -> asked.removed(id));
    }
  }

  /** A page had to be asked for: it stays longer, by one chance for each time. */
  void faulted(PageId id) {
    credit.merge(id, 1, (old, one) -> Math.min(Limits.CREDIT, old + one));
    touched(id);
  }

  /** The page to evict next, by the policy; one that has credit is passed over, and has less of it. */
  Optional<PageId> next() {
    Optional<PageId> chosen = choice();
    while (chosen.isPresent() && credit.containsKey(chosen.get())) {
      PageId spared = chosen.get();
      credit.computeIfPresent(spared, (id, left) -> left > 1 ? left - 1 : null);
      touched(spared);
      chosen = choice();
    }
    return chosen;
  }

  private Optional<PageId> choice() {
    if (evictable.isEmpty()) {
      return Optional.empty();
    }
    Optional<PageId> chosen = policy.flatMap(
        asked -> guarded(() -> Optional.ofNullable(asked.victim()), Optional.empty()));
    if (chosen.isPresent() && has(chosen.get())) {
      return chosen;
    }
    chosen.ifPresent(id -> distrust("named " + id + ", which is not in its hands"));
    return oldest();
  }

  /** The page to evict next, without the policy. */
  Optional<PageId> oldest() {
    return evictable.isEmpty() ? Optional.empty() : Optional.of(evictable.firstKey());
  }

  private void tell(Consumer<EvictionPolicy> news) {
    policy.ifPresent(asked -> guarded(
        () -> {
          news.accept(asked);
          return true;
        },
        false));
  }

  private <T> T guarded(Supplier<T> step, T otherwise) {
    try {
      return trusted ? step.get() : bounded(step);
    } catch (TimeoutException e) {
      policy = Optional.empty(); // it may hold a processor for ever, but not this conversation
      distrust("does not come to an end");
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      distrust("failed (" + e + ")");
    }
    return otherwise;
  }

  /** A plugin's policy runs on a thread that can be left behind; the calls of one policy are in order. */
  private <T> T bounded(Supplier<T> step) throws TimeoutException {
    FutureTask<T> task = new FutureTask<>(step::get);
    Thread.ofPlatform().daemon().name("policy " + name).start(task);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get(Limits.POLICY_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
          interrupted = true; // the change that is under way ends first
        }
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(String.valueOf(e.getCause()));
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void distrust(String what) {
    notices.once(
        "the policy " + name + " " + what + "; pages leave in order of arrival: mem policy fifo");
  }
}
