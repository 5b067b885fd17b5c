package llmos.kernel.memory;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import llmos.api.EvictionPolicy;
import llmos.api.Page;
import llmos.api.PageId;
import llmos.kernel.memory.policy.Policies;
import llmos.kernel.store.Limits;
import llmos.kernel.store.PageEvent;
import llmos.kernel.store.Swap.Stored;

/**
 * The pages that a policy may choose from, and the policy. All that it knows is what happened according to the table: it is
 * told when it is asked, so one that was just made, as after a restart, knows what another would that had been there.
 *
 * <p>It is not trusted: where it throws or names a page that may not leave, the page that came first leaves.
 */
final class Victims {
  private final String name;
  private final PageTable table;
  private final Memory.Meter meter;
  private final Notices notices;
  private final TreeSet<PageId> evictable = new TreeSet<>();
  private final Map<PageId, Integer> credit = new HashMap<>();
  private final boolean trusted;
  private Optional<EvictionPolicy> policy;
  private long heard; // the last page that the policy was told of
  private int told; // events

  Victims(PageTable table, Memory.Settings settings, Memory.Meter meter, Notices notices) {
    this.name = settings.policy().name();
    this.table = table;
    this.meter = meter;
    this.notices = notices;
    this.trusted = Policies.ALL.contains(settings.policy());
    this.policy =
        guarded(() -> Optional.of(settings.policy().make(settings.budget())), Optional.empty());
    table.events().forEach(this::count);
  }

  String name() {
    return name;
  }

  boolean has(PageId id) {
    return evictable.contains(id);
  }

  Set<PageId> all() {
    return new TreeSet<>(evictable);
  }

  void admitted(PageId id) {
    if (!has(id)) {
      happened(PageEvent.Kind.ADMITTED, id);
    }
  }

  void touched(PageId id) {
    if (has(id)) {
      happened(PageEvent.Kind.TOUCHED, id);
    }
  }

  void removed(PageId id) {
    if (has(id)) {
      happened(PageEvent.Kind.LEFT, id);
    }
  }

  /** A page had to be asked for: it stays longer, by one chance for each time. */
  void faulted(PageId id) {
    happened(PageEvent.Kind.FAULTED, id);
    touched(id);
  }

  private void happened(PageEvent.Kind kind, PageId id) {
    table.happened(kind, id);
    count(table.events().getLast());
  }

  private void count(PageEvent event) {
    PageId id = event.page();
    switch (event.kind()) {
      case ADMITTED -> evictable.add(id);
      case TOUCHED -> {}
      case LEFT -> {
        evictable.remove(id);
        credit.remove(id);
      }
      case FAULTED -> credit.merge(id, 1, (old, one) -> Math.min(Limits.CREDIT, old + one));
      case SPARED -> credit.computeIfPresent(id, (page, left) -> left > 1 ? left - 1 : null);
    }
  }

  /** The page to evict next, by the policy; one that has credit is passed over, and has less of it. */
  Optional<PageId> next() {
    Optional<PageId> chosen = choice();
    while (chosen.isPresent() && credit.containsKey(chosen.get())) {
      happened(PageEvent.Kind.SPARED, chosen.get());
      touched(chosen.get());
      chosen = choice();
    }
    return chosen;
  }

  /** Tells the policy what happened since it was asked last. */
  private void inform() {
    Map<PageId, Page> arrived = new HashMap<>();
    List<Stored> fresh = heard < table.nextId() - 1 ? table.after(heard) : List.of();
    for (Stored stored : fresh) {
      Page page = own(stored);
      arrived.put(page.id(), page);
      tell(asked -> asked.arrived(page));
    }
    heard = table.nextId() - 1;
    for (; told < table.events().size(); told++) {
      tell(table.events().get(told), arrived);
    }
  }

  private void tell(PageEvent event, Map<PageId, Page> arrived) {
    PageId id = event.page();
    switch (event.kind()) {
      case ADMITTED ->
        Optional.ofNullable(arrived.get(id))
            .or(() -> table.find(id.number()).map(this::own))
            .ifPresent(page -> tell(asked -> asked.admitted(page)));
      case TOUCHED -> tell(asked -> asked.touched(id));
      case LEFT -> tell(asked -> asked.removed(id));
      case FAULTED, SPARED -> {}
    }
  }

  /** A page as it is by itself: one that was recalled for the turn is counted as a block. */
  private Page own(Stored stored) {
    return (Layout.isTail(stored) ? Layout.own(stored, meter) : stored).page();
  }

  private Optional<PageId> choice() {
    if (evictable.isEmpty()) {
      return Optional.empty();
    }
    inform();
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
    return evictable.isEmpty() ? Optional.empty() : Optional.of(evictable.getFirst());
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
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      Throwable cause = e instanceof CompletionException ? e.getCause() : e;
      boolean endless = cause instanceof TimeoutException;
      if (endless) {
        policy = Optional.empty(); // it may hold a processor for ever, but not this conversation
      }
      distrust(endless ? "does not come to an end" : "failed (" + cause + ")");
    }
    return otherwise;
  }

  /** A plugin's policy runs on a thread that can be left behind; the calls of one policy are in order. */
  private <T> T bounded(Supplier<T> step) {
    Thread.Builder thread = Thread.ofPlatform().daemon().name("policy " + name);
    // An interrupt does not end the wait: the change that is under way ends first.
    return CompletableFuture.supplyAsync(step, thread::start)
        .orTimeout(Limits.POLICY_MILLIS, TimeUnit.MILLISECONDS)
        .join();
  }

  private void distrust(String what) {
    notices.once(
        "the policy " + name + " " + what + "; pages leave in order of arrival: mem policy fifo");
  }
}
