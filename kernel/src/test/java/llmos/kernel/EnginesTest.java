package llmos.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llmos.api.Engine;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.api.Plugin;
import llmos.api.Progress;
import llmos.kernel.TestMachine.TestConsole;
import llmos.testkit.ScriptedCpu;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Volumes that an engine holds, of an engine that is made up. */
class EnginesTest {
  private static final String ROOT = "made+http://engine.test:9/index";

  @TempDir
  private Path folder;

  private final Map<String, String> held = new LinkedHashMap<>();
  private final List<String> asked = new ArrayList<>();
  private final TestConsole console = new TestConsole(Optional.empty());
  private final ScriptedCpu cpu = new ScriptedCpu(4096);
  private String away = "";
  private String warning = "";
  private Kernel kernel;

  /** Has every document that holds a word of the question. */
  private final class Made implements Engine {
    @Override
    public List<String> schemes() {
      return List.of("made+http");
    }

    private String text(String id) {
      return held.getOrDefault(id, "");
    }

    private void reached(String what) throws IOException {
      asked.add(what);
      if (!away.isEmpty()) {
        throw new IOException(away);
      }
    }

    private Found found(List<String> ids) {
      return new Found(
          ids.stream().map(id -> new Item(id, "Title " + id, text(id))).toList(),
          warning.isEmpty() ? List.of() : List.of(warning));
    }

    @Override
    public Found search(Place place, String question, int most, int mostBytes) throws IOException {
      reached("search " + question);
      List<String> words = List.of(question.split("[^a-z]+", -1));
      return found(held.keySet().stream()
          .filter(id -> words.stream().anyMatch(w -> w.length() > 2 && text(id).contains(w)))
          .limit(most)
          .toList());
    }

    @Override
    public Found get(Place place, List<String> ids, int mostBytes) throws IOException {
      reached("get " + ids);
      return found(ids.stream().filter(held::containsKey).toList());
    }

    @Override
    public Listing list(Place place, int most) throws IOException {
      reached("list " + most);
      return new Listing(held.keySet().stream().limit(most).toList(), held.size());
    }
  }

  private final class MadePlugin implements Plugin {
    @Override
    public String name() {
      return "made";
    }

    @Override
    public List<Engine> engines() {
      return List.of(new Made());
    }
  }

  @BeforeEach
  void boot() throws InterruptedException {
    held.put("mill", "The old mill grinds rye.");
    held.put("bakery #2", "The bakery opens at seven.");
    held.put("bank", "Interest rates rose.");
    kernel = new TestMachine(folder, cpu).boot(new MadePlugin());
    mount(false);
    asked.clear();
  }

  @AfterEach
  void halt() {
    kernel.close();
  }

  private Records mount(boolean localOnly) throws InterruptedException {
    return kernel.mount(ROOT, Optional.of("x"), false, localOnly, 0, Progress.NONE);
  }

  private Records find(String words) throws InterruptedException {
    return kernel.engines().find(words, List.of(), 5, Label.TYPED, console);
  }

  private List<Object> docs(Records records) {
    return records.rows().stream().map(row -> row.get("doc")).toList();
  }

  private Map<String, Object> sync() throws InterruptedException {
    return kernel.upkeep().sync("x", Progress.NONE).rows().getFirst();
  }

  @Test
  void aSearchBringsWhatFitsAndOnlyThat() throws InterruptedException {
    Records found = find("when does the bakery open");

    assertThat(docs(found)).first().isEqualTo("x/bakery %232");
    assertThat(found.label().tainted()).isTrue();
    assertThat(docs(kernel.ls("x"))).containsExactly("x/bakery %232");
    assertThat(asked).containsExactly("search when does the bakery open");
    assertThat(console.notices).isEmpty();
  }

