package llmos.shell.term;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import llmos.api.Errno;
import llmos.api.Fault;
import llmos.api.FaultException;
import llmos.shell.out.Keys;
import org.jline.keymap.KeyMap;
import org.jline.reader.Binding;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.Reference;
import org.jline.reader.UserInterruptException;
import org.jline.reader.Widget;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.utils.NonBlockingReader;
import org.jline.widget.AutosuggestionWidgets;

/**
 * The line editor: keys, history, completion, highlighting. Used by one thread. Between two lines the terminal stays in the
 * mode that passes keys on as they are, so that what is typed while an answer comes is a line of its own, and not in the answer.
 */
public final class Editor implements Keys, AutoCloseable {
  private static final long ALREADY_TYPED_MILLIS = 1;

  private final Terminal terminal;
  private final Attributes lent;
  private final LineReader reader;
  private final LineHighlighter highlighter;
  private boolean pasted;

  /**
   * A line that was typed.
   *
   * @param text as it stands
   * @param pasted whether several lines of it were pasted
   */
  public record Line(String text, boolean pasted) {}

  private Editor(Terminal terminal, LineReader reader, LineHighlighter highlighter) {
    this.terminal = terminal;
    this.lent = terminal.enterRawMode();
    this.reader = reader;
    this.highlighter = highlighter;
  }

  /** Opens the terminal. */
  public static Editor open(Path history, Suggestions suggestions) {
    try {
      return on(
          TerminalKeys.system()
              .nativeSignals(true)
              .signalHandler(Terminal.SignalHandler.SIG_IGN)
              .build(),
          history,
          suggestions);
    } catch (IOException e) {
      throw new FaultException(
          new Fault(
              Errno.FAILED, "the terminal cannot be used: " + e.getMessage(), "llmos -c PROGRAM"),
          e);
    }
  }

  /** An editor on this terminal. */
  static Editor on(Terminal terminal, Path history, Suggestions suggestions) {
    LineHighlighter highlighter = new LineHighlighter(suggestions::isKnown);
    LineReader reader = LineReaderBuilder.builder()
        .terminal(terminal)
        .appName("llmos")
        .parser(new LineParser())
        .completer(new LineCompleter(suggestions))
        .highlighter(highlighter)
        .variable(LineReader.HISTORY_FILE, history)
        .variable(LineReader.SECONDARY_PROMPT_PATTERN, "%B…%b ")
        .option(LineReader.Option.HISTORY_IGNORE_SPACE, true)
        .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
        .option(LineReader.Option.BRACKETED_PASTE, true)
        .option(LineReader.Option.AUTO_FRESH_LINE, false)
        .build();
    Editor editor = new Editor(terminal, reader, highlighter);
    editor.bind();
    new AutosuggestionWidgets(reader).enable();
    return editor;
  }

  /** Paints lines no more. */
  public void plain() {
    highlighter.plain();
  }

  /** Ctrl-J and Alt-Enter break the line; a paste of several lines is remembered. */
  private void bind() {
    reader.getWidgets().put("llmos-newline", () -> {
      reader.getBuffer().write('\n');
      return true;
    });
    Widget paste = Objects.requireNonNull(reader.getWidgets().get(LineReader.BEGIN_PASTE));
    reader.getWidgets().put("llmos-paste", () -> {
      int lines = reader.getBuffer().toString().split("\n", -1).length;
      boolean done = paste.apply();
      pasted |= reader.getBuffer().toString().split("\n", -1).length > lines;
      return done;
    });
    for (String name : new String[] {LineReader.MAIN, LineReader.EMACS, LineReader.VIINS}) {
      KeyMap<Binding> keys = Objects.requireNonNull(reader.getKeyMaps().get(name));
      keys.bind(new Reference("llmos-newline"), KeyMap.ctrl('J'));
      keys.bind(new Reference("llmos-newline"), KeyMap.alt('\r'));
      keys.bind(new Reference("llmos-newline"), KeyMap.alt('\n'));
      keys.bind(new Reference("llmos-paste"), "\u001b[200~");
    }
  }

  /** The next line; one without text after Ctrl-C; empty at the end of input. */
  public Optional<Line> read(String prompt) {
    pasted = false;
    try {
      return Optional.of(new Line(reader.readLine(prompt), pasted));
    } catch (UserInterruptException e) {
      return Optional.of(new Line("", false));
    } catch (EndOfFileException e) {
      return Optional.empty();
    }
  }

  /** One line that answers a question; what was typed before it was put is thrown away. */
  public Optional<String> answer(String prompt) {
    Attributes before = terminal.enterRawMode();
    try {
      NonBlockingReader keys = terminal.reader();
      while (keys.peek(ALREADY_TYPED_MILLIS) >= 0) {
        keys.read();
      }
      terminal.writer().print(prompt);
      terminal.flush();
      return line(keys);
    } catch (IOException e) {
      return Optional.empty();
    } finally {
      terminal.setAttributes(before);
      terminal.writer().println();
      terminal.flush();
    }
  }

  private Optional<String> line(NonBlockingReader keys) throws IOException {
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

  /** Runs something with the terminal as it was found, such as a program of the host. */
  public <T> T lend(Supplier<T> work) {
    Attributes raw = terminal.getAttributes();
    terminal.setAttributes(lent);
    try {
      return work.get();
    } finally {
      terminal.setAttributes(raw);
      keepTyped();
    }
  }

  /** What was typed meanwhile came through the terminal's own line editing, where Enter is a line feed. */
  private void keepTyped() {
    StringBuilder typed = new StringBuilder();
    try {
      NonBlockingReader keys = terminal.reader();
      while (keys.peek(ALREADY_TYPED_MILLIS) >= 0) {
        typed.append((char) keys.read());
      }
    } catch (IOException e) {
      return; // the terminal is gone; the next line tells
    }
    if (!typed.isEmpty()) {
      reader.runMacro(typed.toString().replace('\n', '\r'));
    }
  }

  /** What Ctrl-C does while no line is read. */
  public void onInterrupt(Runnable action) {
    terminal.handle(Terminal.Signal.INT, signal -> action.run());
  }

  @Override
  public int columns() {
    return TerminalKeys.columns(terminal);
  }

  @Override
  public int rows() {
    return TerminalKeys.rows(terminal);
  }

  @Override
  public boolean ended(Duration wait) throws InterruptedException {
    return TerminalKeys.ended(terminal, wait);
  }

  @Override
  public void release() {
    // The next line goes on with the terminal as it is.
  }

  @Override
  public void close() {
    try {
      reader.getHistory().save();
      terminal.setAttributes(lent);
      terminal.close();
    } catch (IOException e) {
      throw new FaultException(
          new Fault(Errno.FAILED, "the history cannot be kept: " + e.getMessage(), ""), e);
    }
  }
}
