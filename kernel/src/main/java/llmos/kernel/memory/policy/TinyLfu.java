package llmos.kernel.memory.policy;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import llmos.api.EvictionPolicy;
import llmos.api.Page;
import llmos.api.PageId;

/**
 * A new page takes the place of an old one only if it was used more often. As W-TinyLFU: a small window for the newest, a
 * main part by last use, and counts that are halved from time to time.
 */
public final class TinyLfu implements EvictionPolicy {
  /** Makes it for a process. */
  public static final Maker MAKER = Maker.of(
      "tinylfu",
      "a new page must have been used more often than the one it replaces (Einziger and others, 2017)",
      budget -> new TinyLfu());

  private static final int SAMPLE = 10; // uses for each page, after which counts are halved
  private static final double WINDOW = .01;

  private final LinkedHashSet<PageId> window = new LinkedHashSet<>(); // coldest first
  private final LinkedHashSet<PageId> main = new LinkedHashSet<>();
  private final Map<PageId, Integer> counts = new HashMap<>();
  private int uses;

  private TinyLfu() {}

  @Override
  public void admitted(Page page) {
    count(page.id());
    if (!main.contains(page.id())) {
      window.addLast(page.id());
    }
  }

  @Override
  public void touched(PageId id) {
    LinkedHashSet<PageId> part = main.contains(id) ? main : window;
    if (part.contains(id)) {
      count(id);
      part.addLast(id);
    }
  }

  private void count(PageId id) {
    counts.merge(id, 1, Integer::sum);
    if (++uses > SAMPLE * Math.max(100, window.size() + main.size())) {
      uses /= 2;
      counts.replaceAll((page, count) -> count / 2);
      counts.values().removeIf(count -> count == 0);
    }
  }

  @Override
  public void removed(PageId id) {
    if (main.isEmpty() && window.size() > share()) { // the first time that room is needed
      main.addAll(window);
      window.clear();
      window.addLast(main.removeLast());
    }
    boolean place = main.remove(id) && window.size() > share();
    window.remove(id);
    if (place) {
      main.addLast(window.removeFirst());
    }
  }

  private double share() {
    return Math.max(1, (window.size() + main.size()) * WINDOW);
  }

  @Override
  public PageId victim() {
    if (main.isEmpty() || window.isEmpty()) {
      return (window.isEmpty() ? main : window).getFirst();
    }
    PageId candidate = window.getFirst();
    PageId oldest = main.getFirst();
    boolean keeps = window.size() > share() && used(candidate) <= used(oldest);
    return keeps ? candidate : oldest;
  }

  private int used(PageId id) {
    return counts.getOrDefault(id, 0);
  }
}
