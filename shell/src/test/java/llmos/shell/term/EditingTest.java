package llmos.shell.term;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import llmos.api.CallContext;
import llmos.api.Effect;
import llmos.api.Label;
import llmos.api.Operation;
import llmos.api.Param;
import llmos.api.Peripheral;
import llmos.api.Reply;
import llmos.kernel.Records;
import llmos.shell.cmd.Builtins;
import llmos.shell.cmd.DeviceCalls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the editor is told, without a terminal. */
class EditingTest {
  private final Suggestions suggestions = new Suggestions(
      Builtins.all(new DeviceCalls(List::of, () -> new Records(List.of(), Label.SYSTEM), List::of)),
      Map::of,
      () -> List.of(new Clock()),
      new Disk());

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      value = {
        "/moun § /mount",
        "/find x | whe § where",
        "/mem pi § pin",
        "/find x --mo § --most",
        "/find x --in d § docs",
        "/cat d § docs/",
        "/cat docs/g § docs/guide.md",
        "/ls d § docs",
        "/mount re § reports/",
        "/find x --in docs/g § docs/guide.md",
        "about @docs/g § @docs/guide.md",
        "/clo § /clock",
        "/clock n § now",
        "/clock now --z § --zone=",
        "/find x | pick sc § score",
        "/mount | where docu § documents",
        "/ls | where bytes > 3 | sort bl § blocks",
        "/find x | pick doc score | where sc § score",
        "/cpu ls | where dri § driver",
        "what does @do § @docs",
        "/mem why p § p12",
        "/mem drop p1 p § p12",
        "/mem ls | mem load p § p12",
        "/mem policy f § fifo",
        "/bench residency x --policy f § fifo",
        "/cpu use f § fifo",
        "/session resume f § fifo",
        "/session fork f § fifo",
        "/session export f § fifo",
        "/session export fifo --format js § jsonl",
        "/session replay f § fifo",
        "/session un § undo",
      })
  void completes(String before, String expected) {
    assertThat(suggestions.after(before))
        .extracting(Suggestions.Suggestion::text)
        .contains(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hello wor", "mail x@do", "moun", "/xyz"})
  void leavesTalkAlone(String before) {
    assertThat(suggestions.after(before)).isEmpty();
  }

  @Test
  void offersPagesOnlyWhereOneIsNamed() {
    assertThat(suggestions.after("/mem w"))
        .extracting(Suggestions.Suggestion::text)
        .contains("why");
    assertThat(suggestions.after("/mem p"))
        .extracting(Suggestions.Suggestion::text)
        .containsExactlyInAnyOrder("pin", "policy");
    assertThat(suggestions.after("/mem policy fifo f")).isEmpty();
  }

  @Test
  void describesEachCommandAndOperation() {
    assertThat(suggestions.after("/")).allSatisfy(s -> assertThat(s.text()).startsWith("/"));
    assertThat(suggestions.after("/clock "))
        .singleElement()
        .satisfies(s -> assertThat(s.meaning()).isEqualTo("The time."));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/say \"a", "/each { say a", "/ls |", "/ls &&"})
  void goesOnWhereAProgramIsOpen(String line) {
    assertThat(Completeness.needsMore(line)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/say a", "it's open", "say \"a", "/say )", "!echo '", "ends with |", ""})
  void endsWhereAProgramIsWholeOrItIsTalk(String line) {
    assertThat(Completeness.needsMore(line)).isFalse();
  }

  @Test
  void paintsUnknownCommandsRed() {
    assertThat(Painting.of("/find 'a b' $x --in c | frist 3", suggestions::isKnown))
        .containsExactly(
            new Painting.Span(0, 5, Painting.Kind.COMMAND),
            new Painting.Span(6, 11, Painting.Kind.STRING),
            new Painting.Span(12, 14, Painting.Kind.VARIABLE),
            new Painting.Span(15, 19, Painting.Kind.FLAG),
            new Painting.Span(22, 23, Painting.Kind.MARK),
            new Painting.Span(24, 29, Painting.Kind.UNKNOWN));
    assertThat(Painting.of("it's | fine", suggestions::isKnown)).isEmpty();
  }

  private static final class Disk implements Suggestions.Places {
    @Override
    public List<String> volumes() {
      return List.of("docs", "c");
    }

    @Override
    public List<String> documents(String begun) {
      return begun.contains("/") ? List.of("docs/guide.md") : List.of("docs/", "c/");
    }

    @Override
    public List<String> files(String begun) {
      return List.of("reports/");
    }

    @Override
    public List<Suggestions.Suggestion> pages(String begun) {
      return List.of(new Suggestions.Suggestion("p12", "hello"));
    }

    @Override
    public List<Suggestions.Suggestion> known(String kind) {
      assertThat(kind).isIn("policy", "cpu", "session");
      return List.of(new Suggestions.Suggestion("fifo", "what came first leaves first"));
    }
  }

  private static final class Clock implements Peripheral {
    @Override
    public String name() {
      return "clock";
    }

    @Override
    public String summary() {
      return "Tells the time.";
    }

    @Override
    public List<Operation> operations() {
      Param zone = Param.of("zone", Param.Type.TEXT, Param.Role.PAYLOAD, "A zone.");
      return List.of(
          new Operation("now", "The time.", List.of(zone), Effect.NONE, true, List.of()));
    }

    @Override
    public Reply call(String operation, Map<String, Object> args, CallContext context) {
      return Reply.text("now");
    }
  }
}
