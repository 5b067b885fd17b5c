package llmos.kernel;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import llmos.api.Embedder;
import llmos.api.EvictionPolicy;
import llmos.api.PageKind;
import llmos.api.Progress;
import llmos.kernel.bench.DiskSpeed;
import llmos.kernel.bench.NeedleBench;
import llmos.kernel.bench.PagingSpeed;
import llmos.kernel.bench.Past;
import llmos.kernel.bench.Residency;
import llmos.kernel.bench.RetrievalBench;
import llmos.kernel.bench.Score;
import llmos.kernel.bench.Shelf;
import llmos.kernel.cpu.TokenMeter;
import llmos.kernel.disk.Recall;
import llmos.kernel.disk.Step;
import llmos.kernel.memory.Memory;
import llmos.kernel.proc.ReadAhead;
import llmos.kernel.store.PageVectors;
import llmos.kernel.store.Requests;
import llmos.kernel.store.Store;
import llmos.kernel.store.Swap;

/** What the shell may measure, as records. */
final class BenchCalls implements Benches {
  private static final double TOKENS_OF_A_WORD = 1.3;

  private final Rooms rooms;
  private final Conversations conversations;

  BenchCalls(Rooms rooms, Conversations conversations) {
    this.rooms = rooms;
    this.conversations = conversations;
  }

  @Override
  public Records residency(Trial asked) throws InterruptedException {
    Optional<EvictionPolicy.Maker> policy = asked.policy().equals("belady")
        ? Optional.empty()
        : Optional.of(conversations.policy(asked.policy()));
    Memory.Meter meter = asked.words()
        ? BenchCalls::words
        : new TokenMeter(rooms.cpus().open(rooms.cpus().current()))::tokens;
    try (Store kept = Store.open(rooms.boot().home().resolve("bench").resolve("state.db"))) {
      List<Score> scores = Residency.run(new Residency.Plan(
          path(asked.trace()),
          asked.gold().map(this::path),
          asked.out().map(this::path),
          asked.window(),
          policy,
          asked.fresh(),
          meter,
          store -> readAhead(asked.ahead(), store, new PageVectors(kept))));
      return Records.system(scores.stream().map(BenchCalls::row).toList());
    }
  }

  /** Read-ahead in the state file of a run; vectors are kept from run to run. */
  private Residency.ReadAhead readAhead(Trial.Ahead ahead, Store run, PageVectors vectors) {
    if (ahead == Trial.Ahead.NONE) {
      return (pid, memory, question, room) -> {};
    }
    Supplier<Optional<Embedder>> embedder =
        ahead == Trial.Ahead.WORDS ? Optional::empty : rooms.devices()::embedder;
    Recall recall = new Recall(
        run.file().resolveSibling("recall"),
        () -> "bench",
        new Swap(run),
        vectors,
        embedder,
        Rooms::worth);
    return new Past(
        new ReadAhead(
            rooms.disk(), rooms.reach(), recall, new Requests(run), rooms.boot().clock()),
        recall);
  }

  @Override
  public Records memory(int pages) throws InterruptedException {
    PagingSpeed.Result result =
        PagingSpeed.run(pages, BenchCalls::words, rooms.boot().clock());
    List<Row> rows = new ArrayList<>(result.steps().stream().map(BenchRows::of).toList());
    rows.add(BenchRows.size("heap", "in use", result.heap()));
    return Records.system(rows);
  }

  @Override
  public Records disk(int megabytes, boolean vectors, int embed, Progress progress)
      throws InterruptedException {
    DiskSpeed.Plan plan =
        new DiskSpeed.Plan(megabytes, vectors, embed, rooms.devices()::embedder, rooms::readers);
    DiskSpeed.Result result = DiskSpeed.run(plan, rooms.boot().clock(), progress);
    List<Row> rows = new ArrayList<>(result.steps().stream().map(BenchRows::of).toList());
    rows.add(BenchRows.size("text", "were mounted", result.text()));
    rows.add(BenchRows.size("disk", "hold text, words and vectors", result.bytes()));
    return Records.system(rows);
  }

  @Override
  public Records retrieval(RetrievalTrial asked, Progress progress) throws InterruptedException {
    Set<Step> without = asked.without().stream().map(Step::of).collect(Collectors.toSet());
    Path folder = path(asked.folder());
    RetrievalBench.Plan plan =
        new RetrievalBench.Plan(folder, asked.k(), asked.run().map(this::path), without);
    RetrievalBench.Result result =
        RetrievalBench.run(plan, shelf(folder.toString()), machine(asked.words()), progress);
    return Records.system(BenchRows.of(result));
  }

  @Override
  public Records needles(int needles, int blocks, long seed, Progress progress)
      throws InterruptedException {
    Path home = shelf("needles " + needles + " " + blocks + " " + seed);
    return Records.system(
        NeedleBench.run(needles, blocks, seed, home, machine(true), progress).stream()
            .map(BenchRows::of)
            .toList());
  }

  /** Where a shelf is kept, so that its vectors are there when it is asked for again. */
  private Path shelf(String name) {
    String hash = Integer.toHexString(name.hashCode());
    return rooms.boot().home().resolve("bench").resolve("shelf-" + hash);
  }

  private Shelf.Machine machine(boolean words) {
    return new Shelf.Machine(
        rooms::readers,
        words ? Optional::empty : rooms.devices()::embedder,
        rooms.boot().clock());
  }

  private Path path(Path given) {
    return rooms.boot().workspace().resolve(given);
  }

  private static int words(PageKind kind, String text) {
    return Math.max(1, (int) Math.ceil(TOKENS_OF_A_WORD * text.strip().split("\\s+", -1).length));
  }

  private static Row row(Score s) {
    boolean calls = s.category().equals("calls");
    String costs = "%,.0f tokens, %,.0f uncached, cost %,.0f, %.1f page-ins"
        .formatted(s.tokens(), s.uncached(), s.cost(), s.pageIns());
    String evidence = calls
        ? ""
        : "all evidence %5.1f %%, recall %5.1f %%, of tokens %5.1f %%; "
            .formatted(s.allEvidence(), s.recall(), s.tokenRecall());
    Row row = Row.of(
            "text",
            String.format(
                Locale.ROOT, "%-14s %,5d  %s%s", s.category(), s.calls(), evidence, costs))
        .and("category", s.category())
        .and("calls", s.calls());
    if (!calls) {
      row.and("all_evidence", tenth(s.allEvidence()))
          .and("recall", tenth(s.recall()))
          .and("token_recall", tenth(s.tokenRecall()));
    }
    return row.and("tokens", tenth(s.tokens()))
        .and("uncached", tenth(s.uncached()))
        .and("cost", tenth(s.cost()))
        .and("pageins", tenth(s.pageIns()));
  }

  private static double tenth(double value) {
    return Math.round(value * 10) / 10.0;
  }
}
