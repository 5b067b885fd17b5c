package llmos.shell;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
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
  private static final long LATE_MILLIS = 100;

  private final Shell shell;
  private final Editor editor;
  private final Sink err;
  private final Path workspace;
  private int code;

  /** A prompt on this editor; what is said beside the answers goes to {@code err}. */
  Prompt(Shell shell, Editor editor, Sink err, Path workspace) {
    this.shell = shell;
    this.editor = editor;
    this.err = err;
    this.workspace = workspace;
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
        return new Prompt(shell, editor, err, settings.boot().workspace()).loop(stopping);
      }
    } catch (Exit e) {
      return e.code();
    }
  }

  private static Editor.Settings editing(Settings settings) {
    String keys = settings.boot().environment().getOrDefault("LLMOS_KEYS", "emacs");
    if (!keys.equals("vi") && !keys.equals("emacs")) {
      throw new FaultException(
          Errno.BAD_USAGE, "LLMOS_KEYS is vi or emacs, not '%s'".formatted(keys), "");
    }
    return new Editor.Settings(
        settings.boot().home().resolve("history"), keys.equals("vi"), HostShell::edit);
  }

  static Suggestions suggestions(Shell shell, Settings settings) {
    return new Suggestions(
        shell.commands(),
        shell::defined,
        () -> shell.kernel().devices(),
        new Places(shell::kernel, settings.boot().workspace()));
  }

  /** Meets the classes that only a prompt and the flags need, for the start-up cache. */
  static void rehearse(Settings settings, Shell shell) {
    CommandLineFlags.help();
    CommandLineFlags.parse(List.of("--no-input", "-c", "say hi"));
    try (RehearsalServer server = RehearsalServer.open()) {
      shell.run(
          "cpu add rehearsal --url %s --model m --window 8192 && cpu use rehearsal && ask hello || say no"
              .formatted(server.url()),
          List.of());
    } catch (IOException e) {
      shell.run("say no", List.of()); // the cache is made without what a server needs
    }
    Rehearsal.draw();
    Rehearsal.run(settings.boot().home().resolve("history"), suggestions(shell, settings));
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

  private int loop(BooleanSupplier stopping) {
    while (!stopping.getAsBoolean()) {
      if (next().isEmpty()) {
        return 0;
      }
    }
    return code;
  }

  /** Reads a line and runs it; gives its exit code, or nothing at the end of input. */
  OptionalInt next() {
    Optional<Editor.Line> line = editor.read(prompt());
    if (line.isEmpty()) {
      return OptionalInt.empty();
    }
    Thread runner = Thread.currentThread();
    Semaphore interrupts = new Semaphore(0);
    editor.onInterrupt(() -> {
      runner.interrupt();
      interrupts.release();
    });
    int ended = 0; // not that of the line before, where this one leaves
    try {
      ended = run(line.get());
      code = ended;
      shell.kernel().paging().tendPast();
      shell.kernel().engines().embed();
    } finally {
      if (ended == Errno.INTERRUPTED.exit()) {
        await(interrupts);
      }
      Thread.interrupted();
    }
    return OptionalInt.of(code);
  }

  /** Ctrl-C ends a program that runs before we hear of it; when we do, it must not hit the line that is typed next. */
  private static void await(Semaphore interrupts) {
    try {
      interrupts.tryAcquire(LATE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return; // this is it
    }
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
  private String prompt() {
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
