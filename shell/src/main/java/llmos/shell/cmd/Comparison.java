package llmos.shell.cmd;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.shell.lang.Value;

/** Compares fields with a word: as numbers if both are, else as text. */
final class Comparison {
  private static final List<String> OPERATORS = List.of("==", "!=", "<", "<=", ">", ">=", "~");
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]{1,3})?");

  private final Key word;
  private final boolean contains; // the operator is ~
  private final String lower;
  private final IntPredicate holds; // of how a field stands to the word

  private Comparison(String operator, String word) {
    this.word = Key.of(word);
    this.contains = operator.equals("~");
    this.lower = word.toLowerCase(Locale.ROOT);
    this.holds = switch (operator) {
      case "==" -> order -> order == 0;
      case "!=" -> order -> order != 0;
      case "<" -> order -> order < 0;
      case "<=" -> order -> order <= 0;
      case ">" -> order -> order > 0;
      default -> order -> order >= 0;
    };
  }

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
    if (contains) {
      return Value.show(field).toLowerCase(Locale.ROOT).contains(lower);
    }
    Key key = Key.of(field);
    boolean numbers = key.number.isPresent() && word.number.isPresent();
    return holds.test(
        numbers
            ? Double.compare(key.number.getAsDouble(), word.number.getAsDouble())
            : key.text.compareTo(word.text));
  }

  /**
   * A value as it is compared, read once.
   *
   * @param number what it spells, if it is a number
   * @param text how it reads
   */
  record Key(OptionalDouble number, String text) {
    /** Numbers by size, before text by characters. */
    static final Comparator<Key> ORDER = (a, b) -> {
      if (a.number.isPresent() && b.number.isPresent()) {
        return Double.compare(a.number.getAsDouble(), b.number.getAsDouble());
      }
      return a.number.isPresent() ? -1 : b.number.isPresent() ? 1 : a.text.compareTo(b.text);
    };

    static Key of(Object value) {
      String text = Value.show(value);
      return value instanceof Number number
          ? new Key(OptionalDouble.of(number.doubleValue()), text)
          : new Key(spelt(text.strip()), text);
    }

    private static OptionalDouble spelt(String text) {
      boolean maybe = !text.isEmpty() && "+-0123456789".indexOf(text.charAt(0)) >= 0;
      return maybe && NUMBER.matcher(text).matches()
          ? OptionalDouble.of(Double.parseDouble(text))
          : OptionalDouble.empty();
    }
  }
}
