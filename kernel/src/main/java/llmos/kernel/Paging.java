package llmos.kernel;

import java.util.List;

/** What the paging of the current conversation did, and what it costs, as records. */
public interface Paging {

  /** What is different between the last two requests: pages that came, and pages that went, with the reason. */
  Records diff();

  /** Brings the pages back that left last, the newest first, as far as they fit. */
  Records undo();

  /** What paging saves in attention, for a model of so many layers and heads, each {@code width} numbers wide. */
  Records attention(int layers, int heads, int width);

  /** The last requests to CPUs, oldest first, and what they took from the provider's cache. */
  Records requests(int most);

  /** What left the window for what was brought in, and other things to tell the user, once. */
  List<String> notices();

  /** Works on what has left the window, in the background: vectors and, where they are on, written summaries. */
  void tendPast();

  /** Sets the eviction policy of the session, or only tells it and the others if the name is empty. */
  Records policy(String name);

  /** Switches written summaries {@code on} or {@code off} for this home, or only tells of them if that is empty. */
  Records summaries(String state);
}
