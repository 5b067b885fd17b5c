package llmos.kernel.bench;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import llmos.api.Errno;
import llmos.api.EvictionPolicy;
import llmos.api.Fault;
import llmos.api.FaultException;
import llmos.api.PageId;
import llmos.api.PageKind;
import llmos.kernel.memory.Memory;
import llmos.kernel.memory.Room;
import llmos.kernel.store.Store;
import llmos.kernel.store.Swap;
import tools.jackson.databind.json.JsonMapper;

/**
 * Which turns of a conversation are in the window when something is asked. A trace goes through the real window, over a
 * state file that is thrown away; no model runs. Each turn and each question is a request. A question leaves the
 * conversation as soon as the next turn or question is there.
 */
public final class Residency {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final Plan plan;
  private final List<Trace> trace;
  private final Map<String, Trace.Gold> gold = new HashMap<>();
  private final Map<PageId, Trace> said = new HashMap<>(); // in the running conversation
  private final Map<String, Integer> sizes = new HashMap<>(); // tokens of its turns
  private final Map<String, List<Score.Call>> scores = new TreeMap<>();
  private final List<Score.Call> calls = new ArrayList<>();

  /**
   * What to measure.
   *
   * @param trace the file with turns and questions
   * @param gold the file with the evidence of each question
   * @param out where a line for each question goes
   * @param window tokens of the window, all of them for pages
   * @param policy what leaves first; empty for what will be asked the latest, which takes the gold
   * @param fresh each question starts from the state before any question
   * @param meter counts tokens
   * @param readAhead what brings pages in, made for the state file of the run
   */
  public record Plan(
      Path trace,
      Optional<Path> gold,
      Optional<Path> out,
      int window,
      Optional<EvictionPolicy.Maker> policy,
      boolean fresh,
      Memory.Meter meter,
      Function<Store, ReadAhead> readAhead) {}

  /** Brings what a question needs into the window. */
  @FunctionalInterface
  public interface ReadAhead extends AutoCloseable {
    /** The question is the current turn of this process; it may fill this room. */
    void fill(long pid, Memory memory, String question, Room room) throws InterruptedException;

    /** A question is about to be asked: does what a machine would have done while nothing was asked. */
    default void prepare(long pid) throws InterruptedException {}

    @Override
    default void close() {}
  }

  private Residency(Plan plan) {
    this.plan = plan;
    this.trace = Trace.read(plan.trace());
    plan.gold().ifPresent(file -> Trace.gold(file).forEach(line -> gold.put(line.id(), line)));
    if (plan.policy().isEmpty() && gold.isEmpty()) {
      throw new FaultException(
          Errno.BAD_USAGE, "belady learns from the gold what will be asked", "--gold FILE");
    }
  }

  /**
   * Measures, and writes a line for each question if the plan says where.
   *
   * @return a row for each category, then {@code all} for all questions and {@code calls} for all requests; without gold
   *     only the last
   * @throws FaultException if a file is missing or is no trace, a question comes before its conversation, or the window is
   *     too small
   */
  public static List<Score> run(Plan plan) throws InterruptedException {
    Residency bench = new Residency(plan);
    try {
      Path memory = Path.of("/dev/shm"); // where it is there, a commit takes no time
      Path folder = Files.isWritable(memory)
          ? Files.createTempDirectory(memory, "llmos-bench")
          : Files.createTempDirectory("llmos-bench");
      try (Store store = Store.open(folder.resolve("state.db"));
          Writer out = plan.out().isPresent()
              ? Files.newBufferedWriter(plan.out().get())
              : Writer.nullWriter()) {
        bench.go(store, out);
      } finally {
        Folders.delete(folder);
      }
    } catch (IOException e) {
      throw new FaultException(
          new Fault(Errno.NO_SPACE, "the bench cannot write: " + e.getMessage(), "--out FILE"), e);
    }
    List<Score> rows =
        new ArrayList<>(bench.scores.entrySet().stream().map(Score::of).toList());
    List<Score.Call> all = bench.scores.values().stream().flatMap(List::stream).toList();
    if (!all.isEmpty()) {
      rows.add(Score.of(Map.entry("all", all)));
    }
    rows.add(Score.of(Map.entry("calls", bench.calls)));
    return rows;
  }

  private void go(Store store, Writer out) throws IOException, InterruptedException {
    Optional<Belady> belady =
        plan.policy().isEmpty() ? Optional.of(new Belady(trace, gold, said)) : Optional.empty();
    EvictionPolicy.Maker policy = plan.policy()
        .orElseGet(() -> EvictionPolicy.Maker.of(
            "belady", "knows what will be asked (Belady, 1966)", budget -> belady.orElseThrow()));
    Memory.Settings settings = new Memory.Settings(plan.window(), policy);
    try (ReadAhead readAhead = plan.readAhead().apply(store)) {
      go(store, settings, readAhead, belady, out);
    }
  }

  private void go(
      Store store,
      Memory.Settings settings,
      ReadAhead readAhead,
      Optional<Belady> belady,
      Writer out)
      throws IOException, InterruptedException {
    Optional<Talk> talk = Optional.empty();
    long pid = 0;
    for (int i = 0; i < trace.size(); i++) {
      Trace event = trace.get(i);
      int place = i;
      belady.ifPresent(bound -> bound.at(place, event.kind() == Trace.Kind.CONVERSATION));
      if (event.kind() == Trace.Kind.CONVERSATION) {
        talk = Optional.of(new Talk(++pid, new Swap(store), settings, plan.meter(), said));
        sizes.clear();
        continue;
      }
      Talk running = talk.orElseThrow(() -> new FaultException(
          Errno.BAD_USAGE,
          "%s is in no conversation".formatted(event.id()),
          "a trace begins with {\"event\":\"conversation\",\"id\":\"…\"}"));
      if (event.kind() == Trace.Kind.TURN) {
        sizes.put(event.id(), plan.meter().tokens(PageKind.USER, event.text()));
        count(running.say(event), "", Set.of());
      } else {
        asked(event, running.ask(event, readAhead, plan.fresh()), out);
      }
    }
  }

  private void asked(Trace question, Talk.Request request, Writer out) throws IOException {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("id", question.id());
    line.put("resident", request.turns());
    line.put("tokens", request.tokens());
    line.put("cached", request.cached());
    line.put("pageins", request.pageIns());
    line.put("ms", Math.round(request.millis() * 10) / 10.0);
    out.write(MAPPER.writeValueAsString(line) + "\n");
    Trace.Gold right = gold.get(question.id());
    if (right != null && !right.evidence().isEmpty()) {
      count(request, right.category(), new TreeSet<>(right.evidence()));
    } else {
      count(request, "", Set.of());
    }
  }

  private void count(Talk.Request request, String category, Set<String> evidence) {
    double there = 0;
    double tokens = 0;
    double all = 0;
    for (String turn : evidence) {
      int size = sizes.getOrDefault(turn, 0);
      boolean in = request.turns().contains(turn);
      there += in ? 1 : 0;
      tokens += in ? size : 0;
      all += size;
    }
    Score.Call call = new Score.Call(
        there / Math.max(1, evidence.size()),
        tokens / Math.max(1, all),
        request.tokens(),
        request.tokens() - request.cached(),
        request.cost(),
        request.pageIns());
    calls.add(call);
    if (!evidence.isEmpty()) {
      scores.computeIfAbsent(category, c -> new ArrayList<>()).add(call);
    }
  }
}
