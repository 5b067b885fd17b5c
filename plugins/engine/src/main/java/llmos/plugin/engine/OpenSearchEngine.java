package llmos.plugin.engine;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llmos.api.Engine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * OpenSearch, and Elasticsearch by the same protocol. All is asked by {@code _search}, which aliases and proxies know: for the
 * best documents of a question over all fields that take words (BM25), for documents by their ids, and for ids.
 */
final class OpenSearchEngine implements Engine {
  private static final int MOST_WORDS = 50;
  private static final int LISTED_BYTES = 8 << 20;
  private static final int COPIES = 4;

  private final Duration patience;

  OpenSearchEngine() {
    this(Rest.PATIENCE);
  }

  /** One that waits so long for an answer. */
  OpenSearchEngine(Duration patience) {
    this.patience = patience;
  }

  @Override
  public List<String> schemes() {
    return List.of(
        "opensearch+http", "opensearch+https", "elasticsearch+http", "elasticsearch+https");
  }

  @Override
  public Found search(Place place, String question, int most, int mostBytes)
      throws IOException, InterruptedException {
    List<String> words = Arrays.stream(question.strip().split("\\s+", -1))
        .distinct()
        .limit(MOST_WORDS)
        .toList();
    while (true) {
      try {
        return best(place, String.join(" ", words), most, mostBytes);
      } catch (Rest.Refused e) {
        String why = String.valueOf(e.getMessage());
        if (why.contains("field expansion")) {
          throw tooWide(e);
        }
        if (!why.contains("clauses")) {
          throw e;
        }
        words = fewer(words, e);
      }
    }
  }

  /** A server bounds words times fields: in an index of very many fields only the longest words are searched for. */
  private static List<String> fewer(List<String> words, Rest.Refused e) throws IOException {
    if (words.size() <= 1) {
      throw tooWide(e);
    }
    return words.stream()
        .sorted(Comparator.comparingInt(String::length).reversed())
        .limit(words.size() / 2)
        .toList();
  }

  private static IOException tooWide(Rest.Refused e) {
    return new IOException(
        "the index has more fields than a question may name; add those of its text to the address: ?text=FIELD,FIELD",
        e);
  }

  private Found best(Place place, String words, int most, int mostBytes)
      throws IOException, InterruptedException {
    Address address = Address.of(place.address());
    ObjectNode body = JsonMapper.shared().createObjectNode();
    ObjectNode match = body.putObject("query").putObject("multi_match");
    match.put("query", words).put("type", "best_fields").put("tie_breaker", .3);
    match.put("lenient", true); // words that are no number or date are no error
    var fields = match.putArray("fields");
    if (address.text().isEmpty()) {
      fields.add("*");
    } else {
      address.text().forEach(name -> fields.add(name).add(name + ".*"));
      address.title().ifPresent(fields::add);
    }
    for (int size = most; ; size /= 2) {
      try {
        return found(place, address, body.put("size", size), mostBytes);
      } catch (Rest.TooLarge e) {
        if (size <= 1) {
          throw e;
        }
      }
    }
  }

  @Override
  public Found get(Place place, List<String> ids, int mostBytes)
      throws IOException, InterruptedException {
    Address address = Address.of(place.address());
    // An alias can stand for several indexes, and an id in each of them.
    ObjectNode body = JsonMapper.shared().createObjectNode().put("size", ids.size() * COPIES);
    var values = body.putObject("query").putObject("ids").putArray("values");
    ids.forEach(values::add);
    try {
      return single(found(place, address, body, mostBytes));
    } catch (Rest.TooLarge e) {
      return Halves.of(ids, e, part -> get(place, part, mostBytes));
    }
  }

  private Found found(Place place, Address address, ObjectNode body, int mostBytes)
      throws IOException, InterruptedException {
    JsonNode answer = ask(place, address, body, mostBytes);
    List<Item> items = new ArrayList<>();
    int bare = 0;
    for (JsonNode hit : answer.path("hits").path("hits")) {
      JsonNode source = hit.path("_source");
      bare += source.isObject() ? 0 : 1;
      Source.Read read = Source.of(source, address);
      items.add(new Item(hit.path("_id").asString(""), read.title(), read.text()));
    }
    List<String> warnings = new ArrayList<>();
    if (bare > 0) {
      warnings.add("%d documents have no _source, from which their text is read".formatted(bare));
    }
    int failed = answer.path("_shards").path("failed").asInt(0);
    if (failed > 0) {
      warnings.add("%d of %d shards failed"
          .formatted(failed, answer.path("_shards").path("total").asInt(failed)));
    }
    if (answer.path("timed_out").asBoolean(false)) {
      warnings.add("the engine ran out of time and answered with what it had");
    }
    long there = answer.path("hits").path("total").path("value").asLong(items.size());
    if (body.path("query").has("ids") && there > items.size()) {
      warnings.add("%,d documents have these ids, and %,d came".formatted(there, items.size()));
    }
    return new Found(items, warnings);
  }

  /** Of documents with the same id the first one, and a warning. */
  private static Found single(Found found) {
    Map<String, Item> first = new LinkedHashMap<>();
    found.items().forEach(item -> first.putIfAbsent(item.id(), item));
    List<String> warnings = new ArrayList<>(found.warnings());
    int copies = found.items().size() - first.size();
    if (copies > 0) {
      warnings.add(
          "ids stand in several indexes of the alias: of each one document is kept, and %d left out"
              .formatted(copies));
    }
    return new Found(List.copyOf(first.values()), warnings);
  }

  @Override
  public Listing list(Place place, int most) throws IOException, InterruptedException {
    Address address = Address.of(place.address());
    ObjectNode body = JsonMapper.shared().createObjectNode();
    body.put("size", most).put("track_total_hits", true).put("_source", false);
    body.putArray("sort").add("_doc");
    body.putObject("query").putObject("match_all");
    JsonNode hits = ask(place, address, body, LISTED_BYTES).path("hits");
    List<String> ids = new ArrayList<>();
    hits.path("hits").forEach(hit -> ids.add(hit.path("_id").asString("")));
    return new Listing(ids, hits.path("total").path("value").asLong(ids.size()));
  }

  private JsonNode ask(Place place, Address address, ObjectNode body, int mostBytes)
      throws IOException, InterruptedException {
    JsonNode answer = Rest.ask(new Rest.Question(
        address.at("/_search"),
        "application/json",
        body.toString(),
        place.key(),
        mostBytes,
        patience));
    return Optional.of(answer)
        .filter(a -> a.path("hits").path("hits").isArray())
        .orElseThrow(() -> new IOException("%s answers, but not as OpenSearch or Elasticsearch do"
            .formatted(place.address().getRawAuthority())));
  }
}
