package llmos.kernel.guard;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import llmos.api.Effect;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Operation;
import llmos.api.Param;
import llmos.api.Visible;
import llmos.kernel.guard.Guard.Decision;
import llmos.kernel.guard.Guard.Verdict;
import llmos.kernel.store.Ledger;
import llmos.kernel.store.Ledger.AuditRow;
import llmos.kernel.store.Ledger.GrantRow;
import llmos.kernel.store.Limits;

/**
 * The only way to a device: resolves the targets of a call, has {@link Guard} decide, asks the user where it says so, keeps
 * the answer, and writes an audit row in every case. Session grants live in memory; its one lock is itself.
 */
public final class Gate {
  private final Ledger ledger;
  private final Path workspace;
  private final Path home;
  private final Supplier<List<Path>> volumeRoots;
  private final Clock clock;
  private final List<GrantRow> session = new ArrayList<>();

  /** A call as it was bound: {@code args} hold paths and URLs as they were typed. */
  public record DeviceCall(
      String device, Operation operation, Map<String, Object> args, String line) {}

  /** The user. */
  @FunctionalInterface
  public interface Asker {
    /** One of the choices, to a question whose lines are safe for a terminal; empty if nobody can be asked. */
    Optional<Answer> ask(List<String> lines, List<Answer> choices);
  }

  /** What the user may answer; the first is the default. */
  public enum Answer {
    NO,
    /** This very call. */
    ONCE,
    /** Calls with these targets until the machine stops. */
    SESSION,
    /** Calls with these targets in this workspace from now on. */
    ALWAYS
  }

  /**
   * A gate.
   *
   * @param workspace the folder that relative paths start from
   * @param home the folder of llmos itself, which is never part of the workspace
   * @param volumeRoots the folders of the mounted volumes, asked at each call
   */
  public Gate(
      Ledger ledger, Path workspace, Path home, Supplier<List<Path>> volumeRoots, Clock clock) {
    this.ledger = ledger;
    this.workspace = Target.real(workspace);
    this.home = Target.real(home);
    this.volumeRoots = volumeRoots;
    this.clock = clock;
  }

  /** Where a path that was typed really leads. */
  public Path real(String path) {
    return Target.path(workspace, path);
  }

  /** Lets a call pass or not: the verdict is {@link Verdict#ALLOW} or {@link Verdict#DENY}. */
  public Decision pass(
      DeviceCall call, Guard.Labels labels, Guard.Mode mode, Asker asker, long pid) {
    Guard.Call resolved;
    try {
      resolved = Target.resolve(call, new Target.Places(workspace, home, volumeRoots.get()));
    } catch (FaultException e) {
      Decision no = new Decision(Verdict.DENY, e.fault().message(), "");
      record(call.line(), call.operation().effect(), labels, no, pid);
      return no;
    }
    Decision decision = Guard.decide(resolved, labels, grantsHere(), mode);
    if (decision.verdict() == Verdict.ASK) {
      decision = answered(resolved, labels, decision, asker);
    }
    record(call.line(), call.operation().effect(), labels, decision, pid);
    return decision;
  }

  private Decision answered(Guard.Call call, Guard.Labels labels, Decision decision, Asker asker) {
    boolean once = Guard.onceOnly(call, labels);
    List<Answer> choices = once ? List.of(Answer.NO, Answer.ONCE) : List.of(Answer.values());
    Optional<Answer> answer = asker.ask(question(call, labels, decision), choices);
    if (answer.isEmpty()) {
      return new Decision(
          Verdict.DENY, decision.reason() + ", and nobody can be asked", decision.allowLine());
    }
    // A tainted process gets no standing grant out of a question, whatever was answered.
    Answer effective = once && answer.get() != Answer.NO ? Answer.ONCE : answer.get();
    return switch (effective) {
      case NO -> new Decision(Verdict.DENY, "the user said no: " + decision.reason(), "");
      case ONCE -> allow("the user allowed this call once");
      case SESSION -> keep(call, "session");
      case ALWAYS -> keep(call, "project");
    };
  }

  private Decision keep(Guard.Call call, String scope) {
    List<String> targets =
        call.target().isEmpty() ? List.of("") : call.target().lines().toList();
    for (String target : targets) {
      keep(new GrantRow(
          0,
          call.device(),
          call.operation().name(),
          target,
          "allow",
          scope,
          false,
          project(scope),
          clock.millis()));
    }
    return allow("the user allowed calls like it for this " + scope);
  }

