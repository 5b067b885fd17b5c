package llmos.kernel.proc;

import java.time.Clock;
import java.util.List;
import llmos.api.Page;
import llmos.api.Usage;
import llmos.kernel.store.Requests;

/** Notes each request with what stood in it as in the one before to the same CPU: what a server's cache may hold of it. */
record RequestLog(Requests requests, Clock clock) {

  /** Of which turn, or of none if that is 0, to whom, and how many pages came back for it. */
  record Request(long turn, String cpu, int recalled) {}

  void note(long pid, Request request, List<Page> pages, Usage usage) {
    boolean turns = request.turn() > 0;
    List<Long> before = requests.ofTurns(pid).reversed().stream()
        .findFirst()
        .filter(last -> turns && last.cpu().equals(request.cpu()))
        .map(Requests.Sent::pages)
        .orElse(List.of());
    int tokens = 0;
    int cached = 0;
    boolean same = true;
    for (int i = 0; i < pages.size(); i++) {
      same &= i < before.size() && before.get(i) == pages.get(i).id().number();
      tokens += pages.get(i).tokens();
      cached += same ? pages.get(i).tokens() : 0;
    }
    Usage.Reckoned count = usage.reckoned().orElse(new Usage.Reckoned(tokens, cached));
    requests.add(
        pid,
        new Requests.Sent(
            request.turn(),
            clock.millis(),
            request.cpu(),
            turns ? pages.stream().map(page -> page.id().number()).toList() : List.of(),
            count.tokens(),
            count.known(),
            request.recalled(),
            usage));
  }
}
