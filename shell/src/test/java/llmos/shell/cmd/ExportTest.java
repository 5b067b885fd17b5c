package llmos.shell.cmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.kernel.Records;
import llmos.kernel.Transcript;
import llmos.kernel.Transcript.Source;
import llmos.kernel.Transcript.Step;
import llmos.kernel.Transcript.Turn;
import llmos.shell.lang.Flow;
import llmos.shell.lang.Item;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A session written out: for people, as one value, and as messages to train a model with. */
final class ExportTest {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private static final Turn CITED = turn(
      1,
      "When was it\n# opened?",
      new Step(
          2,
          "sources",
          "[1] p3 d.md#0-9",
          List.of(new Source(1, "p3", "d.md#0-9", "In \"1889\"."))),
      step("assistant", "In 1889 [1]."));
  private static final Turn CALLED = turn(
      2,
      "Add ``` it.",
      step("assistant", "I add."),
      step("call", "calc eval '`1`+1'"),
      step("result", "~~~~\n2"),
      step("call", "calc eval 2"),
      step("result", "2"),
      step("assistant", "It is 2."));
  private static final Turn UNSUPPORTED =
      turn(3, "And?", step("assistant", "In 1898 [1]."), step("unsupported", "1898"));
  private static final Turn BROKEN = turn(4, "Go on", step("assistant", "half [interrupted]"));
  private static final Turn FAILED = turn(5, "Well?", step("fault", "CPU_FAILED: gone"));

  private static Turn turn(long n, String said, Step... steps) {
    return new Turn(n, n, said, List.of(steps));
  }

  private static Step step(String kind, String text) {
    return new Step(0, kind, text, List.of());
  }

  private static Transcript session(Turn... turns) {
    return new Transcript(3, "the lease", 1, 0, 60_000, "Be brief.", List.of(turns), Label.UNKNOWN);
  }

  private static List<String> texts(Flow flow) throws InterruptedException {
    return flow.drain().stream().map(Item::text).toList();
  }

  @Test
  void isReadAsMarkdown() throws InterruptedException {
    String text = texts(Export.markdown(session(CITED, CALLED, UNSUPPORTED, FAILED))).stream()
        .collect(Collectors.joining("\n"));

    assertThat(text).isEqualTo("""
        # the lease

        Session 3, a fork of session 1, from 1970-01-01T00:00:00Z to 1970-01-01T00:01:00Z

        ## Turn 1

        > When was it
        > # opened?

        Sources:

        - [1] d.md#0-9

        In 1889 [1].

        ## Turn 2

        > Add ``` it.

        I add.

        ``calc eval '`1`+1'``

        ~~~~~
        ~~~~
        2
        ~~~~~

        `calc eval 2`

        ~~~
        2
        ~~~

        It is 2.

        ## Turn 3

        > And?

        In 1898 [1].

        Not in the sources: 1898

        ## Turn 5

        > Well?

        **Failed:** CPU_FAILED: gone
        """);
  }

  @Test
  void isOneValueWithEverything() throws InterruptedException {
    Records pages = new Records(List.of(Map.of("id", "p1", "text", "a\u001b\"b")), Label.UNKNOWN);

    JsonNode all =
        MAPPER.readTree(texts(Export.json(session(CITED, BROKEN), pages)).getFirst());

    assertThat(all.path("session").asInt()).isEqualTo(3);
    assertThat(all.path("turns").size()).isEqualTo(2);
    assertThat(all.at("/turns/0/accepted").asBoolean()).isTrue();
    assertThat(all.at("/turns/0/steps/0/sources/0/text").asString()).isEqualTo("In \"1889\".");
    assertThat(all.at("/turns/1/refused").asString()).isEqualTo("interrupted");
    assertThat(all.at("/pages/0/text").asString()).isEqualTo("a\u001b\"b");
  }

  @Test
  void isALineOfMessagesForEachRunOfAcceptedAnswers() throws InterruptedException {
    List<String> lines =
        texts(Export.messages(session(CITED, CALLED, UNSUPPORTED, CITED, BROKEN, FAILED, CALLED)));

    assertThat(lines).hasSize(3).allSatisfy(line -> assertThat(line).doesNotContain("\n"));
    JsonNode messages = MAPPER.readTree(lines.getFirst()).path("messages");
    assertThat(MAPPER.readTree(lines.getFirst()).size()).as("nothing else").isEqualTo(1);
    List<String> roles = new ArrayList<>();
    messages.forEach(message -> roles.add(message.path("role").asString()));
    assertThat(roles)
        .containsExactly(
            "system",
            "user",
            "assistant",
            "user",
            "assistant",
            "tool",
            "assistant",
            "tool",
            "assistant");
    assertThat(messages.get(1).path("content").asString())
        .isEqualTo("Sources:\n[1] (d.md#0-9) In \"1889\".\n\nWhen was it\n# opened?");
    JsonNode calling = messages.get(4);
    assertThat(calling.path("content").asString()).isEqualTo("I add.");
    assertThat(MAPPER
            .readTree(calling.at("/tool_calls/0/function/arguments").asString())
            .path("line")
            .asString())
        .isEqualTo("calc eval '`1`+1'");
    assertThat(messages.get(5).path("tool_call_id").asString())
        .isEqualTo(calling.at("/tool_calls/0/id").asString())
        .isNotEqualTo(messages.get(7).path("tool_call_id").asString());
    assertThat(MAPPER.readTree(lines.get(1)).path("messages").size()).isEqualTo(3);
  }

  @Test
  void saysWhyNoAnswerIsAccepted() {
    assertThatThrownBy(() -> Export.messages(session(UNSUPPORTED, BROKEN, FAILED)))
        .isInstanceOfSatisfying(
            FaultException.class, e -> assertThat(e.fault().errno()).isEqualTo(Errno.NOT_FOUND))
        .hasMessageContaining("turn 3: unsupported; turn 4: interrupted; turn 5: no answer");
    assertThatThrownBy(() -> Export.messages(session()))
        .hasMessageContaining("nothing was said in it");
  }
}
