package llmos.openai;

import static org.assertj.core.api.Assertions.assertThat;

import llmos.api.PageKind;
import org.junit.jupiter.api.Test;

class MessagesTest {

  @Test
  void rolesTakeTurnsAndOnlyTheFirstMessageIsTheSystems() {
    String json = Messages.of(new Fixture()
            .add(PageKind.SYSTEM, "S1")
            .add(PageKind.SYSTEM, "S2")
            .add(PageKind.SUMMARY, "[pages 1–4 are on disk]")
            .add(PageKind.USER, "U1")
            .add(PageKind.ASSISTANT, "A1")
            .add(PageKind.ASSISTANT, "A2")
            .add(PageKind.SYSTEM, "S3")
            .add(PageKind.USER, "U2")
            .prompt())
        .toString();

    assertThat(json).isEqualTo("""
            [{"role":"system","content":"S1\\n\\nS2"},\
            {"role":"user","content":"[pages 1–4 are on disk]\\n\\nU1"},\
            {"role":"assistant","content":"A1\\n\\nA2"},\
            {"role":"user","content":"S3\\n\\nU2"}]""");
  }

  @Test
  void resultsFollowTheirCallsAndOrphansStayAtHome() {
    String json = Messages.of(new Fixture()
            .call(PageKind.RESULT, "gone", "orphan result")
            .add(PageKind.USER, "U1")
            .add(PageKind.ASSISTANT, "Let me see.")
            .call(PageKind.CALL, "c1", "calc eval \"1+1\"")
            .call(PageKind.CALL, "c2", "clock now")
            .call(PageKind.CALL, "c3", "orphan call")
            .call(PageKind.RESULT, "c2", "noon")
            .call(PageKind.RESULT, "c1", "2,")
            .call(PageKind.RESULT, "c1", "exactly")
            .prompt())
        .toString();

    assertThat(json).isEqualTo("""
            [{"role":"user","content":"U1"},\
            {"role":"assistant","content":"Let me see.","tool_calls":[\
            {"id":"c1","type":"function","function":{"name":"run","arguments":"{\\"line\\":\\"calc eval \\\\\\"1+1\\\\\\"\\"}"}},\
            {"id":"c2","type":"function","function":{"name":"run","arguments":"{\\"line\\":\\"clock now\\"}"}}]},\
            {"role":"tool","tool_call_id":"c1","content":"2,\\nexactly"},\
            {"role":"tool","tool_call_id":"c2","content":"noon"}]""");
  }

  @Test
  void anIdThatComesAgainBelongsToTheLatestCall() {
    String json = Messages.of(new Fixture()
            .add(PageKind.USER, "U1")
            .call(PageKind.CALL, "0", "first")
            .call(PageKind.RESULT, "0", "one")
            .call(PageKind.CALL, "0", "second")
            .call(PageKind.RESULT, "0", "two")
            .prompt())
        .toString();

    assertThat(json).containsSubsequence("first", "\"one\"", "second", "\"two\"");
  }

  @Test
  void blocksAreNumberedAtTheHeadOfTheLastQuestion() {
    String json = Messages.of(new Fixture()
            .add(PageKind.USER, "U1")
            .add(PageKind.ASSISTANT, "A1")
            .block("docs/a.pdf", 4, "Alpha.")
            .block("docs/b.md", 0, "Beta.")
            .add(PageKind.USER, "U2")
            .call(PageKind.CALL, "c", "x")
            .call(PageKind.RESULT, "c", "y")
            .prompt())
        .toString();

    assertThat(json)
        .containsSubsequence(
            "\"U1\"",
            "[1] (docs/a.pdf p.4) Alpha.\\n[2] (docs/b.md) Beta.\\n\\nAnswer",
            ".\\n\\nU2\"",
            "\"tool\"");
  }

  @Test
  void aServerWithoutToolsIsToldOfThemAsText() {
    String json = Messages.of(
            new Fixture()
                .add(PageKind.USER, "U1")
                .call(PageKind.CALL, "c", "clock now")
                .call(PageKind.RESULT, "c", "noon")
                .add(PageKind.ASSISTANT, "It is noon.")
                .prompt(),
            false)
        .toString();

    assertThat(json).isEqualTo("""
            [{"role":"user","content":"U1"},{"role":"assistant","content":"clock now"},\
            {"role":"user","content":"Result of `clock now`:\\nnoon"},\
            {"role":"assistant","content":"It is noon."}]""");
  }

  @Test
  void aConversationWhoseBeginningLeftStartsWithTheUser() {
    String json = Messages.of(
            new Fixture().add(PageKind.ASSISTANT, "A1").add(PageKind.USER, "U2").prompt())
        .toString();

    assertThat(json).startsWith("[{\"role\":\"user\"");
  }
}
