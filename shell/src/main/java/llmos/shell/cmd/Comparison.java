package llmos.shell.cmd;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.shell.lang.Value;

/**
 * Compares a field with a word: as numbers if both are, else as text.
 *
 * @param operator one of {@code == != < <= > >= ~}
 * @param word what the field is compared with
 */
record Comparison(String operator, String word) {
  private static final List<String> OPERATORS = List.of("==", "!=", "<", "<=", ">", ">=", "~");

  /** Numbers by size, before text by characters. */
  static final Comparator<Object> ORDER = (a, b) -> {
    OptionalDouble x = number(a);
    OptionalDouble y = number(b);
    if (x.isPresent() && y.isPresent()) {
      return Double.compare(x.getAsDouble(), y.getAsDouble());
    }
    return x.isPresent() ? -1 : y.isPresent() ? 1 : Value.show(a).compareTo(Value.show(b));
  };

  static Comparison of(String operator, String word, String usage) {
    String known = operator.equals("=") ? "==" : operator;
    if (!OPERATORS.contains(known)) {
      throw new FaultException(
          Errno.BAD_USAGE,
          "'%s' does not compare; there are: %s".formatted(operator, String.join(" ", OPERATORS)),
          "usage: " + usage);
    }
    return new Comparison(known, word);
  }

  boolean holds(Object field) {
    if (operator.equals("~")) {
      return Value.show(field).toLowerCase(Locale.ROOT).contains(word.toLowerCase(Locale.ROOT));
    }
    OptionalDouble x = number(field);
    OptionalDouble y = number(word);
    int order = x.isPresent() && y.isPresent()
        ? Double.compare(x.getAsDouble(), y.getAsDouble())
        : Value.show(field).compareTo(word);
    return switch (operator) {
      case "==" -> order == 0;
      case "!=" -> order != 0;
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      default -> order >= 0;
    };
  }

  private static OptionalDouble number(Object value) {
    if (value instanceof Number number) {
      return OptionalDouble.of(number.doubleValue());
    }
    String text = Value.show(value).strip();
    if (!text.matches("[-+]?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]{1,3})?")) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(Double.parseDouble(text));
  }
}
