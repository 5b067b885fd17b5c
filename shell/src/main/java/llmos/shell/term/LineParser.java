package llmos.shell.term;

import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/** Tells the editor whether the line is complete, and which word the cursor is in. */
final class LineParser implements Parser {
  @Override
  public ParsedLine parse(String line, int cursor, ParseContext context) {
    if (context == ParseContext.ACCEPT_LINE && Completeness.needsMore(line)) {
      throw new EOFError(-1, -1, "the program goes on");
    }
    String before = line.substring(0, Math.min(cursor, line.length()));
    String word = before.substring(1 + lastBlank(before));
    return new Parsed(line, cursor, word);
  }

  private static int lastBlank(String text) {
    int i = text.length() - 1;
    while (i >= 0 && !Character.isWhitespace(text.charAt(i))) {
      i--;
    }
    return i;
  }

  @Override
  public boolean isEscapeChar(char c) {
    return false;
  }

  private record Parsed(String line, int cursor, String word) implements CompletingParsedLine {
    @Override
    public CharSequence escape(CharSequence candidate, boolean complete) {
      return candidate;
    }

    @Override
    public int rawWordCursor() {
      return word.length();
    }

    @Override
    public int rawWordLength() {
      return word.length();
    }

    @Override
    public int wordCursor() {
      return word.length();
    }

    @Override
    public int wordIndex() {
      return words().size() - 1;
    }

    @Override
    public List<String> words() {
      return List.of(line.substring(0, Math.min(cursor, line.length())).split("\\s+", -1));
    }
  }
}
