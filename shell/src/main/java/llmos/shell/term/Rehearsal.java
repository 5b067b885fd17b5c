package llmos.shell.term;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import llmos.shell.out.AnswerStream;
import llmos.shell.out.Sink;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.AbstractPosixTerminal;
import org.jline.terminal.impl.PosixSysTerminal;

/**
 * Types some lines at an editor on a terminal that nobody sees. It is run once, while the start-up cache is made: the cache
 * holds the classes that were met then, and without the editor's a prompt would take half as much time again to appear.
 */
public final class Rehearsal {
  private static final String TYPED = "/mem ls | count\r/me\t\u0015what is there?\u007f\r";

  private static final String ANSWER =
      "# A\n- **b** `c` [d](e)\n```java\nint x; // y\n```\n|a|b|\n|-|-|\n|c|1|\n";
  private static final int WIDTH = 80;

  private Rehearsal() {}

  /** Draws an answer on a terminal that nobody sees. */
  public static void draw() {
    AnswerStream answer = new AnswerStream(new Sink(text -> {}, true, true, () -> WIDTH));
    answer.text(ANSWER);
    answer.end();
  }

  /** Reads the lines as the prompt does, without running them; does nothing where no terminal can be made. */
  public static void run(Path history, Suggestions suggestions) {
    InputStream typed = new ByteArrayInputStream(TYPED.getBytes(StandardCharsets.UTF_8));
    try (Editor editor = Editor.on(
        typed,
        OutputStream.nullOutputStream(),
        new Editor.Settings(history, false, text -> text),
        suggestions)) {
      while (editor.read("llmos › ").isPresent()) {
        // The next line.
      }
      system();
    } catch (IOException e) {
      // The cache is made without the editor's classes.
    }
  }

  /** What a terminal that the process runs on has beside one that is made, its signals above all. */
  private static void system() throws IOException {
    try (Terminal made =
        TerminalKeys.unseen(InputStream.nullInputStream(), OutputStream.nullOutputStream())) {
      if (made instanceof AbstractPosixTerminal posix) {
        new PosixSysTerminal(
                made.getName(),
                made.getType(),
                posix.getPty(),
                StandardCharsets.UTF_8,
                true,
                Terminal.SignalHandler.SIG_IGN)
            .close();
      }
    }
  }
}
