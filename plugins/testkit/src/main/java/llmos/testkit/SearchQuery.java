package llmos.testkit;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A query of a {@link SearchServer}: words, ids, or all. */
@FunctionalInterface
interface SearchQuery {
  /** Options of {@code multi_match} that are sent. */
  List<String> OPTIONS = List.of("query", "fields", "type", "tie_breaker", "lenient", "operator");

  /** Of an index: fields times words. */
  int CLAUSES = 1_024;

  /** A document with its score. */
  record Ranked(String id, String source, double score) {}

  /** How well a document fits; 0 if it does not. */
  double score(String id, Map<?, ?> source);

  /**
   * Reads a query.
   *
   * @throws IllegalArgumentException if it is of another kind
   */
  static SearchQuery of(Map<?, ?> query) {
    if (query.size() != 1) {
      throw new IllegalArgumentException("a query has one name, not " + query.keySet());
    }
    Object body = query.values().iterator().next();
    return switch (String.valueOf(query.keySet().iterator().next())) {
      case "match_all" -> (id, source) -> 1;
      case "ids" -> {
        List<?> values = list((Map<?, ?>) body, "values");
        yield (id, source) -> values.contains(id) ? 1 : 0;
      }
      case "multi_match" -> words((Map<?, ?>) body);
      default -> throw new IllegalArgumentException("unknown query [%s]".formatted(query.keySet()));
    };
  }

  private static List<?> list(Map<?, ?> body, String key) {
    if (body.get(key) instanceof List<?> list) {
      return list;
    }
    throw new IllegalArgumentException("[%s] is no list".formatted(key));
  }

  private static SearchQuery words(Map<?, ?> match) {
    for (Object option : match.keySet()) {
      if (!OPTIONS.contains(String.valueOf(option))) {
        throw new IllegalArgumentException("[multi_match] does not support [%s]".formatted(option));
      }
    }
    List<?> fields = list(match, "fields");
    Set<String> wanted = Set.copyOf(SearchServer.words(String.valueOf(match.get("query"))));
    return (id, source) -> {
      if (fields.contains("*") && source.size() > CLAUSES) {
        throw new IllegalArgumentException(
            "failed to create query: field expansion for [*] matches too many fields, limit: %d, got: %d"
                .formatted(CLAUSES, source.size()));
      }
      if (wanted.size() * (fields.contains("*") ? source.size() : fields.size()) > CLAUSES) {
        throw new IllegalStateException(
            "Query contains too many nested clauses; maxClauseCount is set to " + CLAUSES);
      }
      Set<String> found = new HashSet<>();
      source.forEach((field, value) -> {
        if (fields.contains("*") || fields.contains(field)) {
          found.addAll(SearchServer.words(String.valueOf(value)));
        }
      });
      found.retainAll(wanted);
      return found.size();
    };
  }

  /** The documents, JSON by id, that fit, best first. */
  default List<Ranked> rank(Map<String, String> documents) {
    return documents.entrySet().stream()
        .map(d -> new Ranked(
            d.getKey(), d.getValue(), score(d.getKey(), (Map<?, ?>) Json.read(d.getValue()))))
        .filter(ranked -> ranked.score() > 0)
        .sorted(Comparator.comparingDouble(Ranked::score).reversed())
        .toList();
  }
}
