package llmos.shell.term;

import java.util.List;
import llmos.shell.out.Screen;
import llmos.shell.out.Width;
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
    List<Suggestions.Suggestion> all = suggestions.after(before);
    int widest =
        all.stream().mapToInt(s -> Width.of(Screen.line(s.text()))).max().orElse(0);
    int room = Math.max(20, reader.getTerminal().getWidth() - 2);
    for (Suggestions.Suggestion s : all) {
      String text = Screen.line(s.text());
      String shown = Width.cut(Width.pad(text, widest) + "  " + Screen.line(s.meaning()), room);
      boolean whole = !text.endsWith("=") && !text.endsWith("/");
      candidates.add(
          new Candidate(text, shown.strip(), null, null, null, null, whole, place(text)));
    }
  }

  /** Pages stand by their numbers, all else by its letters. */
  private static int place(String text) {
    return text.matches("p?[0-9]{1,9}") ? Integer.parseInt(text.replace("p", "")) : 0;
  }
}
