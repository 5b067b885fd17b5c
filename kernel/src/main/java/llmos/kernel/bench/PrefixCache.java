package llmos.kernel.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import llmos.api.Page;
import llmos.api.PageKind;

/**
 * The cache of prefixes that a provider keeps, and its price. A prompt is written up to its tail, where a breakpoint stands,
 * or to its end if it has none; what an earlier prompt of the conversation began with as well is read. Nothing expires.
 * Differs from a real one, which keeps chunks of tokens or ends at breakpoints: here each page ends one.
 */
final class PrefixCache {
  static final double WRITE = 1.25;
  static final double READ = .1;

  private final Node root = new Node(new HashMap<>());

  private record Node(Map<Page, Node> next) {}

  /** Sends a prompt; says what it costs, in tokens at the price of input that no cache is asked for. */
  double send(List<Page> prompt) {
    Node at = root;
    double cost = 0;
    boolean tail = false;
    for (Page page : prompt) {
      tail |= page.kind() == PageKind.BLOCK;
      boolean known = !tail && at.next().containsKey(page);
      if (!tail) {
        at = at.next().computeIfAbsent(page, p -> new Node(new HashMap<>()));
      }
      cost += page.tokens() * (tail ? 1 : known ? READ : WRITE);
    }
    return cost;
  }
}
