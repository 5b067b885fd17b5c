package llmos.shell.cmd;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import llmos.api.Errno;
import llmos.api.Fault;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.shell.lang.Call;
import llmos.shell.lang.Command;
import llmos.shell.lang.Commands;
import llmos.shell.lang.Flow;
import llmos.shell.lang.Item;
import llmos.shell.lang.Surroundings;
import llmos.shell.lang.Value;

/** {@code sh} and {@code !line}: programs of the host. The only place of the shell that starts one. */
public final class HostShell {
  static final List<Command> COMMANDS = List.of(Commands.write(
          "sh command…",
          "Runs a program of the host; its lines are records.",
          HostShell::sh,
          "sh date -u +%Y",
          "find paging | sh wc -w",
          "sh 'ls | wc -l'")
      .told("""
          command  a program and its words, as they are; a single word with a space in it is a line for /bin/sh. The texts that come in are its standard input, a line each
          ->       text, for each line of standard output; standard error is shown beside it
          1        it ended with a code that is not 0; the message tells it
          4        a word of the line came from a document
          6        a line of what it prints has more than 16 million characters
          126      it cannot be run
          127      there is no such program
          130      it was interrupted, as by Ctrl-C
          """));

  private static final int AHEAD = 256;
  private static final int LONGEST = 16_000_000;
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private HostShell() {}

  private static Flow sh(Call call) {
    Permissions.onlyTyped(call);
    List<String> words = call.words().stream().map(Value::text).toList();
    boolean line = words.size() == 1 && words.getFirst().contains(" ");
    ProcessBuilder builder =
        new ProcessBuilder(line ? List.of("/bin/sh", "-c", words.getFirst()) : words);
    builder.redirectInput(
        call.in().isPresent() ? Redirect.PIPE : Redirect.from(new File("/dev/null")));
    Consumer<String> notices = call.around().console(Surroundings.Echo.NONE)::notice;
    Program program =
        new Program(words.getFirst(), start(builder, call.around().workspace()), call.control());
    program.beside("sh-err", () -> program.notices(notices));
    call.in().ifPresent(in -> program.beside("sh-in", () -> program.feed(in)));
    return program;
  }

  /** Runs a line that the user typed; its output, standard error too, a record a line; fails at the end if the program did. */
  public static Flow run(String line, Path workspace) {
    ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", line)
        .redirectInput(Redirect.INHERIT)
        .redirectErrorStream(true);
    return new Program("the program", start(builder, workspace), Label.TYPED);
  }

  /**
   * Edits a text in the user's editor, {@code $VISUAL}, {@code $EDITOR} or vi, on the terminal of this process. It comes back as
   * it was where there is no such program or it fails.
   */
  public static String edit(String text) {
    Path file;
    try {
      file = Files.createTempFile("llmos-line-", ".md");
    } catch (IOException e) {
      return text;
    }
    try {
      Files.writeString(file, text);
      Process editor = new ProcessBuilder(
              "/bin/sh", "-c", "${VISUAL:-${EDITOR:-vi}} \"$1\"", "sh", file.toString())
          .inheritIO()
          .start();
      return editor.waitFor() == 0 ? Files.readString(file).stripTrailing() : text;
    } catch (IOException e) {
      return text;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return text;
    } finally {
      remove(file);
    }
  }

