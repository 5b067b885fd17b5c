package llmos.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import llmos.kernel.bench.NeedleBench;
import llmos.kernel.bench.RetrievalBench;
import llmos.kernel.bench.Timing;

/** What the benches of the disk tell, as records. */
final class BenchRows {
  private BenchRows() {}

  static List<Row> of(RetrievalBench.Result result) {
    List<Row> rows = new ArrayList<>();
    rows.add(Row.of(
            "text",
            String.format(
                Locale.ROOT,
                "%,d questions, %,d documents, %,d blocks, %,d with vectors",
                result.questions(),
                result.documents(),
                result.blocks(),
                result.vectors()))
        .and("measure", "size")
        .and("questions", result.questions())
        .and("documents", result.documents())
        .and("blocks", result.blocks())
        .and("vectors", result.vectors()));
    result
        .measures()
        .forEach((measure, value) ->
            rows.add(Row.of("text", String.format(Locale.ROOT, "%-12s %.4f", measure, value))
                .and("measure", measure)
                .and("value", Math.round(value * 10_000) / 10_000.0)));
    rows.add(time("search", result.millis()));
    rows.add(time("bare-lucene", result.bareMillis()));
    return rows;
  }

  static Row of(Timing t) {
    String times = t.p99() == 0
        ? ""
        : String.format(
            Locale.ROOT, ", ms: p50 %8.3f, p95 %8.3f, p99 %8.3f", t.p50(), t.p95(), t.p99());
    return Row.of(
            "text",
            String.format(
                Locale.ROOT,
                "%-11s %,10d  %,10.0f a second%s",
                t.name(),
                t.calls(),
                t.perSecond(),
                times))
        .and("step", t.name())
        .and("calls", t.calls())
        .and("per_second", Math.round(t.perSecond() * 10) / 10.0)
        .and("p50", t.p50())
        .and("p95", t.p95())
        .and("p99", t.p99());
  }

  static Row size(String step, String what, long bytes) {
    return Row.of("text", String.format(Locale.ROOT, "%-11s %,10d MiB %s", step, bytes >> 20, what))
        .and("step", step)
        .and("mib", bytes >> 20);
  }

  static Row of(NeedleBench.Result result) {
    return Row.of(
            "text",
            String.format(
                Locale.ROOT,
                "%-12s %,5d  exact %5.1f %%  misspelt %5.1f %%",
                result.kind(),
                result.needles(),
                100 * result.exact(),
                100 * result.misspelt()))
        .and("kind", result.kind())
        .and("needles", result.needles())
        .and("exact", thousandth(result.exact()))
        .and("misspelt", thousandth(result.misspelt()));
  }

  private static Row time(String measure, List<Double> millis) {
    return Row.of(
            "text",
            String.format(
                Locale.ROOT,
                "%-12s p50 %.2f ms, p95 %.2f ms",
                measure,
                millis.getFirst(),
                millis.getLast()))
        .and("measure", measure)
        .and("p50", thousandth(millis.getFirst()))
        .and("p95", thousandth(millis.getLast()));
  }

  private static double thousandth(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
