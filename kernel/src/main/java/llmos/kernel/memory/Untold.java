package llmos.kernel.memory;

import java.util.List;
import llmos.api.Label;
import llmos.api.Page;
import llmos.api.PageId;

/**
 * What a CPU may be asked to sum up: pages on disk that no summary tells of, after the summaries before them.
 *
 * @param from the first page that the summary will tell of
 * @param to the last one
 * @param turn the turn in which it was asked: what leaves later is not in it
 * @param sources the pages and summaries that it is made of
 * @param request the pages of the request, within the budget
 * @param label the label of what is written: it joins those of the sources, and is never trusted
 */
public record Untold(
    long from, long to, long turn, List<PageId> sources, List<Page> request, Label label) {
  public Untold {
    sources = List.copyOf(sources);
    request = List.copyOf(request);
  }
}
