package llmos.kernel.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llmos.api.Effect;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.api.Operation;
import llmos.api.Param;
import llmos.api.Words;
import llmos.kernel.guard.Guard.Mode;
import llmos.kernel.guard.Guard.Verdict;
import llmos.kernel.store.Ledger;
import llmos.kernel.store.Store;
import llmos.testkit.FakeClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GateTest {
  private static final Guard.Labels TYPED = Guard.Labels.of(Label.TYPED);
  private static final Guard.Labels TAINTED = Guard.Labels.of(Label.untrusted("report.pdf p.4"));

  @TempDir
  Path home = Path.of("");

  private Path workspace = home;
  private final List<String> asked = new ArrayList<>();
  private final List<Gate.Answer> offered = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // made before each test
  private Store store;

  @SuppressWarnings("NullAway.Init") // made before each test
  private Gate gate;

  @BeforeEach
  void open() throws IOException {
    store = Store.open(home.resolve("state.db"));
    workspace = Files.createDirectories(home.resolve("work")).toRealPath();
    Path volume = Files.createDirectories(home.resolve("docs"));
    FakeClock clock = new FakeClock();
    gate = new Gate(
        new Ledger(store, clock),
        workspace,
        workspace.resolve("home"),
        () -> List.of(volume),
        clock);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static Gate.DeviceCall call(Effect effect, Param.Type type, String target) {
    Param param = Param.of("target", type, Param.Role.TARGET, "where");
    Operation op = new Operation("op", "Does.", List.of(param), effect, false, List.of());
    return new Gate.DeviceCall(
        "dev", op, Map.of("target", target), "dev op " + Words.quote(target));
  }

  private Guard.Decision pass(Gate.DeviceCall call, Guard.Labels labels, Gate.Answer... answer) {
    Gate.Asker asker = (lines, choices) -> {
      asked.addAll(lines);
      offered.addAll(choices);
      return answer.length == 0 ? Optional.empty() : Optional.of(answer[0]);
    };
    return gate.pass(call, labels, new Mode(false, answer.length > 0), asker, 1);
  }

  private Verdict read(String path) {
    return pass(call(Effect.READ, Param.Type.PATH, path), TAINTED).verdict();
  }

  private Verdict write(String path, Gate.Answer... answer) {
    return pass(call(Effect.WRITE, Param.Type.PATH, path), TYPED, answer).verdict();
  }

  @Test
  void readsOnlyInsideByRealPaths() throws IOException {
    Files.createSymbolicLink(workspace.resolve("out"), Path.of("/etc"));
    Files.createSymbolicLink(workspace.resolve("docs"), home.resolve("docs"));

    assertThat(read("a/new.txt")).isEqualTo(Verdict.ALLOW);
    assertThat(read("docs/x")).isEqualTo(Verdict.ALLOW);
    assertThat(read("../docs/x")).isEqualTo(Verdict.ALLOW);
    assertThat(read("out/passwd")).isEqualTo(Verdict.DENY);
    assertThat(read("../../x")).isEqualTo(Verdict.DENY);
    assertThat(read("/etc/passwd")).isEqualTo(Verdict.DENY);
  }

  @Test
  void takesTheLineThatItOffers() {
    Guard.Decision no = pass(call(Effect.WRITE, Param.Type.PATH, "Notes.txt"), TYPED);
    assertThat(no.verdict()).isEqualTo(Verdict.DENY);
    assertThat(no.allowLine()).isEqualTo("allow dev op ./Notes.txt --for project");

    gate.grant(List.of("dev", "op", "./Notes.txt"), true, "session", false);

    assertThat(write("Notes.txt")).isEqualTo(Verdict.ALLOW);
    assertThat(write("Notes.txt.bak")).isEqualTo(Verdict.DENY);
  }

  @Test
  void keepsAnswersAsFarAsTheyGo() {
    assertThat(write("a", Gate.Answer.NO)).isEqualTo(Verdict.DENY);
    assertThat(write("a", Gate.Answer.ONCE)).isEqualTo(Verdict.ALLOW);
    assertThat(write("a")).isEqualTo(Verdict.DENY);
    assertThat(write("a", Gate.Answer.SESSION)).isEqualTo(Verdict.ALLOW);
    assertThat(write("a")).isEqualTo(Verdict.ALLOW);
    assertThat(write("b")).isEqualTo(Verdict.DENY);
    assertThat(write("b", Gate.Answer.ALWAYS)).isEqualTo(Verdict.ALLOW);
    assertThat(gate.grants())
        .extracting(Ledger.GrantRow::scope)
        .containsExactly("project", "session");

    gate.revoke(gate.grants().getFirst().id());

    assertThat(write("b")).isEqualTo(Verdict.DENY);
    assertThatThrownBy(() -> gate.revoke(99)).isInstanceOf(FaultException.class);
  }

  @Test
  void givesATaintedProcessNothingThatStays() {
    Gate.DeviceCall call = call(Effect.WRITE, Param.Type.PATH, "a");

    assertThat(pass(call, TAINTED, Gate.Answer.ALWAYS).verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(gate.grants()).isEmpty();
    assertThat(String.join("\n", asked)).contains("tainted by report.pdf p.4");
    assertThat(offered).containsExactly(Gate.Answer.NO, Gate.Answer.ONCE);
    assertThat(pass(call, TAINTED).allowLine()).endsWith("--for project --even-tainted");
  }

  @Test
  void comparesHostsInTheirNormalForm() {
    gate.grant(List.of("dev", "op", "https://Example.com/x"), true, "project", false);

    assertThat(net("https://EXAMPLE.com./y")).isEqualTo(Verdict.ALLOW);
    assertThat(net("https://example.com:8443/y")).isEqualTo(Verdict.DENY);
    assertThat(net("https://example.com@evil.org/")).isEqualTo(Verdict.DENY);
    assertThat(net("file:///etc/passwd")).isEqualTo(Verdict.DENY);
    assertThat(net("https://example.com.evil.org/")).isEqualTo(Verdict.DENY);
  }

  private Verdict net(String url) {
    return pass(call(Effect.NET, Param.Type.URL, url), TYPED).verdict();
  }

  @Test
  void aLongCallIsShownByItsEnds() {
    write("a/" + "x".repeat(100_000) + "/the-end", Gate.Answer.NO);

    assertThat(asked)
        .anyMatch(line -> line.startsWith("  call    dev op a/xxx")
            && line.contains("more characters")
            && line.endsWith("/the-end")
            && line.length() < 1500);
  }

  @Test
  void drawsTheQuestionWithoutControls() {
    write("a\u001b[2J\u202e\nb", Gate.Answer.NO);
    write("a\u001b[2J\u202eb", Gate.Answer.NO);

    assertThat(asked)
        .isNotEmpty()
        .allMatch(line -> line.chars().noneMatch(Character::isISOControl));
    assertThat(String.join("", asked)).contains("␛[2J<U+202E>");
  }

  @Test
  void auditsEveryDecision() {
    read("a");
    read("/etc/passwd");
    write("a", Gate.Answer.ONCE);

    assertThat(gate.audit(9))
        .extracting(Ledger.AuditRow::verdict)
        .containsExactly("ALLOW", "DENY", "ALLOW");
    assertThat(gate.firstBrokenAuditRow()).isEmpty();
  }

  @Test
  void asksForSettingsOfGitAndLlmosWhateverIsGranted() throws IOException {
    Files.createDirectories(workspace.resolve(".git/hooks"));
    Files.createSymbolicLink(workspace.resolve("hooks"), workspace.resolve(".git/hooks"));
    gate.grant(List.of("dev", "op", "./"), true, "project", true);

    assertThat(write("a/b.txt")).isEqualTo(Verdict.ALLOW);
    for (String path :
        List.of(".git/config", "hooks/pre-commit", ".llmos/x", "a/.GIT/config", ".git")) {
      assertThat(write(path)).as(path).isEqualTo(Verdict.DENY);
      offered.clear();
      assertThat(write(path, Gate.Answer.ALWAYS)).as(path).isEqualTo(Verdict.ALLOW);
      assertThat(offered).containsExactly(Gate.Answer.NO, Gate.Answer.ONCE);
    }
    assertThat(gate.grants()).hasSize(1);
    assertThat(read(".git/config")).isEqualTo(Verdict.ALLOW);
  }

  private List<String> asksToWrite(String path, String text, boolean append) {
    Operation op = new Operation(
        "write",
        "Writes.",
        List.of(
            Param.of("path", Param.Type.PATH, Param.Role.TARGET, "where"),
            Param.of("text", Param.Type.TEXT, Param.Role.PAYLOAD, "what")),
        Effect.WRITE,
        false,
        List.of());
    Map<String, Object> args = Map.of("path", path, "text", text, "append", append);
    asked.clear();
    pass(new Gate.DeviceCall("fs", op, args, "fs write"), TYPED, Gate.Answer.NO);
    return asked.stream().filter(l -> l.matches("  (change|[-+] ).*")).toList();
  }

  @Test
  void showsWhatAWriteChangesInAFileThatIsThere() throws IOException {
    Files.writeString(workspace.resolve("a.txt"), "one\ntwo\u001b[2J\nthree\n");
    Files.write(workspace.resolve("b.bin"), new byte[] {(byte) 0xff, 0});
    Files.writeString(workspace.resolve("long.txt"), ("x".repeat(900) + "\n").repeat(40));

    assertThat(asksToWrite("new.txt", "one", false)).isEmpty();
    assertThat(asksToWrite("a.txt", "one\nzwei\nthree", false))
        .containsExactly(
            "  change  after line 1: 1 of 3 lines leave, 1 come", "  - two␛[2J", "  + zwei");
    assertThat(asksToWrite("a.txt", "four", true))
        .containsExactly("  change  after line 3: 0 of 3 lines leave, 1 come", "  + four");
    assertThat(asksToWrite("b.bin", "x", false))
        .containsExactly("  change  of a file that is no text");
    assertThat(asksToWrite("long.txt", "y", false))
        .hasSize(11)
        .contains("  - … and 32 more")
        .allMatch(line -> line.length() < 220);
  }
}
