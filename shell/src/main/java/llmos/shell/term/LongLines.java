package llmos.shell.term;

import java.util.Objects;
import org.jline.reader.LineReader;
import org.jline.reader.Widget;

/** A very long line has none like it in the history, and each key would look for all of it again: nothing is suggested for it. */
final class LongLines {
  private static final int LONG = 2_000;

  private LongLines() {}

  /** Looks at the length of the line after each key. */
  static void bind(LineReader reader) {
    Widget insert = Objects.requireNonNull(reader.getWidgets().get(LineReader.SELF_INSERT));
    reader.getWidgets().put(LineReader.SELF_INSERT, () -> {
      boolean done = insert.apply();
      check(reader);
      return done;
    });
  }

  /** A new line is short. */
  static void begin(LineReader reader) {
    reader.setAutosuggestion(LineReader.SuggestionType.HISTORY);
  }

  /** Something came into the line. */
  static void check(LineReader reader) {
    if (reader.getBuffer().length() > LONG) {
      reader.setAutosuggestion(LineReader.SuggestionType.NONE);
      reader.setTailTip("");
    }
  }
}
