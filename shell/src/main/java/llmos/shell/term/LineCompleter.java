package llmos.shell.term;

import java.util.List;
import llmos.shell.out.Screen;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Offers the suggestions to the editor. */
final class LineCompleter implements Completer {
  private final Suggestions suggestions;

  LineCompleter(Suggestions suggestions) {
    this.suggestions = suggestions;
  }

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
    String before = line.line().substring(0, Math.min(line.cursor(), line.line().length()));
    for (Suggestions.Suggestion s : suggestions.after(before)) {
      String text = Screen.line(s.text());
      candidates.add(new Candidate(
          text, text, null, Screen.line(s.meaning()), null, null, !text.endsWith("=")));
    }
  }
}