  @Test
  void whatIsHereIsFoundWhileTheEngineIsAwayAndThatIsSaid() throws InterruptedException {
    find("bakery");
    away = "it refuses the connection";

    assertThat(docs(find("bakery"))).containsExactly("x/bakery %232");
    assertThat(console.notices)
        .containsExactly(
            "x cannot be asked: it refuses the connection; only what is here is searched");
    assertThat(kernel.engines().ls("x", console).rows()).hasSize(1);
    assertThat(kernel.engines().cat("x/bakery %232", Label.TYPED, console).rows())
        .hasSize(1);
    assertThatThrownBy(this::sync)
        .isInstanceOf(FaultException.class)
        .hasMessageContaining("it refuses the connection");
  }

  @Test
  void warningsOfTheEngineArePassedOn() throws InterruptedException {
    warning = "1 of 2 shards failed";

    find("bakery");

    assertThat(console.notices).containsExactly("x: 1 of 2 shards failed");

    kernel.engines().cat("x/mill", Label.TYPED, console);

    assertThat(console.notices).hasSize(2).containsOnly("x: 1 of 2 shards failed");
  }

  @Test
  void aDocumentIsReadByItsNameOrItsIdOnceItIsAskedFor() throws InterruptedException {
    Records byId = kernel.engines().cat("x/bakery #2#4-10", Label.TYPED, console);

    assertThat(byId.rows().getFirst()).containsEntry("text", "bakery");
    assertThat(kernel.cat("x/bakery %232").rows().getFirst())
        .containsEntry("text", held.get("bakery #2"));
    assertThatThrownBy(() -> kernel.engines().cat("x/none", Label.TYPED, console))
        .hasMessageContaining("no document x/none");
  }

  @Test
  void aListTellsWhatTheEngineHasBesideWhatIsHere() throws InterruptedException {
    find("bakery");

    Records listed = kernel.engines().ls("x", console);

    assertThat(docs(listed)).containsExactly("x/bakery %232", "x/mill", "x/bank");
    assertThat(listed.rows().getLast()).containsEntry("status", "remote");
    assertThat(console.notices)
        .containsExactly("x: of 3 documents in the engine, and 1 here, 3 are listed");
    assertThat(docs(kernel.engines().ls("x/ba", console)))
        .containsExactly("x/bakery %232", "x/bank");
  }

  @Test
  void syncFollowsWhatChangedAndForgetsWhatIsGone() throws InterruptedException {
    find("bakery mill rates");
    held.put("mill", "The old mill grinds spelt.");
    held.remove("bank");

    assertThat(sync())
        .containsEntry("documents", 2)
        .containsEntry("changed", 1)
        .containsEntry("unchanged", 1)
        .containsEntry("gone", 1);
    assertThat(kernel.find("spelt", List.of(), 5).rows()).hasSize(1);
  }

  @Test
  void anIndexThatIsSuddenlyEmptyLosesNothing() throws InterruptedException {
    find("bakery mill rates");
    held.clear();

    assertThatThrownBy(this::sync).hasMessageContaining("kept until");
    assertThat(kernel.ls("x").rows()).hasSize(3);
  }

  @Test
  void halfAnAnswerForgetsNothing() throws InterruptedException {
    find("bakery mill rates");
    held.remove("bank");
    warning = "1 of 2 shards failed";

    assertThat(sync()).containsEntry("gone", 0).containsEntry("documents", 2);
    assertThat(kernel.ls("x").rows()).hasSize(3);
  }

  @Test
  void whatIsUnchangedIsNotIndexedAgain() throws InterruptedException {
    Object id = find("bakery").rows().getFirst().get("id");

    assertThat(find("bakery").rows().getFirst()).containsEntry("id", id);
  }

  @Test
  void aQuestionBringsItsSources() throws InterruptedException {
    cpu.says("It opens at seven. [1]");

    Answer answer = kernel.ask(Ask.typed("when does the bakery open?"), console);

    assertThat(asked).containsExactly("search when does the bakery open?");
    assertThat(answer.citations().getFirst().span().doc()).isEqualTo("x/bakery %232");
  }

