package llmos.shell;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import llmos.api.Errno;
import llmos.api.Fault;
import llmos.api.FaultException;
import llmos.kernel.Boot;
import llmos.shell.cmd.Script;
import llmos.shell.lang.Budget;
import llmos.shell.lang.Exit;
import llmos.shell.lang.Failure;
import llmos.shell.out.Faults;
import llmos.shell.out.Format;
import llmos.shell.out.Screen;

/** Starts a process: reads its flags, runs what they name, ends with the exit code. */
public final class Main {
  private static final String VERSION = "0.1.0";
  private static final long GRACE_SECONDS = 3;

  private Main() {}

  /** See {@code llmos --help}. */
  public static void main(String[] args) {
    CountDownLatch done = new CountDownLatch(1);
    AtomicBoolean stopping = new AtomicBoolean();
    Thread worker = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> stop(worker, stopping, done), "llmos-stop"));
    Stdio stdio = new Stdio(System.in, System.getenv(), List.of(args).contains("--no-color"));
    int code;
    try {
      code = start(List.of(args), stdio, stopping::get);
    } catch (Exit e) {
      code = e.code();
    } catch (FaultException e) {
      code = e.fault().errno().exit();
      if (e.fault().errno() != Errno.CLOSED_PIPE) {
        Faults.print(Failure.of(e.fault()), stdio.err());
      }
    } catch (RuntimeException | StackOverflowError e) {
      // Our bug, or a machine without what the JVM needs; whatever it is, a person reads it as one
      // line.
      code = Errno.FAILED.exit();
      Faults.print(
          Failure.of(new Fault(Errno.FAILED, "internal error: %s".formatted(e), "")), stdio.err());
    }
    done.countDown();
    stdio.exit(code);
  }

  /** A signal came: the running program gets time to keep what it has and to close the machine. */
  @SuppressWarnings("Interruption") // a hook has nobody to tell
  private static void stop(Thread worker, AtomicBoolean stopping, CountDownLatch done) {
    if (done.getCount() == 0) {
      return;
    }
    stopping.set(true);
    worker.interrupt();
    try {
      done.await(GRACE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int start(List<String> args, Stdio stdio, BooleanSupplier stopping) {
    if (args.equals(List.of("--version"))) {
      stdio.out().line("llmos " + VERSION);
      return 0;
    }
    Flags flags = flags(args);
    if (flags.has("version")) {
      stdio.out().line("llmos " + VERSION);
      return 0;
    }
    if (flags.has("help")) {
      stdio.out().print(CommandLineFlags.help());
      return 0;
    }
    Settings settings = settings(flags);
    boolean asks = settings.input() && stdio.terminal(0) && stdio.terminal(2);
    if (settings.prompt()) {
      return asks && stdio.terminal(1) ? Prompt.run(settings, stdio, stopping) : nothing();
    }
    Person.Reply reply = asks ? asking(stdio) : Person.Reply.NOBODY;
    try (Shell shell =
        new Shell(settings, stdio, stdio.out(), stdio.err(), reply, line -> told(line, stdio))) {
      int code = run(flags, shell, stdio);
      if (stdio.unread()) {
        stdio.err().line("llmos: standard input was not read; name it with - or $in");
      }
      if (Boolean.getBoolean("llmos.rehearsal")) {
        Prompt.rehearse(settings, shell);
      }
      return code;
    }
  }

  /** The flags; where that can be told without the library that reads them, it is not loaded. */
  static Flags flags(List<String> args) {
    if (args.size() == 2 && args.getFirst().equals("-c")) {
      return new Flags(Map.of("c", args.get(1)), List.of());
    }
    return Flags.none(args) ? new Flags(Map.of(), args) : CommandLineFlags.parse(args);
  }

  /** Only failures of jobs concern a run without a prompt, and those it ends with. */
  private static void told(String line, Stdio stdio) {
    if (stdio.terminal(2)) {
      stdio.err().line(Screen.line(line));
    }
  }

  private static Person.Reply asking(Stdio stdio) {
    return prompt -> {
      stdio.err().print(prompt);
      return stdio.answer();
    };
  }

  /** Runs what the flags name, and waits for the jobs that it started; returns the exit code. */
  static int run(Flags flags, Shell shell, Stdio stdio) {
    return shell.finish(program(flags, shell, stdio));
  }

  private static int program(Flags flags, Shell shell, Stdio stdio) {
    List<String> words = flags.words();
    if (flags.has("c")) {
      return shell.run(flags.get("c").orElse(""), words);
    }
    if (words.equals(List.of("-"))) {
      return shell.run(stdio.all(), List.of());
    }
    if (words.getFirst().equals("run")) {
      return script(words, shell);
    }
    return shell.run(WordStage.of(words));
  }

  private static int script(List<String> words, Shell shell) {
    if (words.size() < 2) {
      throw new FaultException(Errno.BAD_USAGE, "run needs a file", "llmos run FILE [args]");
    }
    return shell.run(Script.read(Path.of(words.get(1))), words.subList(2, words.size()));
  }

  private static int nothing() {
    throw new FaultException(
        Errno.BAD_USAGE,
        "there is no terminal and nothing to run",
        "llmos - runs standard input as a program; llmos --help tells more");
  }

  private static Settings settings(Flags flags) {
    Map<String, String> environment = new LinkedHashMap<>(System.getenv());
    Path home = flags
        .get("home")
        .map(dir -> Path.of(dir).toAbsolutePath())
        .orElseGet(() -> Settings.home(environment, System.getProperty("user.home", ".")));
    Path workspace = Path.of(flags.get("workspace").orElse("")).toAbsolutePath().normalize();
    Format format = flags.has("json")
        ? Format.JSON
        : flags.has("jsonl") ? Format.JSONL : flags.has("tsv") ? Format.TSV : Format.TEXT;
    Boot boot = new Boot(
        home, workspace, environment, Clock.systemUTC(), Settings.pluginFolders(home), List.of());
    return new Settings(
        boot,
        format,
        !flags.has("no-input"),
        flags.words().isEmpty() && !flags.has("c"),
        flags.get("session"),
        flags.get("timeout").map(Main::seconds),
        flags.get("max-cost").map(dollars -> Budget.dollars(dollars, "llmos --help")));
  }

  private static Duration seconds(String text) {
    if (!text.matches("[1-9][0-9]{0,6}")) {
      throw new FaultException(
          Errno.BAD_USAGE, "--timeout takes seconds, not '%s'".formatted(text), "llmos --help");
    }
    return Duration.ofSeconds(Long.parseLong(text));
  }
}
