package llmos.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import llmos.kernel.Boot;
import llmos.shell.lang.Exit;
import llmos.shell.out.Format;
import llmos.shell.out.Sink;
import llmos.shell.term.Editor;

/** The prompt with its line editor on a terminal that nobody sees: what is typed takes the way of keys. Records are lines of JSON. */
final class UnseenPrompt implements AutoCloseable {
  private final Keyboard keys = new Keyboard();
  private final StringBuilder out = new StringBuilder();
  private final Shell shell;
  private final Editor editor;
  private final Prompt prompt;

  /**
   * What a line did.
   *
   * @param exit its exit code
   * @param out what it printed, failures too
   */
  record Ran(int exit, String out) {}

  UnseenPrompt(Boot boot) throws IOException {
    Settings settings = new Settings(
        boot, Format.JSONL, false, true, Optional.empty(), Optional.empty(), Optional.empty());
    Stdio stdio = new Stdio(InputStream.nullInputStream(), Map.of(), true);
    Sink err = new Sink(text -> {}, false, false, () -> 80);
    this.shell = new Shell(
        settings,
        stdio,
        new Sink(out::append, false, false, () -> 80),
        err,
        Person.Reply.NOBODY,
        line -> {});
    this.editor = Editor.on(
        keys,
        OutputStream.nullOutputStream(),
        new Editor.Settings(boot.home().resolve("history"), false, text -> text),
        Prompt.suggestions(shell, settings));
    this.prompt = new Prompt(shell, editor, err, boot.workspace());
  }

  /** What it can run. */
  Shell shell() {
    return shell;
  }

  /** Types a line, key by key, and Enter. */
  Ran type(String line) {
    out.setLength(0);
    keys.press(line + "\r");
    int exit;
    try {
      exit = prompt.next().orElseThrow();
    } catch (Exit e) {
      exit = e.code();
    }
    return new Ran(exit, out.toString());
  }

  @Override
  public void close() {
    editor.close();
    shell.close();
  }

  /** Keys that wait until they are read; it has room for any number. */
  private static final class Keyboard extends InputStream {
    private final LinkedBlockingQueue<Byte> pressed = new LinkedBlockingQueue<>();

    void press(String text) {
      for (byte key : text.getBytes(StandardCharsets.UTF_8)) {
        pressed.add(key);
      }
    }

    @Override
    @SuppressWarnings("Interruption") // the reader ends with the terminal
    public int read() {
      try {
        return pressed.take() & 0xff;
      } catch (InterruptedException e) {
        return -1;
      }
    }

    @Override
    public int read(byte[] to, int from, int most) {
      int key = read();
      int read = 0;
      while (key >= 0) {
        to[from + read++] = (byte) key;
        key = read < most && !pressed.isEmpty() ? read() : -1;
      }
      return read == 0 ? -1 : read;
    }
  }
}
