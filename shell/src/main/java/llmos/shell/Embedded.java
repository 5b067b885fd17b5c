package llmos.shell;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llmos.api.Errno;
import llmos.api.Fault;
import llmos.kernel.Boot;
import llmos.shell.lang.Exit;
import llmos.shell.lang.Failure;
import llmos.shell.lang.Flow;
import llmos.shell.lang.Interpreter;
import llmos.shell.lang.Item;
import llmos.shell.out.Format;
import llmos.shell.out.Sink;

/**
 * llmos within another Java program: runs lines as {@code llmos -c} does and gives their records in place of text. Nobody can be asked,
 * and standard input is empty. The variables, commands and the session of one line are there for the next. Used by one thread.
 *
 * <pre>
 * try (Embedded llmos = Embedded.in(home, workspace)) {
 *   llmos.run("mount $1 --as docs", List.of(folder));
 *   for (Map&lt;String, Object&gt; hit : llmos.run("find $1 --in docs", List.of(words)).records()) { … }
 * }
 * </pre>
 */
public final class Embedded implements AutoCloseable {
  private static final int COLUMNS = 80;

  private final Kept kept = new Kept();
  private final Shell shell;
  private boolean closed;

  /**
   * How a line ended.
   *
   * @param exit the code that a process would have ended with; 0 is success
   * @param records what its pipelines and the jobs that it started have made, in order; see {@link llmos.api.Reply} for what a record is
   * @param fault what it failed with; empty if the code is 0, or given by {@code exit}
   */
  public record Result(int exit, List<Map<String, Object>> records, Optional<Fault> fault) {
    public Result {
      records = List.copyOf(records);
    }
  }

  private Embedded(Boot boot) {
    Settings settings = new Settings(
        boot, Format.JSONL, false, false, Optional.empty(), Optional.empty(), Optional.empty());
    Sink nowhere = new Sink(text -> {}, false, false, () -> COLUMNS);
    this.shell = new Shell(
        settings,
        new Stdio(InputStream.nullInputStream(), boot.environment(), true),
        nowhere,
        nowhere,
        kept,
        Person.Reply.NOBODY,
        line -> {});
  }

  /** A machine that is started by the first line that needs it, with this. */
  public static Embedded of(Boot boot) {
    return new Embedded(boot);
  }

  /**
   * The same with the plugins of the distribution, which are its CPUs, readers and devices, and with those of the home. The
   * distribution is the one whose {@code lib} this class was loaded from.
   *
   * @param home the folder of its state; made where it is not there
   * @param workspace the folder that relative paths start from
   * @throws IllegalStateException if this class was not loaded from a distribution
   */
  public static Embedded in(Path home, Path workspace) {
    return of(new Boot(
        home.toAbsolutePath(),
        workspace.toAbsolutePath().normalize(),
        System.getenv(),
        Clock.systemUTC(),
        List.of(Settings.distributed(), home.toAbsolutePath().resolve("plugins")),
        List.of()));
  }

  /** Runs a program; see {@link #run(String, List)}. */
  public Result run(String program) {
    return run(program, List.of());
  }

  /**
   * Runs a program, and waits for its jobs. An interrupt ends it with code 130; then, and where it leaves by {@code exit}, its jobs are
   * stopped.
   *
   * @param arguments {@code $1 $2 … $@} of the program: values that are never parsed, whatever they hold
   * @throws IllegalStateException if this is closed
   */
  public Result run(String program, List<String> arguments) {
    if (closed) {
      throw new IllegalStateException("this llmos is closed");
    }
    kept.records.clear();
    kept.faults.clear();
    int exit;
    Optional<Fault> fault = Optional.empty();
    try {
      int ran = shell.run(program, arguments);
      int own = kept.faults.size();
      exit = shell.finish(ran);
      fault = kept.of(exit, ran == 0 ? own : 0, own);
    } catch (Exit e) {
      exit = e.code();
      shell.drop();
    }
    if (exit == Errno.INTERRUPTED.exit()) {
      shell.drop();
    }
    return new Result(exit, kept.records, fault);
  }

  @Override
  public void close() {
    closed = true;
    shell.close();
  }

  /** What a line has made so far, and all that failed in it. */
  private static final class Kept implements Interpreter.Sink {
    private final List<Map<String, Object>> records = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>();

    @Override
    public void show(Flow flow) throws InterruptedException {
      for (Optional<Item> item = flow.next(); item.isPresent(); item = flow.next()) {
        records.add(item.get().row());
      }
    }

    @Override
    public void failed(Failure failure) {
      faults.add(failure.fault());
    }

    /** What a line failed with that ended with this code: the last failure of its program, which begins at {@code from}, else the first of its jobs. */
    Optional<Fault> of(int exit, int from, int jobs) {
      List<Fault> order = new ArrayList<>(faults.subList(from, jobs).reversed());
      order.addAll(faults.subList(jobs, faults.size()));
      return order.stream().filter(fault -> fault.errno().exit() == exit).findFirst();
    }
  }
}
