package llmos.kernel.guard;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import llmos.api.Confidentiality;
import llmos.api.Effect;
import llmos.api.Label;
import llmos.api.Operation;
import llmos.api.Words;

/**
 * The reference monitor: one total and pure function. {@code control} is what can steer the effect: the process and the
 * arguments that say where it lands. Raising a label never makes a decision more generous.
 */
public final class Guard {
  private Guard() {}

  /** Where an effect lands. */
  public enum Scope {
    /** In a mounted volume. */
    IN,
    WORKSPACE,
    /** In what makes git or llmos do things: {@code .git} and {@code .llmos} of any folder. */
    SETTINGS,
    /** Elsewhere. */
    OUT
  }

  /** What is decided. */
  public enum Verdict {
    ALLOW,
    ASK,
    DENY
  }

  /**
   * A call with its targets resolved.
   *
   * @param target real paths, hosts or programs, a line each; empty if the operation has no target
   * @param line the call as a line that repeats it
   */
  public record Call(
      String device,
      Operation operation,
      Map<String, Object> args,
      Scope scope,
      String target,
      String line) {}

  /** The labels of the process, of the arguments that are targets, and of those that are payload. */
  public record Labels(Label process, Label targets, Label payload) {

    /** All the same: a line that the user typed, or one that a model made. */
    public static Labels of(Label label) {
      return new Labels(label, label, label);
    }

    /** What steers the effect. */
    public Label control() {
      return process.join(targets);
    }
  }

  /**
   * Who is there.
   *
   * @param byUser the user wrote this very line, at the keyboard, in a script or after {@code -c}
   * @param canAsk somebody can be asked
   */
  public record Mode(boolean byUser, boolean canAsk) {}

  /**
   * What is decided and why.
   *
   * @param allowLine what the user can type to allow calls like it; empty where nothing can
   */
  public record Decision(Verdict verdict, String reason, String allowLine) {}

  /** May this call be made? */
  public static Decision decide(Call call, Labels labels, Grants grants, Mode mode) {
    var denial = grants.denial(call);
    if (denial.isPresent()) {
      return new Decision(
          Verdict.DENY,
          "denied by grant %d: revoke it to change that".formatted(denial.get().id()),
          "");
    }
    Decision decision = byTable(call, labels, grants, mode);
    if (decision.verdict() == Verdict.ASK && !mode.canAsk()) {
      return new Decision(
          Verdict.DENY, decision.reason() + ", and nobody can be asked", decision.allowLine());
    }
    return decision;
  }

  private static Decision byTable(Call call, Labels labels, Grants grants, Mode mode) {
    boolean tainted = labels.control().tainted();
    return switch (call.operation().effect()) {
      case NONE -> allow("it changes nothing");
      case READ ->
        call.scope() == Scope.OUT
            ? explicit(call, labels, grants, "it reads outside the workspace and the volumes")
            : allow("it reads inside the workspace or a volume");
      case WRITE ->
        switch (call.scope()) {
          case WORKSPACE -> granted(call, labels, grants, mode, "it writes in the workspace");
          case SETTINGS -> settings(labels);
          case IN, OUT -> explicit(call, labels, grants, "it writes outside the workspace");
        };
      case WRITE_IRREVERSIBLE ->
        call.scope() == Scope.SETTINGS
            ? settings(labels)
            : explicit(call, labels, grants, "it cannot be undone");
      case NET -> net(call, labels, grants, mode);
      case EXEC -> granted(call, labels, grants, mode, "it runs a program");
      case MONEY ->
        tainted
            ? new Decision(
                Verdict.DENY, "it spends money and the process is " + why(labels.control()), "")
            : new Decision(Verdict.ASK, "it spends money", "");
    };
  }

  /** A grant allows it; so does the user's own line; else it is asked for. */
  private static Decision granted(Call call, Labels labels, Grants grants, Mode mode, String what) {
    boolean tainted = labels.control().tainted();
    var grant = grants.allowance(call, tainted, false);
    if (grant.isPresent()) {
      return allow("allowed by grant " + grant.get().id());
    }
    if (mode.byUser() && !tainted) {
      return allow("the user wrote this line");
    }
    return ask(call, labels, grants, what);
  }

  /** Only a grant that names the target allows it; else it is asked for, of the user too. */
  private static Decision explicit(Call call, Labels labels, Grants grants, String what) {
    var grant = grants.allowance(call, labels.control().tainted(), true);
    return grant.isPresent()
        ? allow("allowed by grant " + grant.get().id())
        : ask(call, labels, grants, what);
  }

  /** No grant covers it: a hook or a device that is written there would run later, unasked. */
  private static Decision settings(Labels labels) {
    String what = "it changes settings of git or llmos";
    Label control = labels.control();
    return new Decision(
        Verdict.ASK, control.tainted() ? what + " and is " + why(control) : what, "");
  }

  /** What leaves must be free enough to leave, whoever asks. */
  private static Decision net(Call call, Labels labels, Grants grants, Mode mode) {
    Confidentiality sent = labels.process().join(labels.payload()).confidentiality();
    if (sent.compareTo(Confidentiality.PRIVATE) > 0) {
      return new Decision(
          Verdict.ASK, "it could send %s text to %s".formatted(sent, call.target()), "");
    }
    return granted(call, labels, grants, mode, "it talks to " + call.target());
  }

  private static Decision allow(String reason) {
    return new Decision(Verdict.ALLOW, reason, "");
  }

  private static Decision ask(Call call, Labels labels, Grants grants, String what) {
    Label control = labels.control();
    String reason = control.tainted() ? what + " and is " + why(control) : what;
    List<String> targets = call.target().lines().toList();
    String line = targets.size() > 1
        ? ""
        : Stream.of(
                Stream.of("allow", call.device(), call.operation().name()),
                targets.stream().map(t -> shorter(t, grants)),
                Stream.of("--for", "project"),
                control.tainted() ? Stream.of("--even-tainted") : Stream.<String>empty())
            .flatMap(words -> words)
            .map(word -> word.startsWith("--") ? word : Words.quote(word))
            .collect(Collectors.joining(" "));
    return new Decision(Verdict.ASK, reason, line);
  }

  private static String shorter(String target, Grants grants) {
    String folder = grants.workspace() + "/";
    if (!target.startsWith(folder) || target.length() == folder.length()) {
      return target;
    }
    String inside = target.substring(folder.length());
    return inside.indexOf('/') < 0 ? "./" + inside : inside; // so that no file passes for a host
  }

  static String why(Label label) {
    return label.origins().isEmpty()
        ? "tainted by untrusted text"
        : "tainted by " + label.origins().stream().sorted().collect(Collectors.joining(", "));
  }

  static boolean onceOnly(Call call, Labels labels) {
    return labels.control().tainted()
        || call.scope() == Scope.SETTINGS
        || call.operation().effect() == Effect.MONEY;
  }
}
