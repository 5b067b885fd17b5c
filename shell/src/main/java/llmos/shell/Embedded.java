package llmos.shell;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * try (Embedded llmos = Embedded.of(boot)) {
 *   llmos.run("mount docs");
 *   for (Map&lt;String, Object&gt; hit : llmos.run("find 'late payment' -k 3").records()) { … }
 * }
 * </pre>
 */
public final class Embedded implements AutoCloseable {
  private static final int COLUMNS = 80;

  private final Kept kept = new Kept();
  private final Shell shell;

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

  /** Runs a program, and waits for its jobs. An interrupt ends it with code 130. */
  public Result run(String program) {
    kept.records.clear();
    kept.failed = Optional.empty();
    int exit;
    try {
      exit = shell.finish(shell.run(program, List.of()));
    } catch (Exit e) {
      exit = e.code();
      kept.failed = Optional.empty();
    }
    return new Result(exit, kept.records, exit == 0 ? Optional.empty() : kept.failed);
  }

  @Override
  public void close() {
    shell.close();
  }

  /** What a line has made so far, and what it failed with last. */
  private static final class Kept implements Interpreter.Sink {
    private final List<Map<String, Object>> records = new ArrayList<>();
    private Optional<Fault> failed = Optional.empty();

    @Override
    public void show(Flow flow) throws InterruptedException {
      for (Optional<Item> item = flow.next(); item.isPresent(); item = flow.next()) {
        records.add(item.get().row());
      }
    }

    @Override
    public void failed(Failure failure) {
      failed = Optional.of(failure.fault());
    }
  }
}
