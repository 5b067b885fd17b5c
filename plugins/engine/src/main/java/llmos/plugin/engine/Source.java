package llmos.plugin.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * The fields of a document as a title and a text, the same for the same fields. Text stands as it is, as a paragraph; a few
 * words, numbers and the like as {@code name: value}, a line each. What is no text to read (vectors, encoded bytes) is left out.
 */
final class Source {
  private static final List<String> TITLES = List.of("title", "name", "headline", "subject");
  private static final int FEW_WORDS = 4;
  private static final int LONGEST_WORD = 200;
  private static final int MOST_NUMBERS = 16;

  private final List<Field> fields = new ArrayList<>();

  private record Field(String name, String value) {
    boolean isText() {
      return value.contains("\n") || value.strip().split("\\s+", FEW_WORDS + 1).length >= FEW_WORDS;
    }
  }

  /** A document's title, "" if it has none, and its text. */
  record Read(String title, String text) {}

  private Source() {}

  static Read of(JsonNode document, Address address) {
    Source source = new Source();
    for (Map.Entry<String, JsonNode> field : document.properties()) {
      source.add(field.getKey(), field.getValue());
    }
    Optional<Field> title = source.title(address);
    List<Field> text = address.text().isEmpty()
        ? source.fields.stream().filter(f -> title.filter(f::equals).isEmpty()).toList()
        : source.named(address.text());
    String whole = text.size() == 1 || !address.text().isEmpty()
        ? text.stream().map(Field::value).collect(Collectors.joining("\n\n"))
        : joined(text);
    String called = title.map(f -> f.value().strip().replaceAll("\\s+", " ")).orElse("");
    return new Read(called, whole.isBlank() ? called : whole);
  }

  private void add(String name, JsonNode value) {
    if (name.startsWith("_") && name.endsWith("_")) {
      return; // Solr's own
    }
    switch (value.getNodeType()) {
      case OBJECT ->
        value.properties().forEach(inner -> add(name + "." + inner.getKey(), inner.getValue()));
      case ARRAY -> list(name, value);
      case STRING -> text(name, value.asString());
      case NUMBER, BOOLEAN -> fields.add(new Field(name, value.asString()));
      case NULL, MISSING, BINARY, POJO -> {
        // nothing to read
      }
    }
  }

  private void list(String name, JsonNode list) {
    List<String> plain = new ArrayList<>();
    int numbers = 0;
    for (JsonNode value : list) {
      if (value.isContainer()) {
        add(name, value);
      } else if (value.isString() || value.isNumber() || value.isBoolean()) {
        numbers += value.isNumber() ? 1 : 0;
        plain.add(value.asString());
      }
    }
    if (numbers <= MOST_NUMBERS && !plain.isEmpty()) {
      boolean texts = plain.stream().anyMatch(value -> new Field(name, value).isText());
      text(name, String.join(texts ? "\n\n" : ", ", plain));
    }
  }

  private void text(String name, String value) {
    boolean encoded = value.length() > LONGEST_WORD
        && value.chars().noneMatch(c -> Character.isWhitespace(c) || c > 127);
    if (!value.isBlank() && !encoded) {
      fields.add(new Field(name, value));
    }
  }

  private Optional<Field> title(Address address) {
    if (address.title().isPresent()) {
      return named(List.of(address.title().get())).stream().findFirst();
    }
    return TITLES.stream()
        .flatMap(name ->
            fields.stream().filter(f -> f.name().toLowerCase(Locale.ROOT).equals(name)))
        .findFirst();
  }

  private List<Field> named(List<String> names) {
    return names.stream()
        .flatMap(name ->
            fields.stream().filter(f -> f.name().equals(name) || f.name().startsWith(name + ".")))
        .toList();
  }

  private static String joined(List<Field> fields) {
    StringBuilder text = new StringBuilder();
    boolean line = false;
    for (Field field : fields) {
      boolean paragraph = field.isText();
      if (!text.isEmpty()) {
        text.append(paragraph || !line ? "\n\n" : "\n");
      }
      text.append(paragraph ? field.value() : field.name() + ": " + field.value());
      line = !paragraph;
    }
    return text.toString();
  }
}