  private synchronized GrantRow keep(GrantRow row) {
    if (!row.scope().equals("session")) {
      return ledger.grant(row);
    }
    // Negative numbers, so that they never meet those of the ledger.
    long id = session.stream().mapToLong(GrantRow::id).min().orElse(0) - 1;
    GrantRow kept = row.numbered(id);
    session.add(kept);
    return kept;
  }

  private String project(String scope) {
    return scope.equals("project") ? workspace.toString() : "";
  }

  private static Decision allow(String reason) {
    return new Decision(Verdict.ALLOW, reason, "");
  }

  private static List<String> question(Guard.Call call, Guard.Labels labels, Decision decision) {
    List<String> lines = new ArrayList<>();
    String effect = call.operation().effect().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    lines.add("%s %s (effect: %s): %s"
        .formatted(call.device(), call.operation().name(), effect, decision.reason()));
    call.target().lines().forEach(target -> lines.add("  target  " + target));
    lines.add("  call    " + bounded(call.line()));
    lines.addAll(Difference.of(call));
    call.operation().params().stream()
        .filter(p -> p.type() == Param.Type.URL)
        .forEach(p ->
            lines.add("  url     " + bounded(String.valueOf(call.args().get(p.name())))));
    lines.add("  label   %s, %s"
        .formatted(
            labels.control().integrity(),
            labels.process().join(labels.payload()).confidentiality()));
    return lines.stream().map(Visible::line).toList();
  }

  /** Both ends of a long text, and how much is left out between them, so that nobody says yes to what scrolled away. */
  private static String bounded(String text) {
    int end = Limits.ASKED_CHARS / 3;
    return text.length() <= Limits.ASKED_CHARS
        ? text
        : "%s … %,d more characters … %s"
            .formatted(
                text.substring(0, Limits.ASKED_CHARS - end),
                text.length() - Limits.ASKED_CHARS,
                text.substring(text.length() - end));
  }

  /** Writes down what was decided, also of an effect that no device has. */
  public void record(String line, Effect effect, Guard.Labels labels, Decision decision, long pid) {
    var all = labels.control().join(labels.payload());
    ledger.append(new AuditRow(
        0,
        clock.millis(),
        pid,
        line,
        effect.name(),
        labels.control().integrity().name(),
        all.confidentiality().name(),
        all.origins().stream().sorted().collect(Collectors.joining("\n")),
        decision.verdict().name(),
        decision.reason(),
        "",
        ""));
  }

  private Grants grantsHere() {
    return new Grants(grants(), workspace.toString());
  }

  /**
   * Grants or denies.
   *
   * @param words device, operation, and the target: a path (a folder stands for all below it), a host or URL, a command
   * @param scope {@code session}, {@code project} or {@code always}
   * @throws FaultException if the words name nothing that can be granted
   */
  public GrantRow grant(List<String> words, boolean allow, String scope, boolean evenTainted) {
    if (words.isEmpty() || !List.of("session", "project", "always").contains(scope)) {
      throw new FaultException(
          Errno.BAD_USAGE,
          "a grant names a device, perhaps an operation and a target, for session, project or always",
          "allow fs write notes/ --for session");
    }
    String target = words.size() > 2 ? Target.named(words.subList(2, words.size()), workspace) : "";
    return keep(new GrantRow(
        0,
        words.getFirst(),
        words.size() > 1 ? words.get(1) : "",
        target,
        allow ? "allow" : "deny",
        scope,
        evenTainted,
        project(scope),
        clock.millis()));
  }

  /** All grants: kept ones first, then those of this session. */
  public synchronized List<GrantRow> grants() {
    return Stream.concat(ledger.grants().stream(), session.stream()).toList();
  }

  /**
   * Takes a grant back.
   *
   * @throws FaultException if there is none of this number
   */
  public synchronized void revoke(long id) {
    if (!session.removeIf(row -> row.id() == id) && !ledger.revoke(id)) {
      throw new FaultException(
          Errno.NO_SUCH,
          "no grant %d; there are %s"
              .formatted(id, grants().stream().map(GrantRow::id).toList()),
          "allow");
    }
  }

  /** The newest decisions, newest first. */
  public List<AuditRow> audit(int most) {
    return ledger.audit(most);
  }

  /** The first audit row that was edited, removed or moved. */
  public Optional<Long> firstBrokenAuditRow() {
    OptionalLong broken = ledger.firstBroken();
    return broken.isPresent() ? Optional.of(broken.getAsLong()) : Optional.empty();
  }
}
