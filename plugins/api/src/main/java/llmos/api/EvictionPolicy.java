package llmos.api;

import java.util.function.IntFunction;

/**
 * Chooses which page leaves the window next.
 *
 * <p>It is told of every page that enters, is used and leaves, and must name one of the pages that are in. It never sees
 * pinned pages nor those of the current turn. One instance serves one process and is called under that process's lock.
 *
 * <p>It is told late, when a page has to leave. The last thousands of what it is told are kept with the conversation; one that was
 * just made, as after a restart or a drop, is told them again. So it has to go by nothing else.
 */
public interface EvictionPolicy {

  /**
   * A page arrived, evictable or not. Before each choice the pager tells of those that are new, by number, stubs left out; a
   * policy that was just made hears of the last 2,000. What a policy keeps of older ones must not decide, so that a restart
   * changes no prompt.
   */
  default void arrived(Page page) {}

  /** A page became evictable. */
  void admitted(Page page);

  /** A page was used: recalled, cited or loaded. */
  void touched(PageId id);

  /** A page is no longer evictable: it left, was pinned or dropped. */
  void removed(PageId id);

  /**
   * The page to evict next; the pager then calls {@link #removed}. Called only while a page is evictable. To be asked must
   * change nothing, since a policy that is made anew is told what happened, and not asked again.
   */
  PageId victim();

  /** Makes a policy for each process. */
  interface Maker {
    /** The name for {@code mem policy}. */
    String name();

    /** One line for the man page, with the paper it comes from. */
    String summary();

    /** A policy for a process whose window holds this many tokens. */
    EvictionPolicy make(int budgetTokens);

    /** A maker of this name and summary; the factory gets the tokens of the window. */
    static Maker of(String name, String summary, IntFunction<EvictionPolicy> factory) {
      return new Maker() {
        @Override
        public String name() {
          return name;
        }

        @Override
        public String summary() {
          return summary;
        }

        @Override
        public EvictionPolicy make(int budgetTokens) {
          return factory.apply(budgetTokens);
        }
      };
    }
  }
}
