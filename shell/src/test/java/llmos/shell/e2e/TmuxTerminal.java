package llmos.shell.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A real terminal, by way of tmux: what is typed goes through a pty, what comes back is the screen as a person sees it. One
 * server of its own for each terminal; {@link #close} ends it.
 */
public final class TmuxTerminal implements AutoCloseable {
  private static final long MOST_SECONDS_TO_END = 10;
  private static final Duration MOST = Duration.ofMinutes(2);

  private final Path socket;

  private TmuxTerminal(Path socket) {
    this.socket = socket;
  }

  /** Opens a terminal of a size that runs a command line of sh. Skips the test, by name, where tmux is not installed. */
  public static TmuxTerminal open(Launcher launcher, int columns, int rows, String commandLine) {
    Assumptions.assumeTrue(there(), "tmux is not installed: terminal tests are skipped");
    try {
      TmuxTerminal terminal =
          new TmuxTerminal(Files.createTempDirectory("llmos-tmux").resolve("socket"));
      List<String> command = new ArrayList<>(List.of("-f", "/dev/null", "new-session", "-d"));
      command.addAll(
          List.of("-x", "" + columns, "-y", "" + rows, "-c", launcher.folder().toString()));
      String path = Launcher.script().getParent() + ":" + System.getenv("PATH");
      launcher
          .environment()
          .forEach((name, value) -> command.addAll(List.of("-e", name + "=" + value)));
      command.addAll(List.of("-e", "LLMOS_HOME=" + launcher.home(), "-e", "LC_ALL=C.UTF-8"));
      // A login shell, which tmux may start, sets its own path.
      command.add("PATH='%s'; %s; echo \"[exit $?]\"; exec sleep 600".formatted(path, commandLine));
      terminal.tmux(command);
      return terminal;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Types text, letter by letter, without Enter. */
  public TmuxTerminal type(String text) {
    tmux(List.of("send-keys", "-l", "--", text));
    return this;
  }

  /** Presses a key by its name in tmux: {@code Enter}, {@code Tab}, {@code C-c}, {@code C-d}, {@code Up}. */
  public TmuxTerminal press(String key) {
    tmux(List.of("send-keys", key));
    return this;
  }

  /** Pastes text, bracketed where the program asked for that. */
  public TmuxTerminal paste(String text) {
    tmux(List.of("set-buffer", "--", text));
    tmux(List.of("paste-buffer", "-p"));
    return this;
  }

  /** Makes the window so wide. */
  public TmuxTerminal resize(int columns, int rows) {
    tmux(List.of("resize-window", "-x", "" + columns, "-y", "" + rows));
    return this;
  }

  /** Empties the screen down to the prompt, and then forgets what scrolled off it. */
  public TmuxTerminal clear() throws InterruptedException {
    press("C-l");
    await(
        "is empty but for the prompt",
        any -> tmux(List.of("capture-pane", "-p")).strip().lines().count() == 1,
        MOST);
    tmux(List.of("clear-history"));
    return this;
  }

  /** The screen and what scrolled off it, without colours. */
  public String screen() {
    return tmux(List.of("capture-pane", "-p", "-S", "-"));
  }

  /** The screen with its escape sequences. */
  public String screenWithColours() {
    return tmux(List.of("capture-pane", "-p", "-e", "-S", "-"));
  }

  /** Waits until the screen shows a text; fails with the screen if it does not come in time. */
  public String await(String text) throws InterruptedException {
    return await("shows '" + text + "'", screen -> screen.contains(text), MOST);
  }

  /** Waits until the screen is as wanted. */
  public String await(String what, Predicate<String> wanted, Duration most)
      throws InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    String screen = screen();
    while (!wanted.test(screen)) {
      if (System.nanoTime() > end) {
        throw new AssertionError("after " + most + " no screen that " + what + ":\n" + screen);
      }
      TimeUnit.MILLISECONDS.sleep(30);
      screen = screen();
    }
    return screen;
  }

  /** Ends the terminal and waits for what ran in it, which may still write into the folders of the test. */
  @Override
  public void close() {
    List<ProcessHandle> running = tmux(List.of("list-panes", "-a", "-F", "#{pane_pid}"))
        .lines()
        .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid.strip())).stream())
        .flatMap(pane -> Stream.concat(Stream.of(pane), pane.descendants()))
        .toList();
    tmux(List.of("kill-server"));
    for (ProcessHandle process : running) {
      try {
        process.onExit().get(MOST_SECONDS_TO_END, TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException e) {
        process.destroyForcibly();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private static boolean there() {
    try {
      return new ProcessBuilder("tmux", "-V").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private String tmux(List<String> args) {
    List<String> command = new ArrayList<>(List.of("tmux", "-u", "-S", socket.toString()));
    command.addAll(args);
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String out = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(command + ": " + out);
      }
      return out;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
