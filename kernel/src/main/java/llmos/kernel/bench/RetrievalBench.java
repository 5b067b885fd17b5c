package llmos.kernel.bench;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import llmos.api.Errno;
import llmos.api.Fault;
import llmos.api.FaultException;
import llmos.api.Progress;
import llmos.api.Span;
import llmos.kernel.disk.BareSearch;
import llmos.kernel.disk.Disk;
import llmos.kernel.disk.MountReport;
import llmos.kernel.disk.Step;

/**
 * How well the disk finds what answers a question, and how fast. Each document becomes a file, as someone would keep it: Markdown under
 * its title, or plain text if it has none.
 */
public final class RetrievalBench {
  private static final int SHOWN = 10; // hits of a search that is measured
  private static final int BLOCKS = 4; // of a document that may come before the next one

  private final Plan plan;
  private final Beir collection;
  private final Map<String, String> idOfFile = new HashMap<>();
  private final Map<String, Span> places =
      new HashMap<>(); // by question, in characters of the file
  private final Map<String, Double> sums = new TreeMap<>();

  /**
   * What to measure.
   *
   * @param folder a collection
   * @param k documents of a ranking
   * @param run where the rankings go, in the format of TREC
   * @param without steps of the search that are left out
   */
  public record Plan(Path folder, int k, Optional<Path> run, Set<Step> without) {}

  /**
   * What was measured.
   *
   * @param measures from 0 to 1, by name
   * @param millis of a search whose question is embedded: p50 and p95
   * @param bareMillis likewise of a search of the index by words, with nothing around it
   */
  public record Result(
      int questions,
      int documents,
      int blocks,
      long vectors,
      Map<String, Double> measures,
      List<Double> millis,
      List<Double> bareMillis) {}

  private RetrievalBench(Plan plan) {
    this.plan = plan;
    this.collection = Beir.read(plan.folder());
  }

  /**
   * Measures.
   *
   * @param home the folder of the shelf, which is filled first
   * @throws FaultException if the folder holds no collection, or a file cannot be written
   */
  public static Result run(Plan plan, Path home, Shelf.Machine machine, Progress progress)
      throws InterruptedException {
    RetrievalBench bench = new RetrievalBench(plan);
    try (Shelf shelf = new Shelf(home, machine);
        Writer run = plan.run().isPresent()
            ? Files.newBufferedWriter(plan.run().get())
            : Writer.nullWriter()) {
      MountReport report = shelf.fill(bench.files(), progress);
      bench.ask(shelf, run, progress);
      return bench.result(shelf, report);
    } catch (IOException e) {
      throw new FaultException(
          new Fault(Errno.NO_SPACE, "the bench cannot write: " + e.getMessage(), "--run FILE"), e);
    }
  }

