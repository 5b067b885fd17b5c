package llmos.shell.out;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import llmos.kernel.Question;

/** How questions are put and answers are read. */
public final class Questions {
  private Questions() {}

  /** {@code [no] once session always › }; the default stands in brackets. */
  public static String prompt(Question question) {
    return question.choices().stream()
            .map(choice -> name(choice))
            .map(name -> name.equals(name(question.choices().getFirst())) ? "[" + name + "]" : name)
            .collect(Collectors.joining(" / "))
        + " › ";
  }

  /** The choice that a line spells by its first letters; {@code y} and {@code yes} mean once; the default for all else. */
  public static Question.Choice choice(Question question, String line) {
    String word = line.strip().toLowerCase(Locale.ROOT);
    String typed = word.equals("y") || word.equals("yes") ? name(Question.Choice.ONCE) : word;
    return question.choices().stream()
        .filter(choice -> !typed.isEmpty() && name(choice).startsWith(typed))
        .findFirst()
        .orElse(question.choices().getFirst());
  }

  private static String name(Question.Choice choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }

  /** Prints a line about what goes on, safe already. */
  public static void notice(String line, Sink out) {
    wrapped("· " + line, out).forEach(part -> out.line(Style.DIM.of(part, out)));
  }

  /** Prints a line of a question, safe already. */
  public static void line(String line, Sink out) {
    wrapped(line, out).forEach(out::line);
  }

  private static List<String> wrapped(String line, Sink out) {
    return out.terminal() ? Width.wrap(line, out.columns().getAsInt() - 1) : List.of(line);
  }
}