  /** What was typed is nobody else's business. */
  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      file.toFile().deleteOnExit();
    }
  }

  private static Process start(ProcessBuilder builder, Path workspace) {
    String name = builder.command().getFirst();
    try {
      return builder.directory(workspace.toFile()).start();
    } catch (IOException e) {
      boolean missing = String.valueOf(e.getMessage()).matches("(?s).*error[=:] ?2\\b.*");
      throw new FaultException(
          new Fault(
              missing ? Errno.NO_COMMAND : Errno.NOT_RUNNABLE,
              missing
                  ? "the host has no program '%s'".formatted(name)
                  : "'%s' cannot be run: %s".formatted(name, e.getMessage()),
              missing ? "sh 'command -v %s'".formatted(name) : ""),
          e);
    }
  }

  /**
   * The lines that a program prints. Its records are for one thread; what the program reads and writes is passed on by threads of
   * its own, for a read of it cannot be interrupted.
   */
  private static final class Program implements Flow {
    private final String name;
    private final Process process;
    private final BlockingQueue<Optional<String>> lines =
        new LinkedBlockingQueue<>(AHEAD); // an empty one behind the last
    private boolean over;
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private volatile Label label;
    private volatile Optional<RuntimeException> failed = Optional.empty();

    /** {@code words} are those of its command line. */
    Program(String name, Process process, Label words) {
      this.name = name;
      this.process = process;
      this.label = Label.untrusted("host shell").join(words);
      beside("sh-out", this::pass);
    }

    private BufferedReader reader(InputStream in) {
      return new BufferedReader(
          new LineBound(new InputStreamReader(in, StandardCharsets.UTF_8), name, LONGEST));
    }

    void beside(String what, Runnable work) {
      threads.add(Thread.ofPlatform().daemon().name(what).start(work));
    }

    @SuppressWarnings("Interruption") // this thread is the program's, and ends with it
    private void pass() {
      try {
        try (BufferedReader out = reader(process.getInputStream())) {
          for (String line = out.readLine(); line != null; line = out.readLine()) {
            lines.put(Optional.of(line));
          }
        } catch (IOException e) {
          // it was ended, and so are its lines
        } catch (RuntimeException | Error e) {
          broken(e); // and is ended by who takes the lines
        }
        lines.put(Optional.empty());
      } catch (InterruptedException e) {
        return; // nobody takes them any more
      }
    }

    void notices(Consumer<String> to) {
      try (BufferedReader err = reader(process.getErrorStream())) {
        for (String line = err.readLine(); line != null; line = err.readLine()) {
          to.accept(line);
        }
      } catch (IOException e) {
        return; // it was ended
      } catch (RuntimeException | Error e) {
        broken(e);
        end();
      }
    }

    /** What goes wrong in a thread of it, memory that is full too, is its failure: nobody else would hear of it. */
    private void broken(Throwable e) {
      failed = Optional.of(
          e instanceof RuntimeException known
              ? known
              : new FaultException(
                  new Fault(Errno.FAILED, "%s broke down: %s".formatted(name, e), ""), e));
    }

    /** A program need not read all of it. */
    @SuppressWarnings("Interruption") // this thread is the program's, and ends with it
    void feed(Flow in) {
      try (Writer to = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8)) {
        for (Optional<Item> item = in.next(); item.isPresent(); item = in.next()) {
          label = label.join(item.get().label()); // what it prints may be what it reads
          to.write(item.get().text() + "\n");
        }
      } catch (IOException | InterruptedException e) {
        in.close();
      } catch (RuntimeException | Error e) {
        broken(e);
        end();
      }
    }

    @Override
    public Optional<Item> next() throws InterruptedException {
      try {
        Optional<String> line = over ? Optional.empty() : lines.take();
        if (line.isEmpty() && !over) {
          over = true;
          ended();
        }
        return line.map(text -> Item.of(Map.of("text", text), label));
      } catch (InterruptedException e) {
        end();
        throw e;
      }
    }

    private void ended() throws InterruptedException {
      if (failed.isPresent()) {
        end();
      }
      int exit = process.waitFor();
      for (Thread thread : threads) {
        thread.interrupt(); // nobody reads what is left to go in
        thread.join(PATIENCE); // it may wait for what another program holds open
      }
      if (failed.isPresent()) {
        throw failed.get();
      }
      if (exit == Errno.INTERRUPTED.exit()) { // often before we hear of it
        throw new FaultException(Errno.INTERRUPTED, name + " was interrupted", "");
      }
      if (exit != 0) {
        throw new FaultException(Errno.FAILED, "%s ended with code %d".formatted(name, exit), "");
      }
    }

    /** First it may tidy up; what does not go then is ended. */
    private void end() {
      List<ProcessHandle> all =
          Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
      all.forEach(ProcessHandle::destroy);
      try {
        process.onExit().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (ExecutionException | TimeoutException e) {
        // told below
      }
      all.forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public void close() {
      if (process.isAlive()) {
        end();
      }
      threads.forEach(Thread::interrupt);
      try {
        for (Thread thread : threads) {
          thread.join(PATIENCE); // so that nobody reads what is upstream while it is closed
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