  @Test
  void wordsOfADocumentDoNotLeaveUnasked() throws InterruptedException {
    Label foreign = Label.untrusted("page");
    find("bakery");
    asked.clear();

    Records found = kernel.engines().find("bakery", List.of(), 5, foreign, console);

    assertThat(docs(found)).containsExactly("x/bakery %232");
    assertThat(asked).isEmpty();
    assertThat(console.questions).hasSize(1);
    assertThat(console.notices.getFirst())
        .startsWith("x was not asked")
        .contains("allow find ask engine.test:9 --for project --even-tainted");
  }

  @Test
  void norDoTheyInAQuestionThatATurnBegins() throws InterruptedException {
    cpu.says("I do not know.");
    Label foreign = Label.untrusted("page");

    kernel.ask(
        new Ask(
            "about rates?",
            foreign,
            Optional.empty(),
            List.of("x"),
            false,
            Ask.ReadAhead.AUTO,
            Optional.empty()),
        console);

    assertThat(asked).isEmpty();
    assertThat(console.questions).hasSize(1);
    assertThat(console.notices).anyMatch(line -> line.startsWith("x was not asked"));
  }

  @Test
  void wordsOfAModelAreNotTheUsersLine() throws InterruptedException {
    cpu.calls("search rates").says("I found nothing.");

    kernel.ask(Ask.typed("Note that I like bread."), console);

    assertThat(asked).isEmpty();
    assertThat(console.questions).hasSize(1);
    assertThat(kernel.log(Kernel.LogKind.AUDIT, 20).rows().getFirst())
        .containsEntry("line", "find ask rates")
        .containsEntry("reason", "it talks to engine.test:9, and nobody can be asked");
  }

  @Test
  void aGrantLetsThemLeave() throws InterruptedException {
    kernel.grants().grant(List.of("find", "ask", "engine.test:9"), true, "session", true);

    kernel.engines().find("bakery", List.of(), 5, Label.untrusted("page"), console);

    assertThat(asked).containsExactly("search bakery");
    assertThat(console.questions).isEmpty();
  }

  @Test
  void aModelThatHasReadForeignTextAsksTheUserBeforeItAsksTheEngine() throws InterruptedException {
    cpu.calls("search rates").says("I found nothing.");

    kernel.ask(Ask.typed("when does the bakery open?"), console);

    assertThat(asked).containsExactly("search when does the bakery open?");
    assertThat(console.questions).hasSize(1);
    assertThat(console.notices).anyMatch(line -> line.startsWith("x was not asked"));
  }

  @Test
  void whatCannotBeMountedLeavesNothing() throws InterruptedException {
    kernel.umount("x");
    away = "answered 404: no such index [index]";

    assertThatThrownBy(() -> mount(false)).hasMessageContaining("no such index [index]");
    assertThat(kernel.volumes().rows()).isEmpty();
    assertThatThrownBy(() ->
            kernel.mount("other+http://h/i", Optional.empty(), false, false, 0, Progress.NONE))
        .hasMessageContaining("there are: made+http");
    assertThatThrownBy(() -> kernel.mount(
            ROOT + "?key-env=NO_SUCH_KEY", Optional.empty(), false, false, 0, Progress.NONE))
        .hasMessageContaining("NO_SUCH_KEY");
  }

  @Test
  void aPasswordInAnAddressIsNeitherShownNorWrittenDown() {
    for (String secret :
        List.of("me:s3cret@h/i", "me:s3/cret@h/i", "h:x/i?api_key=s3cret&text=a")) {
      assertThatThrownBy(() -> kernel.mount(
              "made+http://" + secret, Optional.empty(), false, false, 0, Progress.NONE))
          .isInstanceOfSatisfying(
              FaultException.class, e -> assertThat(e.fault().hint()).contains("?key-env=NAME"))
          .hasMessageNotContaining("cret");
    }
    assertThat(kernel.log(Kernel.LogKind.AUDIT, 20).rows().toString())
        .contains("made+http://…@h/i", "api_key=…&text=a")
        .doesNotContain("cret");
  }
}
