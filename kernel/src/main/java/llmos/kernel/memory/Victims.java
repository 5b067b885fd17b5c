package llmos.kernel.memory;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import llmos.api.EvictionPolicy;
import llmos.api.Page;
import llmos.api.PageId;
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
  private long heard; // the last page that the policy was told of

  Victims(EvictionPolicy.Maker maker, int budget, Notices notices) {
    this.name = maker.name();
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
    if (evictable.remove(id) != null) {
      tell(asked -> asked.removed(id));
    }
  }

  /** The page to evict next, by the policy. */
  Optional<PageId> next() {
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
      return step.get();
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      distrust("failed (" + e + ")");
      return otherwise;
    }
  }

  private void distrust(String what) {
    notices.once(
        "the policy " + name + " " + what + "; pages leave in order of arrival: mem policy fifo");
  }
}
