package llmos.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Near;

/**
 * The records that a reply has to be.
 *
 * @param fields their fields, in order
 */
public record Shape(List<Field> fields) {
  public Shape {
    fields = List.copyOf(fields);
  }

  /** What a field holds. */
  public enum Type {
    TEXT("string", "text"),
    INT("integer", "a whole number"),
    NUMBER("number", "a number"),
    BOOL("boolean", "true or false");

    private final String json;
    private final String words;

    Type(String json, String words) {
      this.json = json;
      this.words = words;
    }

    /** Such as "a whole number". */
    public String words() {
      return words;
    }
  }

  /** A field. */
  public record Field(String name, Type type) {}

  private static final Map<String, Type> TYPES = Map.of(
      "text", Type.TEXT,
      "string", Type.TEXT,
      "int", Type.INT,
      "integer", Type.INT,
      "number", Type.NUMBER,
      "float", Type.NUMBER,
      "bool", Type.BOOL,
      "boolean", Type.BOOL);

  /**
   * A shape from its text, such as {@code doc, days int}: names with commas between, each with its type behind it if it is
   * not text.
   *
   * @throws FaultException if it is none
   */
  public static Shape of(String text) {
    List<Field> fields = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      String[] words = part.strip().split("\\s+", -1);
      if (words.length > 2 || !words[0].matches("[A-Za-z_][A-Za-z0-9_]{0,63}")) {
        throw wrong("'%s' is no field".formatted(part.strip()));
      }
      if (fields.stream().anyMatch(f -> f.name().equals(words[0]))) {
        throw wrong("the field %s is there twice".formatted(words[0]));
      }
      fields.add(new Field(words[0], type(words.length > 1 ? words[1] : "text")));
    }
    return new Shape(fields);
  }

  private static Type type(String word) {
    Type type = TYPES.get(word.toLowerCase(Locale.ROOT));
    if (type == null) {
      List<String> names = List.of("text", "int", "number", "bool");
      throw wrong("there is no type '%s'%s; there are: %s"
          .formatted(word, Near.hint(word, names), String.join(", ", names)));
    }
    return type;
  }

  private static FaultException wrong(String message) {
    return new FaultException(Errno.BAD_USAGE, "--schema: " + message, "--schema 'doc, days int'");
  }

  /** What the CPU is told. */
  String words() {
    return fields.stream()
        .map(f -> "\"%s\": %s".formatted(f.name(), f.type().words()))
        .collect(Collectors.joining(
            ", ",
            "Reply with JSON and nothing else: {\"rows\": [{",
            "}]}, an object for each row; no rows if there are none."));
  }

  /** Its JSON schema: an object, because some servers want one at the top. */
  String schema() {
    String properties = fields.stream()
        .map(f -> "\"%s\":{\"type\":\"%s\"}".formatted(f.name(), f.type().json))
        .collect(Collectors.joining(","));
    String names =
        fields.stream().map(f -> "\"" + f.name() + "\"").collect(Collectors.joining(","));
    return ("{\"type\":\"object\",\"properties\":{\"rows\":{\"type\":\"array\",\"items\":{\"type\":\"object\","
            + "\"properties\":{%s},\"required\":[%s],\"additionalProperties\":false}}},"
            + "\"required\":[\"rows\"],\"additionalProperties\":false}")
        .formatted(properties, names);
  }
}
