package llmos.shell;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.kernel.Kernel;
import llmos.shell.cmd.HostShell;
import llmos.shell.lang.Exit;
import llmos.shell.lang.Keyboard;
import llmos.shell.out.Questions;
import llmos.shell.out.Screen;
import llmos.shell.out.Sink;
import llmos.shell.term.Editor;
import llmos.shell.term.Rehearsal;
import llmos.shell.term.Suggestions;

/** The prompt: reads lines until the end of input, and runs each by the keyboard rule. */
final class Prompt {
  private static final int MOST_NAMES = 3;

  private final Shell shell;
  private final Editor editor;
  private final Sink err;
  private final Path workspace;
  private final BooleanSupplier stopping;

  private Prompt(Shell shell, Editor editor, Sink err, Path workspace, BooleanSupplier stopping) {
    this.shell = shell;
    this.editor = editor;
    this.err = err;
    this.workspace = workspace;
    this.stopping = stopping;
  }

  /** Runs until the user leaves; returns the exit code. */
  static int run(Settings settings, Stdio stdio, BooleanSupplier stopping) {
    Opened opened = new Opened();
    Sink out = opened.sized(stdio.out());
    Sink err = opened.sized(stdio.err());
    try (Shell shell = new Shell(settings, stdio, out, err, opened::answer, opened::announce)) {
      Suggestions suggestions = suggestions(shell, settings);
      shell.kernel();
      try (Editor editor = Editor.open(editing(settings), suggestions)) {
        opened.editor = Optional.of(editor);
        shell.keys(() -> editor);
        if (!err.colour()) {
          editor.plain();
        }
        welcome(shell, err);
        shell.kernel().fillVectors();
        return new Prompt(shell, editor, err, settings.workspace(), stopping).loop();
      }
    } catch (Exit e) {
      return e.code();
    }
  }

  private static Editor.Settings editing(Settings settings) {
    String keys = settings.environment().getOrDefault("LLMOS_KEYS", "emacs");
    if (!keys.equals("vi") && !keys.equals("emacs")) {
      throw new FaultException(
          Errno.BAD_USAGE, "LLMOS_KEYS is vi or emacs, not '%s'".formatted(keys), "");
    }
    return new Editor.Settings(
        settings.home().resolve("history"), keys.equals("vi"), HostShell::edit);
  }

  private static Suggestions suggestions(Shell shell, Settings settings) {
    return new Suggestions(
        shell.commands(),
        shell::defined,
        () -> shell.kernel().devices(),
        new Places(shell::kernel, settings.workspace()));
  }

  /** Meets the classes that only a prompt and the flags need, for the start-up cache. */
  static void rehearse(Settings settings, Shell shell) {
    CommandLineFlags.help();
    CommandLineFlags.parse(List.of("--no-input", "-c", "say hi"));
    Rehearsal.draw();
    Rehearsal.run(settings.home().resolve("history"), suggestions(shell, settings));
  }

  /** The editor is opened after the shell that it completes for. */
  private static final class Opened {
    private volatile Optional<Editor> editor = Optional.empty();

    Sink sized(Sink sink) {
      return sink.sized(
          () -> editor.map(Editor::columns).orElseGet(() -> sink.columns().getAsInt()));
    }

    void announce(String line) {
      editor.ifPresent(e -> e.announce(Screen.line(line)));
    }

    Optional<String> answer(String prompt) {
      return editor.flatMap(e -> e.answer(prompt));
    }
  }

  private static void welcome(Shell shell, Sink err) {
    Kernel.Status status = shell.kernel().status();
    String mounted = status.volumes().isEmpty()
        ? "nothing is mounted: /mount FOLDER"
        : "mounted: " + String.join(", ", status.volumes());
    Questions.line(Screen.line("llmos · CPU %s · %s".formatted(status.cpu(), mounted)), err);
    Questions.line(
        "Type to talk. /help lists the commands, /man NAME explains one, Ctrl-D leaves.", err);
  }

  private int loop() {
    Thread runner = Thread.currentThread();
    int code = 0;
    while (!stopping.getAsBoolean()) {
      Optional<Editor.Line> line = editor.read(prompt(code));
      if (line.isEmpty()) {
        return 0;
      }
      editor.onInterrupt(runner::interrupt);
      try {
        code = run(line.get());
        shell.kernel().paging().tendPast();
        shell.kernel().engines().embed();
      } finally {
        Thread.interrupted();
      }
    }
    return code;
  }

  private int run(Editor.Line line) {
    return switch (Keyboard.read(line.text())) {
      case Keyboard.Nothing() -> 0;
      case Keyboard.Host(String command) ->
        editor.lend(() -> shell.show(() -> HostShell.run(command, workspace)));
      case Keyboard.Talk(String text) -> talk(text, label(line));
      case Keyboard.Command(String source) -> shell.run(source, label(line));
    };
  }

  /** A paste of several lines is read by nobody before Enter is pressed: it is not what the user typed. */
  private static Label label(Editor.Line line) {
    return line.pasted() ? Label.untrusted("paste") : Label.TYPED;
  }

  /** A blank line sets what was said apart from the next prompt. */
  private int talk(String text, Label label) {
    int code = shell.say(text, label);
    err.line("");
    return code;
  }

  /** {@code llmos docs 62% 2j ›}: volumes, share of the window used, running jobs. */
  private String prompt(int code) {
    Kernel.Status status;
    try {
      status = shell.kernel().status();
    } catch (FaultException e) {
      return "llmos › ";
    }
    StringBuilder prompt = new StringBuilder("llmos");
    List<String> names = status.volumes();
    if (!names.isEmpty()) {
      prompt
          .append(' ')
          .append(String.join(",", names.subList(0, Math.min(MOST_NAMES, names.size()))));
      prompt.append(names.size() > MOST_NAMES ? ",…" : "");
    }
    prompt.append(' ').append(status.ramPercent()).append('%');
    prompt.append(status.jobs() > 0 ? " " + status.jobs() + "j" : "");
    return Screen.line(prompt.toString()).replace("%", "%%")
        + (code == 0 ? " › " : " %d› ".formatted(code));
  }
}
