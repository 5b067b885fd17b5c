package llmos.kernel.memory.policy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import llmos.api.Page;
import llmos.api.PageId;
import llmos.api.PageKind;
import llmos.kernel.store.Limits;

/**
 * How likely a page is to be asked for, when the question is not known: by what it says, against the last 2,000 pages of its
 * conversation. A function of those pages and the page, whatever came before. Weights by logistic regression on chats with
 * questions; each may be halved or doubled without much harm.
 */
public final class PageValue {
  private static final long SESSION_MILLIS = 3_600_000; // a longer silence starts a session

  private final TreeMap<PageId, Seen> recent = new TreeMap<>();
  private final Map<String, ArrayDeque<PageId>> stems =
      new HashMap<>(); // the recent pages that have it
  private long tokens; // that ever arrived
  private int answers; // recent pages of the CPU

  /** A recent page: when it came, in tokens that had arrived with it, and for each stem the recent pages that have it. */
  private record Seen(Page page, Traits traits, long at, List<ArrayDeque<PageId>> having) {}

  /** A conversation without pages. */
  public PageValue() {}

  /** The next page of the conversation; one that is not later than the last is not counted again. */
  public void arrived(Page page) {
    if (!recent.isEmpty() && recent.lastKey().compareTo(page.id()) >= 0) {
      return;
    }
    tokens += page.tokens();
    Traits traits = Traits.of(page.text());
    List<ArrayDeque<PageId>> having = new ArrayList<>(traits.stems().size());
    for (String stem : traits.stems()) {
      ArrayDeque<PageId> pages = stems.computeIfAbsent(stem, s -> new ArrayDeque<>(2));
      pages.add(page.id());
      having.add(pages);
    }
    recent.put(page.id(), new Seen(page, traits, tokens, having));
    answers += page.kind() == PageKind.ASSISTANT ? 1 : 0;
    if (recent.size() > Limits.POLICY_PAGES) {
      forget(recent.pollFirstEntry().getValue());
    }
  }

  private void forget(Seen seen) {
    answers -= seen.page().kind() == PageKind.ASSISTANT ? 1 : 0;
    for (String stem : seen.traits().stems()) {
      stems.computeIfPresent(stem, (s, pages) -> {
        pages.removeFirst();
        return pages.isEmpty() ? null : pages;
      });
    }
  }

  /** Tokens that arrived after a page, as far as it is remembered. */
  public long age(PageId id) {
    Map.Entry<PageId, Seen> from = recent.ceilingEntry(id);
    if (from == null) {
      return 0;
    }
    boolean itself = from.getKey().equals(id);
    return tokens - from.getValue().at() + (itself ? 0 : from.getValue().page().tokens());
  }

  /**
   * The value of a page as log odds: about −5 for small talk, 0 for one that is as likely asked for as not. In a
   * conversation with a CPU, what the user said counts three times.
   */
  public double z(Page page) {
    Seen seen = recent.get(page.id());
    Traits traits = seen == null ? Traits.of(page.text()) : seen.traits();
    Map.Entry<PageId, Seen> before = recent.lowerEntry(page.id());
    double rare = 0;
    double fresh = 0;
    List<ArrayDeque<PageId>> having = seen == null
        ? traits.stems().stream()
            .map(stem -> stems.getOrDefault(stem, new ArrayDeque<>(0)))
            .toList()
        : seen.having();
    for (ArrayDeque<PageId> pages : having) {
      rare += Math.log((recent.size() + 1.0) / Math.max(1, pages.size()));
      fresh += pages.isEmpty() || pages.getFirst().compareTo(page.id()) >= 0 ? 1 : 0;
    }
    double all = Math.max(1, traits.stems().size());
    boolean reply = before != null && before.getValue().traits().asks();
    boolean opens = before == null
        || page.provenance().at() - before.getValue().page().provenance().at() > SESSION_MILLIS;
    boolean user = answers > 0 && page.kind() == PageKind.USER;
    return -5.2
        + .4 * Math.log(Math.max(1, page.tokens()))
        + 1.0 * rare / all / 5
        + 1.8 * fresh / all
        + (reply ? .7 : 0)
        + (opens ? .4 : 0)
        + traits.points()
        + (user ? Math.log(3) : 0);
  }
}
