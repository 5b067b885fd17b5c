package llmos.kernel.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import llmos.api.EvictionPolicy;
import llmos.api.FaultException;
import llmos.api.PageId;
import llmos.kernel.memory.Memory;
import llmos.kernel.memory.policy.Fifo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ResidencyTest {
  private static final Memory.Meter WORDS = (kind, text) -> text.strip().split("\\s+", -1).length;

  @TempDir
  private Path folder;

  /** A conversation of this many turns of ten tokens, with two questions at its end about its first and last turn. */
  private Path trace(int turns) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("{\"event\":\"conversation\",\"id\":\"c\"}");
    for (int i = 0; i < turns; i++) {
      lines.add(
          "{\"event\":\"turn\",\"id\":\"t%d\",\"session\":\"1\",\"time\":\"1:56 pm on 8 May, 2023\",\"speaker\":\"Ann\",\"text\":\"turn %d of one two three four five six\"}"
              .formatted(i, i));
    }
    lines.add("{\"event\":\"ask\",\"id\":\"q0\",\"text\":\"What was first?\"}");
    lines.add("{\"event\":\"ask\",\"id\":\"q1\",\"text\":\"What was last?\"}");
    return Files.write(folder.resolve("c.trace.jsonl"), lines);
  }

  private Path gold(int turns) throws IOException {
    return Files.write(
        folder.resolve("c.gold.jsonl"),
        List.of(
            "{\"id\":\"q0\",\"category\":\"early\",\"evidence\":[\"t0\"]}",
            "{\"id\":\"q1\",\"category\":\"late\",\"evidence\":[\"t0\",\"t%d\"]}"
                .formatted(turns - 1)));
  }

  private Residency.Plan plan(int turns, Optional<EvictionPolicy.Maker> policy, boolean fresh)
      throws IOException {
    return new Residency.Plan(
        trace(turns),
        Optional.of(gold(turns)),
        Optional.of(folder.resolve("out.jsonl")),
        400,
        policy,
        fresh,
        WORDS,
        store -> (pid, memory, question, room) -> {});
  }

  private List<JsonNode> lines() throws IOException {
    JsonMapper mapper = JsonMapper.builder().build();
    return Files.readAllLines(folder.resolve("out.jsonl")).stream()
        .map(mapper::readTree)
        .toList();
  }

  private static Score row(List<Score> scores, String category) {
    return scores.stream()
        .filter(s -> s.category().equals(category))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void findsTheNewestTurnAndMissesTheFirstInAWindowThatLosesOldTurns() throws Exception {
    List<Score> scores = Residency.run(plan(100, Optional.of(Fifo.MAKER), false));

    assertThat(row(scores, "early").recall()).isZero();
    assertThat(row(scores, "late").recall()).isEqualTo(50);
    assertThat(row(scores, "all").allEvidence()).isZero();
    assertThat(row(scores, "calls").calls()).isEqualTo(102);
    assertThat(lines()).hasSize(2);
    assertThat(lines().getFirst().get("resident").toString())
        .contains("\"t99\"")
        .doesNotContain("\"t0\"");
  }

  @Test
  void findsAllEvidenceIfTheFutureIsKnown() throws Exception {
    List<Score> scores = Residency.run(plan(100, Optional.empty(), false));

    assertThat(row(scores, "all").allEvidence()).isEqualTo(100);
  }

  @Test
  void countsAsCachedWhatStandsAtTheStartOfTheRequestBefore() throws Exception {
    Residency.run(plan(10, Optional.of(Fifo.MAKER), false));

    JsonNode first = lines().getFirst();
    assertThat(first.get("tokens").asInt()).isEqualTo(10 * 10 + 3);
    assertThat(first.get("cached").asInt()).isEqualTo(10 * 10);
    assertThat(lines().get(1).get("tokens").asInt())
        .as("the first question has gone")
        .isEqualTo(10 * 10 + 3);
  }

  @Test
  void asksEachQuestionOfTheSameWindowIfItIsToBeFresh() throws Exception {
    // The window is all but full: the first question makes a batch leave, and each later one would
    // find less.
    Residency.run(plan(29, Optional.of(Fifo.MAKER), true));

    assertThat(lines().get(1).get("resident")).isEqualTo(lines().getFirst().get("resident"));
  }

  @Test
  void letsAReadAheadBringPagesInAndCountsThem() throws Exception {
    Residency.Plan bare = plan(100, Optional.of(Fifo.MAKER), false);
    List<Score> scores = Residency.run(new Residency.Plan(
        bare.trace(),
        bare.gold(),
        bare.out(),
        bare.window(),
        bare.policy(),
        bare.fresh(),
        bare.meter(),
        store -> (pid, memory, question, room) -> memory.load(List.of(new PageId(1)))));

    assertThat(row(scores, "all").allEvidence()).isEqualTo(100);
    assertThat(lines().getFirst().get("pageins").asInt()).isEqualTo(1);
  }

  @Test
  void tellsWhichLineIsNoEvent() throws IOException {
    Path file =
        Files.writeString(folder.resolve("bad.jsonl"), "\n{\"event\":\"party\",\"id\":\"x\"}\n");

    assertThatThrownBy(() -> Trace.read(file))
        .isInstanceOf(FaultException.class)
        .hasMessageContaining("line 2 of ");
  }

  @Test
  void tellsWhenATurnIsInNoConversation() throws IOException {
    Residency.Plan good = plan(1, Optional.of(Fifo.MAKER), false);
    List<String> lines = Files.readAllLines(good.trace());
    Files.write(good.trace(), lines.subList(1, lines.size()));

    assertThatThrownBy(() -> Residency.run(good))
        .isInstanceOf(FaultException.class)
        .hasMessageContaining("t0 is in no conversation");
  }

  @Test
  void tellsWhenTheTraceIsNotThere() {
    assertThatThrownBy(() -> Trace.read(folder.resolve("none.jsonl")))
        .isInstanceOf(FaultException.class)
        .hasMessageContaining("does not exist");
  }
}
