package llmos.api;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The one descriptor of an operation: from it come the shell command, the model's tool, the completion, the man page and
 * the permission prompt.
 *
 * @param name lower case, without the device
 * @param help one sentence
 * @param params in positional order
 * @param effect what it does to the world
 * @param idempotent whether a call that was cut off may be made again
 * @param examples whole lines that run as they stand
 * @param returns the fields of the records that it returns, such as {@code zone millis text}
 */
public record Operation(
    String name,
    String help,
    List<Param> params,
    Effect effect,
    boolean idempotent,
    List<String> examples,
    String returns) {
  /** An operation that returns text. */
  public Operation(
      String name,
      String help,
      List<Param> params,
      Effect effect,
      boolean idempotent,
      List<String> examples) {
    this(name, help, params, effect, idempotent, examples, "text");
  }

  public Operation {
    params = List.copyOf(params);
    examples = List.copyOf(examples);
  }

  /** Usage without the device: {@code now [zone]}. */
  public String usage() {
    return params.isEmpty()
        ? name
        : name
            + " "
            + params.stream()
                .map(p -> p.required() ? p.name() : "[" + p.name() + "]")
                .collect(Collectors.joining(" "));
  }
}
