package llmos.shell.out;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import llmos.api.Citation;
import llmos.kernel.Answer;
import llmos.shell.lang.Item;
import llmos.shell.lang.Value;

/** Answers as records, and their sources as lines. */
public final class Answers {
  private static final int QUOTE = 100;

  private Answers() {}

  /** {@code kind text citations unsupported cpu prompt_tokens reply_tokens}, and {@code cost} where it is known. */
  public static Map<String, Object> row(Answer answer) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("kind", "answer");
    row.put("text", answer.text());
    row.put("citations", answer.citations().stream().map(Answers::citation).toList());
    row.put("unsupported", answer.unsupported());
    row.put("cpu", answer.cpu());
    row.put("prompt_tokens", answer.usage().promptTokens());
    row.put("reply_tokens", answer.usage().replyTokens());
    answer.cost().ifPresent(cost -> row.put("cost", Math.round(cost * 1e9) / 1e9));
    return row;
  }

  private static Map<String, Object> citation(Citation citation) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("n", citation.n());
    row.put("doc", citation.span().doc());
    row.put("page", citation.span().page());
    row.put("start", citation.span().start());
    row.put("end", citation.span().end());
    row.put("quote", citation.quote());
    row.put("exact", citation.exact());
    row.put("found", citation.found());
    return row;
  }

  /** Whether a record is an answer. */
  public static boolean isAnswer(Map<String, Object> row) {
    return "answer".equals(row.get("kind")) && row.get("citations") instanceof List<?>;
  }

  /** {@code [1] docs/guide.md p.3 #120-310 "quote…"}, one for each source; marked if the model did not name it. */
  public static List<String> sources(Map<String, Object> row) {
    return row.get("citations") instanceof List<?> list
        ? list.stream()
            .filter(Map.class::isInstance)
            .map(citation -> source((Map<?, ?>) citation))
            .toList()
        : List.of();
  }

  private static String source(Map<?, ?> citation) {
    String page =
        Integer.valueOf(0).equals(citation.get("page")) ? "" : " p." + citation.get("page");
    return "[%s] %s%s #%s-%s \"%s\"%s"
        .formatted(
            citation.get("n"),
            citation.get("doc"),
            page,
            citation.get("start"),
            citation.get("end"),
            shorten(
                String.valueOf(citation.get("quote")).replaceAll("\\s+", " ").strip()),
            Boolean.TRUE.equals(citation.get("found")) ? "  found by llmos" : "");
  }

  private static String shorten(String quote) {
    if (quote.length() <= QUOTE) {
      return quote;
    }
    int cut = Character.isHighSurrogate(quote.charAt(QUOTE - 1)) ? QUOTE - 1 : QUOTE;
    return quote.substring(0, cut) + "…";
  }

  /** What the sources of an answer do not hold. */
  public static List<String> unsupported(Map<String, Object> row) {
    return row.get("unsupported") instanceof List<?> list
        ? list.stream().map(Value::show).toList()
        : List.of();
  }

  /** The text of a record; that of an answer with its sources below. */
  public static String withSources(Item item) {
    List<String> sources = isAnswer(item.row()) ? sources(item.row()) : List.of();
    return sources.isEmpty()
        ? item.text()
        : item.text().stripTrailing() + "\n\n" + sources.stream().collect(Collectors.joining("\n"));
  }
}
