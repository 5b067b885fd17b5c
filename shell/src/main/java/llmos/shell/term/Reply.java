package llmos.shell.term;

import java.io.IOException;
import java.util.Optional;
import org.jline.keymap.KeyMap;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.utils.NonBlockingReader;

/** Reads the answer to a question, a line without history, completion or colours. */
final class Reply {
  private Reply() {}

  /** The answer; empty after Ctrl-C, Ctrl-D, or where the terminal is gone. */
  static Optional<String> read(Terminal terminal, String prompt) {
    Attributes before = terminal.enterRawMode();
    try {
      NonBlockingReader keys = terminal.reader();
      while (keys.peek(Editor.ALREADY_TYPED_MILLIS) >= 0) {
        keys.read();
      }
      terminal.writer().print(prompt);
      terminal.flush();
      return line(terminal, keys);
    } catch (IOException e) {
      return Optional.empty();
    } finally {
      terminal.setAttributes(before);
      terminal.writer().println();
      terminal.flush();
    }
  }

  private static Optional<String> line(Terminal terminal, NonBlockingReader keys)
      throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = keys.read(); c != '\r' && c != '\n'; c = keys.read()) {
      if (c < 0 || c == KeyMap.ctrl('C').charAt(0) || c == KeyMap.ctrl('D').charAt(0)) {
        return Optional.empty();
      }
      if (c == '\b' || c == 0x7f) {
        if (!line.isEmpty()) {
          line.setLength(line.length() - 1);
          terminal.writer().print("\b \b");
        }
      } else if (c >= ' ') {
        line.append((char) c);
        terminal.writer().print((char) c);
      }
      terminal.flush();
    }
    return Optional.of(line.toString());
  }
}
