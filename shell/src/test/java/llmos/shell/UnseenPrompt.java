package llmos.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import llmos.kernel.Boot;
import llmos.shell.lang.Exit;
import llmos.shell.out.Format;
import llmos.shell.out.Sink;
import llmos.shell.term.Editor;

/** The prompt with its line editor on a terminal that nobody sees: what is typed takes the way of keys. Records are lines of JSON. */
final class UnseenPrompt implements AutoCloseable {
  private static final int ROOM = 1 << 16;

  private final PipedOutputStream keys = new PipedOutputStream();
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
        new PipedInputStream(keys, ROOM),
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
  Ran type(String line) throws IOException {
    out.setLength(0);
    keys.write((line + "\r").getBytes(StandardCharsets.UTF_8));
    keys.flush();
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
}
