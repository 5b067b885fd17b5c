package llmos.api;

/**
 * Chooses which page leaves the window next.
 *
 * <p>It is told of every page that enters, is used and leaves, and must name one of the pages that are in. It never sees
 * pinned pages nor those of the current turn. One instance serves one process and is called under that process's lock.
 */
public interface EvictionPolicy {

  /** A page became evictable. */
  void admitted(Page page);

  /** A page was used: recalled, cited or loaded. */
  void touched(PageId id);

  /** A page is no longer evictable: it left, was pinned or dropped. */
  void removed(PageId id);

  /** The page to evict next; the pager then calls {@link #removed}. Called only while a page is evictable. */
  PageId victim();

  /** Makes a policy for each process. */
  interface Maker {
    /** The name for {@code mem policy}. */
    String name();

    /** One line for the man page, with the paper it comes from. */
    String summary();

    /** A policy for a process whose window holds this many tokens. */
    EvictionPolicy make(int budgetTokens);
  }
}
