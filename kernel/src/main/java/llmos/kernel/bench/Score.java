package llmos.kernel.bench;

import java.util.List;
import java.util.Map;

/**
 * What a run is worth, for one category of questions or for all calls.
 *
 * @param category of the gold; {@code all} for all questions, {@code calls} for all prompts, those after plain turns included
 * @param calls prompts that were counted
 * @param allEvidence percent of questions whose whole evidence was in the prompt
 * @param recall percent of a question's evidence turns in the prompt, on the average
 * @param tokenRecall percent of the tokens of those turns, on the average
 * @param tokens of a prompt, on the average
 * @param uncached tokens that do not continue the prompt before, on the average
 * @param cost of a prompt in tokens at the price of input, where a provider's cache of prefixes takes {@value
 *     PrefixCache#WRITE} times that to write and {@value PrefixCache#READ} times to read, on the average
 * @param pageIns pages that were paged in for a prompt, on the average
 */
public record Score(
    String category,
    int calls,
    double allEvidence,
    double recall,
    double tokenRecall,
    double tokens,
    double uncached,
    double cost,
    double pageIns) {

  /** One prompt: shares of evidence from 0 to 1, and its costs. */
  record Call(
      double recall, double tokenRecall, int tokens, int uncached, double cost, int pageIns) {}

  static Score of(Map.Entry<String, List<Call>> category) {
    List<Call> calls = category.getValue();
    double n = Math.max(1, calls.size());
    return new Score(
        category.getKey(),
        calls.size(),
        100 * calls.stream().filter(call -> call.recall() == 1).count() / n,
        100 * calls.stream().mapToDouble(Call::recall).sum() / n,
        100 * calls.stream().mapToDouble(Call::tokenRecall).sum() / n,
        calls.stream().mapToInt(Call::tokens).sum() / n,
        calls.stream().mapToInt(Call::uncached).sum() / n,
        calls.stream().mapToDouble(Call::cost).sum() / n,
        calls.stream().mapToInt(Call::pageIns).sum() / n);
  }
}
