package llmos.plugin.engine;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import llmos.api.Engine;
import tools.jackson.databind.JsonNode;

/** Solr: questions by its parser for what people type, over the fields whose type is one of text. */
final class SolrEngine implements Engine {
  private static final int MOST_WORDS = 50;
  private static final int LISTED_BYTES = 8 << 20;
  private static final String ID = "id";

  private final Duration patience;

  SolrEngine() {
    this(Rest.PATIENCE);
  }

  /** One that waits so long for an answer. */
  SolrEngine(Duration patience) {
    this.patience = patience;
  }

  @Override
  public List<String> schemes() {
    return List.of("solr+http", "solr+https");
  }

  /** Solr itself lies below {@code /solr}, which an address may leave out. */
  private static Address address(Place place) {
    Address a = Address.of(place.address());
    return a.path().isEmpty()
        ? new Address(a.server(), "/solr", a.index(), a.text(), a.title())
        : a;
  }

  @Override
  public Found search(Place place, String question, int most, int mostBytes)
      throws IOException, InterruptedException {
    // Signs and operators are left out: of a question only its words are meant.
    String words = Arrays.stream(question.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+", -1))
        .filter(word -> !word.isEmpty())
        .distinct()
        .limit(MOST_WORDS)
        .collect(Collectors.joining(" "));
    Address address = address(place);
    List<String> text = address.text().isEmpty() ? textFields(place) : address.text();
    List<String> fields =
        Stream.concat(text.stream(), address.title().stream()).distinct().toList();
    if (words.isEmpty() || fields.isEmpty()) {
      return new Found(
          List.of(),
          fields.isEmpty()
              ? List.of("it has no field of a type of text: name some with ?text=FIELD,FIELD")
              : List.of());
    }
    return best(
        place,
        address,
        Map.of(
            "q", words,
            "fl", "*",
            "defType", "edismax",
            "qf", String.join(" ", fields),
            "tie", "0.3",
            "mm", "1"),
        new Most(most, mostBytes));
  }

  /** How much is wanted. */
  private record Most(int documents, int bytes) {}

  private Found best(Place place, Address address, Map<String, String> query, Most most)
      throws IOException, InterruptedException {
    Map<String, String> params = new HashMap<>(query);
    for (int rows = most.documents(); ; rows /= 2) {
      params.put("rows", String.valueOf(rows));
      try {
        return found(ask(place, "/select", most.bytes(), params), address);
      } catch (Rest.TooLarge e) {
        if (rows <= 1) {
          throw e;
        }
      }
    }
  }

  /** Those that documents have, dynamic ones included. */
  private List<String> textFields(Place place) throws IOException, InterruptedException {
    JsonNode luke = ask(place, "/admin/luke", LISTED_BYTES, Map.of("numTerms", "0"));
    List<String> fields = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : luke.path("fields").properties()) {
      if (field.getValue().path("type").asString("").startsWith("text")) {
        fields.add(field.getKey());
      }
    }
    return fields;
  }

  @Override
  public Found get(Place place, List<String> ids, int mostBytes)
      throws IOException, InterruptedException {
    Address address = address(place);
    List<String> quoted =
        ids.stream().map(id -> id.replaceAll("([\\\\\"])", "\\\\$1")).toList();
    try {
      JsonNode answer = ask(
          place,
          "/select",
          mostBytes,
          Map.of(
              "q",
              "*:*",
              "fl",
              "*",
              "fq",
              ID + ":(\"" + String.join("\" \"", quoted) + "\")",
              "q.op",
              "OR",
              "rows",
              String.valueOf(ids.size())));
      return found(answer, address);
    } catch (Rest.TooLarge e) {
      return Halves.of(ids, e, part -> get(place, part, mostBytes));
    }
  }

  private static Found found(JsonNode answer, Address address) {
    List<Item> items = new ArrayList<>();
    int nameless = 0;
    for (JsonNode document : answer.path("response").path("docs")) {
      String id = document.path(ID).asString("");
      if (id.isEmpty() || !(document instanceof tools.jackson.databind.node.ObjectNode fields)) {
        nameless++;
        continue;
      }
      fields.remove(ID);
      Source.Read read = Source.of(fields, address);
      items.add(new Item(id, read.title(), read.text()));
    }
    List<String> warnings = new ArrayList<>();
    if (nameless > 0) {
      warnings.add("%d documents have no field '%s'".formatted(nameless, ID));
    }
    JsonNode part = answer.path("responseHeader").path("partialResults");
    if (part.isString() || part.asBoolean(false)) { // it is true, or tells that they are left out
      warnings.add("the engine answered with a part of what it has");
    }
    return new Found(items, warnings);
  }

  @Override
  public Listing list(Place place, int most) throws IOException, InterruptedException {
    JsonNode response = ask(
            place,
            "/select",
            LISTED_BYTES,
            Map.of("q", "*:*", "fl", ID, "rows", String.valueOf(most)))
        .path("response");
    List<String> ids = new ArrayList<>();
    response.path("docs").forEach(document -> ids.add(document.path(ID).asString("")));
    return new Listing(ids, response.path("numFound").asLong(ids.size()));
  }

  private JsonNode ask(Place place, String handler, int mostBytes, Map<String, String> params)
      throws IOException, InterruptedException {
    URI at = address(place).at(handler);
    String body = params.entrySet().stream()
        .map(p -> p.getKey() + "=" + URLEncoder.encode(p.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&", "wt=json&", ""));
    JsonNode answer = Rest.ask(new Rest.Question(
        at, "application/x-www-form-urlencoded", body, place.key(), mostBytes, patience));
    boolean whole = handler.equals("/select")
        ? answer.path("response").path("docs").isArray()
        : answer.path("fields").isObject();
    return Optional.of(answer)
        .filter(a -> whole)
        .orElseThrow(() -> new IOException(
            "%s answers, but not as Solr does".formatted(place.address().getRawAuthority())));
  }
}
