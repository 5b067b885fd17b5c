package llmos.kernel.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import llmos.api.Document;
import llmos.api.Document.Part;
import llmos.api.Document.PartKind;
import llmos.api.DocumentReader;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Progress;
import llmos.kernel.disk.Readers;
import llmos.testkit.FakeClock;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RetrievalBenchTest {
  private static final Shelf.Machine MACHINE = new Shelf.Machine(
      () -> new Readers(List.of(new Whole()), () -> {}), Optional::empty, new FakeClock());

  @TempDir
  private Path temp;

  /** A file is one part, but for a heading on its first line. */
  private static final class Whole implements DocumentReader {
    @Override
    public String name() {
      return "text";
    }

    @Override
    public boolean reads(String fileName, byte[] head) {
      return true;
    }

    @Override
    public Document read(String fileName, byte[] bytes) {
      String text = new String(bytes, StandardCharsets.UTF_8);
      boolean titled = text.startsWith("# ");
      int end = titled ? text.indexOf('\n') : 0;
      List<Part> parts = titled
          ? List.of(
              new Part(PartKind.HEADING, 0, end, 1, 0),
              new Part(PartKind.PARAGRAPH, end, text.length(), 0, 0))
          : List.of(new Part(PartKind.PARAGRAPH, 0, text.length(), 0, 0));
      return new Document(titled ? text.substring(2, end) : fileName, text, parts, List.of());
    }
  }

  private Path write(String name, String... lines) throws IOException {
    Files.createDirectories(temp.resolve("set"));
    return Files.write(temp.resolve("set").resolve(name), List.of(lines));
  }

  private void collection() throws IOException {
    write(
        "corpus.jsonl",
        "{\"_id\":\"a\",\"title\":\"Towers\",\"text\":\"The tower was finished in 1889.\"}",
        "{\"_id\":\"b\",\"title\":\"\",\"text\":\"Boats go up the river.\"}",
        "{\"_id\":\"c\",\"title\":\"Bridges\",\"text\":\"Bridges cross the river at the tower.\"}");
    write(
        "queries.jsonl",
        "{\"_id\":\"q1\",\"text\":\"when was the tower finished\"}",
        "{\"_id\":\"q2\",\"text\":\"boats on the river\"}",
        "{\"_id\":\"q3\",\"text\":\"nobody judged this\"}");
    write("qrels.tsv", "query-id\tcorpus-id\tscore", "q1\ta\t1", "q2\tb\t1", "q2\tc\t1");
  }

  private RetrievalBench.Result run(Optional<Path> out) throws InterruptedException {
    RetrievalBench.Plan plan = new RetrievalBench.Plan(temp.resolve("set"), 10, out, Set.of());
    return RetrievalBench.run(plan, temp.resolve("home"), MACHINE, Progress.NONE);
  }

  @Test
  void measuresDocumentsAndWritesTheRun() throws Exception {
    collection();
    Path out = temp.resolve("out.trec");

    RetrievalBench.Result result = run(Optional.of(out));

    assertThat(result.questions()).isEqualTo(2);
    assertThat(result.documents()).isEqualTo(3);
    assertThat(result.measures())
        .containsEntry("ndcg@10", 1.0)
        .containsEntry("all-gold@10", 1.0)
        .containsEntry("recall@5", 1.0)
        .doesNotContainKey("recall@100");
    assertThat(Files.readAllLines(out)).contains("q1 Q0 a 1 2 llmos", "q2 Q0 b 1 2 llmos");
  }

  @Test
  void aSecondRunOfAnotherCollectionKnowsNothingOfTheFirst() throws Exception {
    collection();
    run(Optional.empty());
    write(
        "corpus.jsonl", "{\"_id\":\"x\",\"title\":\"\",\"text\":\"Another text about a tower.\"}");
    write("queries.jsonl", "{\"_id\":\"q1\",\"text\":\"tower\"}");
    write("qrels.tsv", "q1\tx\t2");

    assertThat(run(Optional.empty()).measures()).containsEntry("ndcg@10", 1.0);
    assertThat(run(Optional.empty()).blocks()).isEqualTo(1);
  }

  @Test
  void measuresBlocksThatHoldTheAnswerEvenIfItsPlaceIsALittleOff() throws Exception {
    write(
        "corpus.jsonl",
        "{\"_id\":\"a\",\"title\":\"Towers\",\"text\":\"\uD83D\uDE00 Finished in 1889 by masons.\"}",
        "{\"_id\":\"b\",\"title\":\"\",\"text\":\"Boats go up.\"}");
    write(
        "spans.jsonl",
        "{\"id\":\"1\",\"text\":\"when was it finished\",\"doc\":\"a\",\"start\":14,\"end\":18,\"answer\":\"1889 \"}",
        "{\"id\":\"2\",\"text\":\"what do masons do\",\"doc\":\"b\",\"start\":0,\"end\":5,\"answer\":\"Boats\"}");

    assertThat(run(Optional.empty()).measures())
        .containsEntry("hits@1", .5)
        .containsEntry("hits@10", .5);
  }

  @Test
  void gainsAreDiscountedByRank() {
    List<String> ranked = List.of("x", "a", "y", "b");
    Map<String, Integer> worth = Map.of("a", 1, "b", 2, "c", 1);

    assertThat(Ranks.ndcg(ranked, worth, 10)).isCloseTo(.4766, within(.0001));
    assertThat(Ranks.recall(ranked, worth, 3)).isCloseTo(1 / 3d, within(.0001));
    assertThat(Ranks.percentile(new double[] {4, 1, 3, 2}, 50)).isEqualTo(2);
  }

  private AbstractThrowableAssert<?, ?> fails(Errno errno) {
    return assertThatThrownBy(() -> run(Optional.empty()))
        .isInstanceOfSatisfying(
            FaultException.class, e -> assertThat(e.fault().errno()).isEqualTo(errno));
  }

  @Test
  void saysWhatIsWrongWithACollection() throws Exception {
    fails(Errno.NO_FILE).hasMessageContaining("no such folder");
    Files.createDirectories(temp.resolve("set"));
    fails(Errno.NO_FILE).hasMessageContaining("corpus.jsonl does not exist");
    collection();
    write("qrels.tsv", "q1\ta\t1", "q9\ta\t1");
    fails(Errno.BAD_USAGE).hasMessageContaining("line 2").hasMessageContaining("question \"q9\"");
    write("qrels.tsv", "q1\tz\t1");
    fails(Errno.BAD_USAGE).hasMessageContaining("no document \"z\"");
    write("qrels.tsv", "q1 a 1");
    fails(Errno.BAD_USAGE).hasMessageContaining("tabs").hasMessageContaining("found 1");
    write("qrels.tsv", "q1\ta\t0");
    fails(Errno.BAD_USAGE).hasMessageContaining("no question with an answer");
    write("queries.jsonl", "{\"_id\":\"q1\",\"text\":\" \"}");
    fails(Errno.BAD_USAGE).hasMessageContaining("nothing is asked");
    write("corpus.jsonl", "{\"_id\":\"a\",\"text\":\"x\"}", "{\"_id\":\"a\",\"text\":\"y\"}");
    fails(Errno.BAD_USAGE).hasMessageContaining("two documents \"a\"");
    write("corpus.jsonl", "{\"_id\":\"a\",\"text\":\"x\"}", "broken");
    fails(Errno.BAD_USAGE).hasMessageContaining("line 2 of");
    write("corpus.jsonl", "{\"_id\":\"a\",\"text\":\"x\"}");
    write(
        "spans.jsonl",
        "{\"id\":\"1\",\"text\":\"q\",\"doc\":\"a\",\"start\":0,\"end\":9,\"answer\":\"nowhere\"}");
    fails(Errno.BAD_USAGE).hasMessageContaining("document a has 1 characters");
  }

  @Test
  void everyNeedleIsFoundAndNearlyEveryMisspeltOne() throws Exception {
    long seed = 20;

    List<NeedleBench.Result> results =
        NeedleBench.run(60, 300, seed, temp.resolve("needles"), MACHINE, Progress.NONE);

    assertThat(results).extracting(NeedleBench.Result::kind).containsAll(Needle.KINDS);
    NeedleBench.Result all = results.getLast();
    assertThat(all.needles()).isEqualTo(60);
    assertThat(all.exact()).as("seed %d: %s", seed, results).isEqualTo(1);
    assertThat(all.misspelt()).as("seed %d: %s", seed, results).isGreaterThanOrEqualTo(.95);
    assertThatThrownBy(() -> NeedleBench.run(2, 1, 1, temp, MACHINE, Progress.NONE))
        .hasMessageContaining("2 needles need as many blocks");
  }
}
