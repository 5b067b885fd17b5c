package llmos.shell.term;

import java.util.function.Predicate;
import org.jline.reader.Highlighter;
import org.jline.reader.LineReader;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** Paints the line while it is typed. */
final class LineHighlighter implements Highlighter {
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
    if (plain) {
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
