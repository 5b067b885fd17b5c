package llmos.shell.term;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
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
 * The line editor: keys, history, completion, highlighting. Used by one thread but for {@link #announce}. Between two lines the terminal stays in the
 * mode that passes keys on as they are, so that what is typed while an answer comes is a line of its own, and not in the answer.
 */
public final class Editor implements Keys, AutoCloseable {
  static final long ALREADY_TYPED_MILLIS = 1;

  private final Terminal terminal;
  private final Attributes lent;
  private final LineReader reader;
  private final List<String> untold = new ArrayList<>(); // guarded by this
  private boolean reading; // guarded by this
  private final LineHighlighter highlighter;
  private boolean pasted;
  private final UnmarkedPaste unmarked;

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
    this.unmarked = new UnmarkedPaste(terminal);
    this.highlighter = highlighter;
  }

  /**
   * How lines are edited.
   *
   * @param history the file that lines are kept in
   * @param vi whether keys are those of vi, else of emacs
   * @param outside edits a text in a program of its own, and gives what became of it
   */
  public record Settings(Path history, boolean vi, UnaryOperator<String> outside) {}

  /** Opens the terminal. */
  public static Editor open(Settings settings, Suggestions suggestions) {
    try {
      return on(
          TerminalKeys.system()
              .nativeSignals(true)
              .signalHandler(Terminal.SignalHandler.SIG_IGN)
              .build(),
          settings,
          suggestions);
    } catch (IOException e) {
      throw new FaultException(
          new Fault(
              Errno.FAILED, "the terminal cannot be used: " + e.getMessage(), "llmos -c PROGRAM"),
          e);
    }
  }

  /** An editor on a terminal that nobody sees: its keys come from a stream, what it draws goes to another. */
  public static Editor on(
      InputStream keys, OutputStream screen, Settings settings, Suggestions suggestions)
      throws IOException {
    return on(TerminalKeys.unseen(keys, screen), settings, suggestions);
  }

  /** An editor on this terminal. */
  static Editor on(Terminal terminal, Settings settings, Suggestions suggestions) {
    LineHighlighter highlighter = new LineHighlighter(suggestions::isKnown);
    LineReader reader = LineReaderBuilder.builder()
        .terminal(terminal)
        .appName("llmos")
        .parser(new LineParser())
        .completer(new LineCompleter(suggestions))
        .highlighter(highlighter)
        .variable(LineReader.HISTORY_FILE, settings.history())
        .variable(LineReader.SECONDARY_PROMPT_PATTERN, "%B…%b ")
        .option(LineReader.Option.HISTORY_IGNORE_SPACE, true)
        .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
        .option(LineReader.Option.BRACKETED_PASTE, true)
        .option(LineReader.Option.AUTO_FRESH_LINE, false)
        .build();
    Editor editor = new Editor(terminal, reader, highlighter);
    editor.bind(settings.outside());
    if (settings.vi()) {
      reader.getKeyMaps().put(LineReader.MAIN, keys(reader, LineReader.VIINS));
    }
    new AutosuggestionWidgets(reader).enable();
    return editor;
  }

  private static KeyMap<Binding> keys(LineReader reader, String map) {
    return Objects.requireNonNull(reader.getKeyMaps().get(map));
  }

  /** Paints lines no more. */
  public void plain() {
    highlighter.plain();
  }

  /**
   * Ctrl-J and Alt-Enter break the line, Ctrl-X Ctrl-E edits it in a program of its own; a paste of several lines is remembered.
   */
  private void bind(UnaryOperator<String> outside) {
    reader.getWidgets().put("llmos-newline", () -> {
      reader.getBuffer().write('\n');
      return true;
    });
    Widget paste = Objects.requireNonNull(reader.getWidgets().get(LineReader.BEGIN_PASTE));
    reader.getWidgets().put("llmos-paste", () -> {
      int lines = reader.getBuffer().toString().split("\n", -1).length;
      boolean done = paste.apply();
      pasted |= reader.getBuffer().toString().split("\n", -1).length > lines;
      LongLines.check(reader);
      return done;
    });
    LongLines.bind(reader);
    reader.getWidgets().put("llmos-outside", () -> edited(outside));
    reader.getWidgets().put("llmos-enter", this::entered);
    for (String name : new String[] {LineReader.MAIN, LineReader.EMACS, LineReader.VIINS}) {
      KeyMap<Binding> keys = keys(reader, name);
      keys.bind(new Reference("llmos-outside"), KeyMap.ctrl('X') + KeyMap.ctrl('E'));
      keys.bind(new Reference("llmos-enter"), "\r");
      // A dumb terminal stays in its own line editing, where Enter is a line feed.
      keys.bind(new Reference(unmarked.may() ? "llmos-enter" : "llmos-newline"), KeyMap.ctrl('J'));
      keys.bind(new Reference("llmos-newline"), KeyMap.alt('\r'));
      keys.bind(new Reference("llmos-newline"), KeyMap.alt('\n'));
      keys.bind(new Reference("llmos-paste"), "\u001b[200~");
    }
  }

  private boolean entered() {
    if (unmarked.goesOn()) {
      reader.getBuffer().write('\n');
      pasted = true;
      return true;
    }
    reader.callWidget(LineReader.ACCEPT_LINE);
    return true;
  }

  private boolean edited(UnaryOperator<String> outside) {
    Attributes raw = terminal.getAttributes();
    terminal.setAttributes(lent);
    String text;
    try {
      text = outside.apply(reader.getBuffer().toString());
    } finally {
      terminal.setAttributes(raw);
    }
    reader.getBuffer().clear();
    reader.getBuffer().write(text);
    reader.callWidget(LineReader.REDRAW_LINE);
    return true;
  }

  /** The next line; one without text after Ctrl-C; empty at the end of input. */
  public Optional<Line> read(String prompt) {
    pasted = false;
    LongLines.begin(reader);
    begin();
    try {
      return Optional.of(new Line(reader.readLine(prompt), pasted));
    } catch (UserInterruptException e) {
      return Optional.of(new Line("", false));
    } catch (EndOfFileException e) {
      return Optional.empty();
    } finally {
      end();
    }
  }

  private synchronized void begin() {
    untold.forEach(terminal.writer()::println);
    untold.clear();
    terminal.flush();
    reading = true;
  }

  private synchronized void end() {
    reading = false;
  }

  /** Shows a line above the one that is read, or before the next one. May come from any thread. */
  public synchronized void announce(String line) {
    if (reading) {
      reader.printAbove(line);
    } else {
      untold.add(line);
    }
  }

  /** One line that answers a question; what was typed before it was put is thrown away. */
  public Optional<String> answer(String prompt) {
    return Reply.read(terminal, prompt);
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
