package llmos.shell.term;

import java.util.function.Predicate;
import org.jline.reader.Highlighter;
import org.jline.reader.LineReader;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/**
 * Paints the line while it is typed. A very long one, such as a paste, is not painted, and nothing is suggested for it from the history:
 * both look at all of it again for each key.
 */
final class LineHighlighter implements Highlighter {
  private static final int LONG = 5_000;

  private final Predicate<String> known;
  private boolean plain;

  LineHighlighter(Predicate<String> known) {
    this.known = known;
  }

  /** From now on it paints nothing. */
  void plain() {
    plain = true;
  }

  @Override
  public AttributedString highlight(LineReader reader, String line) {
    boolean isLong = line.length() > LONG;
    reader.setAutosuggestion(
        isLong ? LineReader.SuggestionType.NONE : LineReader.SuggestionType.HISTORY);
    if (isLong) {
      reader.setTailTip(""); // what was suggested for less of it
    }
    if (plain || isLong) {
      return new AttributedString(line);
    }
    AttributedStringBuilder out = new AttributedStringBuilder();
    int at = 0;
    for (Painting.Span span : Painting.of(line, known)) {
      out.append(line.substring(at, span.start()));
      out.styled(style(span.kind()), line.substring(span.start(), span.end()));
      at = span.end();
    }
    return out.append(line.substring(at)).toAttributedString();
  }

  private static AttributedStyle style(Painting.Kind kind) {
    AttributedStyle plain = AttributedStyle.DEFAULT;
    return switch (kind) {
      case COMMAND -> plain.foreground(AttributedStyle.GREEN);
      case UNKNOWN -> plain.foreground(AttributedStyle.RED);
      case STRING -> plain.foreground(AttributedStyle.YELLOW);
      case VARIABLE, FLAG -> plain.foreground(AttributedStyle.CYAN);
      case MARK -> plain.bold();
    };
  }
}