  private Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    Map<String, Beir.Text> byId = new HashMap<>();
    Map<String, String> fileOfId = new HashMap<>();
    for (Beir.Text document : collection.documents()) {
      String title = document.title().replaceAll("\\s+", " ");
      String name = "%06d.%s".formatted(files.size(), title.isEmpty() ? "txt" : "md");
      files.put(name, head(title) + document.text());
      idOfFile.put(name, document.id());
      fileOfId.put(document.id(), name);
      byId.put(document.id(), document);
    }
    for (Beir.Asked asked : collection.questions()) {
      asked.place().ifPresent(place -> {
        Beir.Text document = Objects.requireNonNull(byId.get(place.doc()));
        String file = Objects.requireNonNull(fileOfId.get(place.doc()));
        places.put(asked.id(), span(file, head(document.title()), document.text(), place));
      });
    }
    return files;
  }

  private static String head(String title) {
    return title.isEmpty() ? "" : "# " + title + "\n\n";
  }

  /**
   * Where an answer stands in its file. What a collection tells may be a few characters off, so the answer is looked for around there;
   * one that stands nowhere as it is written is taken to be where it is told.
   */
  private static Span span(String file, String head, String text, Beir.Place place) {
    int points = text.codePointCount(0, text.length());
    if (place.end() > points) {
      throw new FaultException(
          Errno.BAD_USAGE,
          "document %s has %d characters; the answer '%s' is said to end at %d"
              .formatted(place.doc(), points, place.answer(), place.end()),
          "man bench retrieval");
    }
    String answer = place.answer().strip();
    int told = text.offsetByCodePoints(0, place.start());
    int after = text.indexOf(answer, told);
    int before = text.lastIndexOf(answer, told);
    int length = answer.length();
    int start = before < 0 || (after >= 0 && after - told <= told - before) ? after : before;
    if (start < 0) {
      start = told;
      length = text.offsetByCodePoints(0, place.end()) - told;
    }
    return new Span(file, head.length() + start, head.length() + start + length, 0);
  }

  private void ask(Shelf shelf, Writer run, Progress progress)
      throws IOException, InterruptedException {
    int done = 0;
    for (Beir.Asked asked : collection.questions()) {
      progress.at("questions", done++, collection.questions().size());
      List<Disk.Hit> hits = search(shelf, asked, BLOCKS * plan.k());
      List<String> ranked = documents(hits);
      for (int i = 0; i < ranked.size(); i++) {
        run.write("%s Q0 %s %d %d llmos%n"
            .formatted(asked.id(), ranked.get(i), i + 1, ranked.size() - i));
      }
      Optional<Span> place = Optional.ofNullable(places.get(asked.id()));
      if (place.isPresent()) {
        for (int cut : new int[] {1, 5, 10}) {
          add("hits@" + cut, hits.stream().limit(cut).anyMatch(h -> holds(h, place.get())) ? 1 : 0);
        }
      } else {
        judge(ranked, asked.relevant());
      }
    }
  }

  private void judge(List<String> ranked, Map<String, Integer> relevant) {
    add("ndcg@10", Ranks.ndcg(ranked, relevant, 10));
    for (int cut : new int[] {5, 10, 100}) {
      if (cut <= plan.k()) {
        add("recall@" + cut, Ranks.recall(ranked, relevant, cut));
      }
    }
    add("all-gold@10", Ranks.recall(ranked, relevant, 10) == 1 ? 1 : 0);
  }

  private void add(String measure, double value) {
    sums.merge(measure, value, Double::sum);
  }

  private static boolean holds(Disk.Hit hit, Span place) {
    Span block = hit.block().span();
    return Shelf.file(hit).equals(place.doc())
        && block.start() <= place.start()
        && block.end() >= place.end();
  }

  private List<String> documents(List<Disk.Hit> hits) {
    Set<String> documents = new LinkedHashSet<>();
    hits.forEach(hit -> documents.add(Objects.requireNonNull(idOfFile.get(Shelf.file(hit)))));
    return documents.stream().limit(plan.k()).toList();
  }

  private List<Disk.Hit> search(Shelf shelf, Beir.Asked asked, int most)
      throws InterruptedException {
    return shelf.disk().search(new Disk.Query(asked.text(), List.of(), most, plan.without()));
  }

  private Result result(Shelf shelf, MountReport report) throws IOException, InterruptedException {
    int n = collection.questions().size();
    List<Double> millis = new ArrayList<>();
    List<Double> bare = new ArrayList<>();
    try (BareSearch yardstick = shelf.bare()) {
      for (Beir.Asked asked : collection.questions()) {
        long began = System.nanoTime();
        yardstick.of(asked.text(), SHOWN);
        long between = System.nanoTime();
        search(shelf, asked, SHOWN);
        bare.add((between - began) / 1e6);
        millis.add((System.nanoTime() - between) / 1e6);
      }
    }
    Map<String, Double> measures = new LinkedHashMap<>();
    sums.forEach((measure, sum) -> measures.put(measure, sum / n));
    int documents = collection.documents().size();
    long vectors = shelf.vectors()[0];
    return new Result(
        n, documents, report.blocks(), vectors, measures, middle(millis), middle(bare));
  }

  private static List<Double> middle(List<Double> millis) {
    double[] values = millis.stream().mapToDouble(d -> d).toArray();
    return List.of(Ranks.percentile(values, 50), Ranks.percentile(values, 95));
  }
}
