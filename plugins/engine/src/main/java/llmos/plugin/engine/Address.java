package llmos.plugin.engine;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An index as its address names it: {@code opensearch+http://host:9200/prefix/index?text=body,notes&title=name}.
 *
 * @param server the scheme of the connection, host and port
 * @param path what stands before the index, such as {@code /prefix}; "" for nothing
 * @param index as it stands in the address
 * @param text the fields that are the text, in their order; empty for all that hold text
 * @param title the field that is the title; empty for the one that is called so
 */
record Address(
    String server, String path, String index, List<String> text, Optional<String> title) {
  private static final List<String> OPTIONS = List.of("text", "title", "key-env");

  static Address of(URI address) {
    String scheme = String.valueOf(address.getScheme());
    String raw = Optional.ofNullable(address.getRawPath()).orElse("");
    List<String> parts =
        Arrays.stream(raw.split("/", -1)).filter(part -> !part.isEmpty()).toList();
    if (parts.isEmpty()) {
      throw new IllegalArgumentException(
          "the address names no index: %s://%s/INDEX".formatted(scheme, address.getRawAuthority()));
    }
    String index = parts.getLast();
    if (index.startsWith("_") || index.matches(".*(\\*|,|%2[AaCc]|%2[Ff]).*")) {
      throw new IllegalArgumentException(
          "'%s' is not the name of one index; an alias can stand for several".formatted(index));
    }
    Map<String, String> options = options(address);
    String before = String.join("/", parts.subList(0, parts.size() - 1));
    return new Address(
        scheme.substring(scheme.indexOf('+') + 1) + "://" + address.getRawAuthority(),
        before.isEmpty() ? "" : "/" + before,
        index,
        Arrays.stream(options.getOrDefault("text", "").split(",", -1))
            .filter(name -> !name.isBlank())
            .map(String::strip)
            .toList(),
        Optional.ofNullable(options.get("title")).filter(name -> !name.isBlank()));
  }

  private static Map<String, String> options(URI address) {
    Map<String, String> options = new HashMap<>();
    String query = Optional.ofNullable(address.getRawQuery()).orElse("");
    for (String pair : query.split("&", -1)) {
      String[] halves = pair.split("=", 2);
      if (pair.isEmpty()) {
        continue;
      }
      if (halves.length < 2 || !OPTIONS.contains(halves[0])) {
        // The value may be a secret, and so may be what has no name.
        throw new IllegalArgumentException(
            "%s is no option of an index; there are: %s"
                .formatted(
                    halves.length < 2 ? "a word without =" : "'" + halves[0] + "'",
                    "text=FIELD,FIELD title=FIELD key-env=VARIABLE, the variable with user:password or a key"));
      }
      options.put(halves[0], URLDecoder.decode(halves[1], StandardCharsets.UTF_8));
    }
    return options;
  }

  /** The address of something of the index. */
  URI at(String rest) {
    return URI.create(server + path + "/" + index + rest);
  }
}
