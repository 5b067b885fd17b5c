package llmos.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Predicate;
import java.util.stream.Stream;
import llmos.api.Peripheral;
import llmos.api.Plugin;
import llmos.kernel.Boot;
import llmos.shell.docs.Examples;
import llmos.shell.lang.Exit;
import llmos.shell.out.Format;
import llmos.shell.out.Json;
import llmos.shell.out.Sink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An example of the manual gives the same records and the same exit code, however it is run. */
class EveryWayTest {
  /** What differs between two runs of anything: when it was, how long it took, how the index happens to lie on the disk. */
  private static final List<String> TIMES =
      List.of("at", "age", "ms", "created", "used", "millis", "p50", "p95");

  private static final Map<String, String> VARYING = Map.of(
      "\"(%s)\":-?[0-9.]+".formatted(String.join("|", TIMES)),
      "\"$1\":0",
      "[0-9.]+ (s|ms)\\b",
      "0 $1",
      "\\d{4}-\\d\\d-\\d\\dT[0-9:.]+(Z|\\+09:00)",
      "T",
      "\\d+ of \\d+ segments",
      "n of n segments",
      "\"text\":\"index: .*",
      "index");

  /** They measure the machine, for seconds: nothing in their records is the same twice. */
  private static final List<String> MEASURES =
      List.of("bench disk --mb 1 --vectors", "bench memory --pages 2000");

  @TempDir
  private Path scratch;

  /** How a line ended: its records as JSON, without times. */
  private record Ran(int exit, List<String> records) {}

  /** Runs lines one way, all on one machine. */
  private interface Way extends AutoCloseable {
    Ran run(String line) throws IOException;

    @Override
    void close();
  }

  /** Makes a way on a machine. */
  private interface Making {
    Way on(Boot boot) throws IOException;
  }

  @Test
  void anExampleGivesTheSameHoweverItIsRun() throws IOException {
    List<String> examples = examples();
    Map<String, Making> ways = new LinkedHashMap<>();
    ways.put("-c", AsOption::new);
    ways.put("script", AsScript::new);
    ways.put("typed", Typed::new);
    ways.put("java", InJava::new);
    Map<String, List<Ran>> ran = new LinkedHashMap<>();
    for (Map.Entry<String, Making> way : ways.entrySet()) {
      ran.put(way.getKey(), ran(way.getKey(), way.getValue(), examples));
    }

    ran.forEach((way, all) -> same(way, examples, all, ran.getOrDefault("-c", List.of())));
  }

  private static void same(String way, List<String> examples, List<Ran> all, List<Ran> wanted) {
    for (int i = 0; i < examples.size(); i++) {
      String example = examples.get(i);
      assertThat(all.get(i)).as("%s, %s", example, way).isEqualTo(wanted.get(i));
      assertThat(all.get(i).exit())
          .as("%s, %s", example, way)
          .isEqualTo(Examples.FAILS.getOrDefault(example, 0));
    }
  }

  private List<Ran> ran(String name, Making making, List<String> examples) throws IOException {
    Path place = scratch.resolve("place"); // the same for each way, as paths are in records
    Path work = Examples.prepare(place.resolve("work"));
    List<Ran> all = new ArrayList<>();
    try (Way way = making.on(boot(place.resolve("home"), work))) {
      assertThat(way.run(Examples.FIRST).exit()).isZero();
      for (String example : examples) {
        all.add(way.run(example));
      }
    }
    Files.move(place, scratch.resolve(name));
    return all;
  }

  private static List<String> examples() {
    List<String> all = new ArrayList<>();
    Examples.builtins().forEach(command -> all.addAll(command.spec().operation().examples()));
    for (Plugin plugin : plugins()) {
      for (Peripheral device : plugin.peripherals()) {
        device.operations().forEach(operation -> all.addAll(operation.examples()));
      }
    }
    all.removeIf(Examples.NOT_RUN::containsKey);
    all.removeAll(MEASURES);
    assertThat(all).hasSizeGreaterThan(100);
    return all;
  }

  private static List<Plugin> plugins() {
    List<Plugin> all = new ArrayList<>();
    ServiceLoader.load(Plugin.class).forEach(all::add);
    all.removeIf(plugin -> plugin.name().equals("onnx")); // vectors come when they come
    return all;
  }

  private static Boot boot(Path home, Path work) {
    return new Boot(home, work, Map.of(), Clock.systemUTC(), List.of(), plugins());
  }

  /** What the process does after its start. Its records are lines of JSON. */
  private abstract static class AsProcess implements Way {
    private final StringBuilder out = new StringBuilder();
    private final Stdio stdio = new Stdio(InputStream.nullInputStream(), Map.of(), true);
    private final Shell shell;

    AsProcess(Boot boot) {
      Settings settings = new Settings(
          boot, Format.JSONL, false, false, Optional.empty(), Optional.empty(), Optional.empty());
      Sink err = new Sink(text -> {}, false, false, () -> 80);
      Sink kept = new Sink(out::append, false, false, () -> 80);
      shell = new Shell(settings, stdio, kept, err, Person.Reply.NOBODY, line -> {});
    }

    /** What stands behind {@code llmos} on the command line. */
    abstract List<String> words(String line) throws IOException;

    @Override
    public Ran run(String line) throws IOException {
      out.setLength(0);
      int exit;
      try {
        exit = Main.run(Main.flags(words(line)), shell, stdio);
      } catch (Exit e) {
        exit = e.code();
      }
      return ran(exit, out.toString().lines());
    }

    @Override
    public void close() {
      shell.close();
    }
  }

  /** {@code llmos -c LINE}. */
  private static final class AsOption extends AsProcess {
    AsOption(Boot boot) {
      super(boot);
    }

    @Override
    List<String> words(String line) {
      return List.of("-c", line);
    }
  }

  /** {@code llmos run FILE}. */
  private static final class AsScript extends AsProcess {
    private final Path file;

    AsScript(Boot boot) {
      super(boot);
      file = boot.home().resolveSibling("example.llmos");
    }

    @Override
    List<String> words(String line) throws IOException {
      Files.writeString(file, "#!/usr/bin/env llmos run\n" + line + "\n");
      return List.of("run", file.toString());
    }
  }

  /** Key by key at the prompt. */
  private record Typed(UnseenPrompt prompt) implements Way {
    Typed(Boot boot) throws IOException {
      this(new UnseenPrompt(boot));
    }

    @Override
    public Ran run(String line) {
      UnseenPrompt.Ran ran = prompt.type("/" + line);
      return ran(ran.exit(), ran.out().lines());
    }

    @Override
    public void close() {
      prompt.close();
    }
  }

  /** {@link Embedded}. */
  private record InJava(Embedded llmos) implements Way {
    InJava(Boot boot) {
      this(Embedded.of(boot));
    }

    @Override
    public Ran run(String line) {
      Embedded.Result result = llmos.run(line);
      return ran(result.exit(), result.records().stream().map(Json::of));
    }

    @Override
    public void close() {
      llmos.close();
    }
  }

  private static Ran ran(int exit, Stream<String> records) {
    Predicate<String> fault = record -> record.startsWith("{\"kind\":\"error\",");
    return new Ran(
        exit, records.filter(fault.negate()).map(EveryWayTest::timeless).toList());
  }

  private static String timeless(String record) {
    String same = record;
    for (Map.Entry<String, String> each : VARYING.entrySet()) {
      same = same.replaceAll(each.getKey(), each.getValue());
    }
    return same;
  }
}
