package llmos.kernel.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import llmos.api.Errno;
import llmos.api.Fault;
import llmos.api.FaultException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Files of a JSON object a line, and other files of lines. */
final class JsonLines {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private JsonLines() {}

  /**
   * Reads a file of objects; blank lines are passed over.
   *
   * @param manual what tells how such a file looks, for the error
   * @throws FaultException NO_FILE, or BAD_USAGE with the number of a line that is no JSON or that {@code made} refuses with an
   *     {@link IllegalArgumentException}
   */
  static <T> List<T> read(Path file, String manual, Function<JsonNode, T> made) {
    return lines(file, manual, line -> made.apply(MAPPER.readTree(line)));
  }

  /** Reads a file of lines likewise. */
  static <T> List<T> lines(Path file, String manual, Function<String, T> made) {
    List<T> all = new ArrayList<>();
    int number = 0;
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        if (!line.isBlank()) {
          all.add(made.apply(line));
        }
      }
      return all;
    } catch (JacksonException | IllegalArgumentException e) {
      throw new FaultException(
          new Fault(
              Errno.BAD_USAGE,
              "line %d of %s is not what a bench reads: %s"
                  .formatted(
                      number,
                      file,
                      String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
              manual),
          e);
    } catch (IOException e) {
      String why = Files.exists(file) ? "cannot be read: " + e.getMessage() : "does not exist";
      throw new FaultException(
          new Fault(Errno.NO_FILE, "the file %s %s".formatted(file, why), manual), e);
    }
  }

  /** A field that must be text. */
  static String word(JsonNode line, String field) {
    return Optional.ofNullable(line.get(field))
        .filter(JsonNode::isString)
        .map(JsonNode::asString)
        .orElseThrow(() -> new IllegalArgumentException("it has no text \"" + field + "\""));
  }
}
