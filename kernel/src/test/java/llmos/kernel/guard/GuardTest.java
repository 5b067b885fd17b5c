package llmos.kernel.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import llmos.api.Confidentiality;
import llmos.api.Effect;
import llmos.api.Integrity;
import llmos.api.Label;
import llmos.api.Operation;
import llmos.kernel.guard.Guard.Mode;
import llmos.kernel.guard.Guard.Scope;
import llmos.kernel.guard.Guard.Verdict;
import llmos.kernel.store.Ledger.GrantRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GuardTest {
  private static final Mode MODEL = new Mode(false, true);

  private static Guard.Call call(Effect effect, Scope scope, String target) {
    Operation op = new Operation("op", "Does.", List.of(), effect, false, List.of());
    return new Guard.Call("dev", op, Map.of(), scope, target, "dev op " + target);
  }

  private static Label label(Integrity integrity, Confidentiality confidentiality) {
    return new Label(integrity, confidentiality, Set.of());
  }

  private static Grants grants(String verdict, String target, boolean evenTainted) {
    return new Grants(
        List.of(new GrantRow(1, "dev", "op", target, verdict, "session", evenTainted, "", 0)),
        "/w");
  }

  private static Grants grants(String kind) {
    return switch (kind) {
      case "none" -> Grants.none();
      case "any" -> grants("allow", "", false);
      case "exact" -> grants("allow", "/w/a", false);
      case "tainted" -> grants("allow", "/w/a", true);
      default -> grants("deny", "", false);
    };
  }

  @ParameterizedTest
  @CsvSource(textBlock = """
          NONE,               OUT,       TRUSTED,   none,    false, ALLOW
          NONE,               OUT,       UNTRUSTED, none,    false, ALLOW
          READ,               IN,        UNTRUSTED, none,    false, ALLOW
          READ,               WORKSPACE, UNTRUSTED, none,    false, ALLOW
          READ,               OUT,       TRUSTED,   none,    false, ASK
          READ,               OUT,       TRUSTED,   none,    true,  ASK
          READ,               OUT,       TRUSTED,   any,     false, ASK
          READ,               OUT,       TRUSTED,   exact,   false, ALLOW
          READ,               OUT,       UNTRUSTED, exact,   false, ASK
          WRITE,              WORKSPACE, TRUSTED,   none,    false, ASK
          WRITE,              WORKSPACE, TRUSTED,   none,    true,  ALLOW
          WRITE,              WORKSPACE, TRUSTED,   any,     false, ALLOW
          WRITE,              WORKSPACE, UNTRUSTED, any,     false, ASK
          WRITE,              WORKSPACE, UNTRUSTED, none,    true,  ASK
          WRITE,              WORKSPACE, UNTRUSTED, tainted, false, ALLOW
          WRITE,              OUT,       TRUSTED,   none,    true,  ASK
          WRITE,              IN,        TRUSTED,   any,     false, ASK
          WRITE,              SETTINGS,  TRUSTED,   exact,   true,  ASK
          WRITE,              SETTINGS,  UNTRUSTED, tainted, false, ASK
          WRITE_IRREVERSIBLE, SETTINGS,  TRUSTED,   exact,   true,  ASK
          WRITE_IRREVERSIBLE, WORKSPACE, TRUSTED,   none,    true,  ASK
          WRITE_IRREVERSIBLE, WORKSPACE, UNTRUSTED, exact,   false, ASK
          NET,                IN,        TRUSTED,   none,    false, ASK
          NET,                IN,        TRUSTED,   none,    true,  ALLOW
          NET,                IN,        TRUSTED,   any,     false, ALLOW
          NET,                IN,        UNTRUSTED, any,     true,  ASK
          EXEC,               IN,        TRUSTED,   none,    false, ASK
          EXEC,               IN,        TRUSTED,   none,    true,  ALLOW
          EXEC,               IN,        UNTRUSTED, any,     true,  ASK
          MONEY,              IN,        TRUSTED,   exact,   true,  ASK
          MONEY,              IN,        UNTRUSTED, tainted, true,  DENY
          NONE,               IN,        TRUSTED,   deny,    true,  DENY
          WRITE,              WORKSPACE, TRUSTED,   deny,    true,  DENY
          """)
  void decidesByTheTable(
      Effect effect,
      Scope scope,
      Integrity integrity,
      String grants,
      boolean byUser,
      Verdict verdict) {
    Guard.Labels labels = Guard.Labels.of(label(integrity, Confidentiality.PRIVATE));

    assertThat(Guard.decide(
                call(effect, scope, "/w/a"), labels, grants(grants), new Mode(byUser, true))
            .verdict())
        .isEqualTo(verdict);
  }

  @Test
  void isTotalAndNeverMoreGenerousToAHigherLabel() {
    List<Label> labels = new ArrayList<>();
    for (Integrity i : Integrity.values()) {
      for (Confidentiality c : Confidentiality.values()) {
        labels.add(label(i, c));
      }
    }
    for (Effect effect : Effect.values()) {
      for (Scope scope : Scope.values()) {
        for (String target : List.of("", "/w/a", "host", "it's\0", "git status")) {
          for (String grants : List.of("none", "any", "exact", "tainted", "deny")) {
            for (int mode = 0; mode < 4; mode++) {
              Mode who = new Mode((mode & 1) == 1, (mode & 2) == 2);
              monotone(call(effect, scope, target), grants(grants), who, labels);
            }
          }
        }
      }
    }
  }

  private static void monotone(Guard.Call call, Grants grants, Mode mode, List<Label> labels) {
    for (Label low : labels) {
      for (Label raise : labels) {
        Label high = low.join(raise);
        Guard.Labels from = new Guard.Labels(low, Label.SYSTEM, Label.SYSTEM);
        Verdict before = Guard.decide(call, from, grants, mode).verdict();
        for (Guard.Labels to : List.of(
            new Guard.Labels(high, Label.SYSTEM, Label.SYSTEM),
            new Guard.Labels(low, raise, Label.SYSTEM),
            new Guard.Labels(low, Label.SYSTEM, raise))) {
          Verdict after = Guard.decide(call, to, grants, mode).verdict();

          if (after.compareTo(before) < 0 || (after == Verdict.ASK && !mode.canAsk())) {
            throw new AssertionError("%s %s %s %s → %s".formatted(call, grants, mode, from, to));
          }
        }
      }
    }
  }

  @Test
  void asksBeforeConfidentialTextLeaves() {
    Guard.Labels labels = Guard.Labels.of(label(Integrity.TRUSTED, Confidentiality.LOCAL));

    assertThat(Guard.decide(call(Effect.NET, Scope.IN, "host"), labels, grants("any"), MODEL)
            .verdict())
        .isEqualTo(Verdict.ASK);
  }

  @Test
  void givesTheLineToPasteWhereNobodyCanBeAsked() {
    Guard.Labels labels = Guard.Labels.of(Label.TYPED);

    Guard.Decision decision = Guard.decide(
        call(Effect.WRITE, Scope.WORKSPACE, "/w/notes/a b.txt"),
        labels,
        new Grants(List.of(), "/w"),
        new Mode(false, false));

    assertThat(decision.verdict()).isEqualTo(Verdict.DENY);
    assertThat(decision.allowLine()).isEqualTo("allow dev op 'notes/a b.txt' --for project");
  }

  @ParameterizedTest
  @CsvSource(textBlock = """
          WRITE, /w/notes/,     /w/notes/a,           true
          WRITE, /w/notes/,     /w/notes2/a,          false
          WRITE, /w/notes,      /w/notes/a,           false
          WRITE, a.txt,         /w/a.txt,             true
          NET,   example.com,   example.com,          true
          NET,   Example.COM.,  example.com,          true
          NET,   example.com,   example.com.evil.org, false
          NET,   *.example.com, docs.example.com,     true
          NET,   *.example.com, evilexample.com,      false
          EXEC,  git status,    git status,           true
          EXEC,  git status,    git status -s,        false
          EXEC,  git *,         git status -s,        true
          EXEC,  git *,         git status; rm -r x,  false
          """)
  void matchesGrantsByTheirValues(Effect effect, String granted, String target, boolean matches) {
    assertThat(grants("allow", granted, false)
            .allowance(call(effect, Scope.WORKSPACE, target), false, false)
            .isPresent())
        .isEqualTo(matches);
  }
}
