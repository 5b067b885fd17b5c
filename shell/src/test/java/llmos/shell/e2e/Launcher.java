package llmos.shell.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import llmos.shell.arch.Project;

/**
 * Runs {@code shell/bin/llmos} as a user does: own home, own folder, own environment; the streams are bytes in files, so that
 * nothing that a test does can stall it. Immutable: each {@code with…} gives another launcher.
 *
 * @param home the value of {@code LLMOS_HOME}
 * @param folder the working folder
 * @param environment variables on top of those of the tests; an empty value removes one
 * @param stdin what stands on standard input; nothing there means {@code /dev/null}
 * @param timeout after this the process is killed and the test fails
 */
public record Launcher(
    Path home,
    Path folder,
    Map<String, String> environment,
    Optional<String> stdin,
    Duration timeout) {
  private static final Pattern TIME = Pattern.compile("(\\d+)m([\\d.]+)s");

  /** A launcher whose home and working folder are {@code home} and {@code work} in a folder. */
  public static Launcher in(Path scratch) {
    try {
      Path work = Files.createDirectories(scratch.resolve("work"));
      Map<String, String> none = Map.of();
      return new Launcher(
          scratch.resolve("home"), work, none, Optional.empty(), Duration.ofMinutes(3));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The launcher script. */
  public static Path script() {
    return Project.root().resolve("shell/bin/llmos");
  }

  /** With another working folder. */
  public Launcher at(Path other) {
    return new Launcher(home, other, environment, stdin, timeout);
  }

  /** With another environment variable; an empty value removes it. */
  public Launcher with(String name, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(name, value);
    return new Launcher(home, folder, Map.copyOf(more), stdin, timeout);
  }

  /** With text on standard input. */
  public Launcher typing(String text) {
    return new Launcher(home, folder, environment, Optional.of(text), timeout);
  }

  /** With another time limit. */
  public Launcher within(Duration limit) {
    return new Launcher(home, folder, environment, stdin, limit);
  }

  /** Runs {@code llmos ARGS}. */
  public Result run(String... args) {
    List<String> command = new ArrayList<>(List.of(script().toString()));
    command.addAll(List.of(args));
    return exec(command);
  }

  /** Runs a program of bash; {@code llmos} is on its path. */
  public Result bash(String program) {
    return exec(List.of("bash", "-c", program));
  }

  /** Starts {@code llmos ARGS} and returns while it runs; its output is {@code out} and {@code err} in the home's parent. */
  public Process start(String... args) throws IOException {
    List<String> command = new ArrayList<>(List.of(script().toString()));
    command.addAll(List.of(args));
    Path scratch = Files.createDirectories(home.toAbsolutePath().getParent());
    return builder(command)
        .redirectOutput(scratch.resolve("out").toFile())
        .redirectError(scratch.resolve("err").toFile())
        .start();
  }

  private Result exec(List<String> command) {
    try {
      Path scratch = Files.createTempDirectory("llmos-run");
      Path out = scratch.resolve("out");
      Path err = scratch.resolve("err");
      Path times = scratch.resolve("times");
      // The shell's own "times" tells what its child used, which the JDK does not know of a process
      // that has ended.
      List<String> timed =
          new ArrayList<>(List.of("sh", "-c", "\"$@\"; s=$?; times >\"$TIMES\"; exit $s", "sh"));
      timed.addAll(command);
      ProcessBuilder builder =
          builder(timed).redirectOutput(out.toFile()).redirectError(err.toFile());
      builder.environment().put("TIMES", times.toString());
      if (stdin.isPresent()) {
        builder.redirectInput(
            Files.writeString(scratch.resolve("in"), stdin.get()).toFile());
      }
      Process process = builder.start();
      boolean ended = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
        throw new AssertionError("still running after %s: %s%nout: %s%nerr: %s"
            .formatted(timeout, command, text(out), text(err)));
      }
      return new Result(process.exitValue(), text(out), text(err), cpu(times));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectInput(Redirect.from(Path.of("/dev/null").toFile()));
    Map<String, String> variables = builder.environment();
    variables
        .keySet()
        .removeIf(name -> name.startsWith("LLMOS_") && !name.equals("LLMOS_JAVA_HOME"));
    variables.put("LLMOS_HOME", home.toString());
    variables.put("LC_ALL", "C.UTF-8");
    variables.put("PATH", script().getParent() + ":" + variables.get("PATH"));
    environment.forEach((name, value) -> {
      if (value.isEmpty()) {
        variables.remove(name);
      } else {
        variables.put(name, value);
      }
    });
    return builder;
  }

  /** Bytes that are no UTF-8 become replacement characters: a test sees them instead of failing to read them. */
  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  private static Duration cpu(Path times) throws IOException {
    double seconds = Files.exists(times)
        ? TIME.matcher(Files.readString(times))
            .results()
            .mapToDouble(t -> 60 * Double.parseDouble(t.group(1)) + Double.parseDouble(t.group(2)))
            .sum()
        : 0;
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  /**
   * How a run ended.
   *
   * @param exit its exit code; 128 + n where signal n ended it
   * @param out its standard output
   * @param err its standard error
   * @param cpu user and system time of it and of what it waited for
   */
  public record Result(int exit, String out, String err, Duration cpu) {
    @Override
    public String toString() {
      return "exit %d after %d ms of CPU%n--- out%n%s--- err%n%s"
          .formatted(exit, cpu.toMillis(), out, err);
    }
  }
}
