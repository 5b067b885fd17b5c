package llmos.kernel;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llmos.api.Effect;
import llmos.api.Errno;
import llmos.api.Fault;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.api.Operation;
import llmos.api.Param;
import llmos.api.Reply;
import llmos.api.Words;
import llmos.kernel.device.DeviceInfo;
import llmos.kernel.guard.Gate;
import llmos.kernel.guard.Guard;
import llmos.kernel.store.Ledger;
import llmos.kernel.syscall.SyscallTable;

/** What the shell may ask of devices and of the guard, as records. */
final class GuardCalls implements Grants {
  /** What is decided about an effect that has no device and that only the user can ask for. */
  static final Guard.Decision TYPED =
      new Guard.Decision(Guard.Verdict.ALLOW, "the user wrote this line", "");

  private static final String DISK = "disk:";

  private static final Param PLACE =
      Param.of("place", Param.Type.TEXT, Param.Role.TARGET, "disk:VOLUME/PATH");

  /** To the guard, keeping a text in a volume is an operation of {@code save}. */
  private static final Operation KEEPING = new Operation(
      "disk", "Keeps a text in a volume.", List.of(PLACE), Effect.WRITE, true, List.of());

  private static final Guard.Mode BY_USER = new Guard.Mode(true, true);

  private final Rooms rooms;

  GuardCalls(Rooms rooms) {
    this.rooms = rooms;
  }

  /** The guard's question, put to the user. */
  static Gate.Asker asker(Console console) {
    return (lines, choices) -> console
        .ask(new Question(
            lines, choices.stream().map(c -> Question.Choice.valueOf(c.name())).toList()))
        .map(choice -> Gate.Answer.valueOf(choice.name()));
  }

  Records call(List<String> words, Label control, long pid, Console console)
      throws InterruptedException {
    return call(words, control, caller(pid, control, console));
  }

  private static SyscallTable.Caller caller(long pid, Label control, Console console) {
    return new SyscallTable.Caller(pid, control, BY_USER, asker(console), console::notice);
  }

  private Records call(List<String> words, Label payload, SyscallTable.Caller caller)
      throws InterruptedException {
    SyscallTable.Served served = rooms.syscalls().call(words, payload, caller);
    return switch (served.reply()) {
      case Reply.Done done -> new Records(done.records(), served.label());
      case Reply.Failed failed -> throw new FaultException(failed.fault());
    };
  }

  Records save(
      String target,
      String text,
      boolean append,
      Label control,
      Label payload,
      long pid,
      Console console)
      throws InterruptedException {
    if (target.startsWith(DISK)) {
      mayKeep(target, new Guard.Labels(control, control, payload), pid, console);
      return keep(target.substring(DISK.length()), text, append, control.join(payload));
    }
    List<String> words = append
        ? List.of("fs", "write", "--append=true", "--", target, text)
        : List.of("fs", "write", "--", target, text);
    return call(words, payload, caller(pid, control, console));
  }

  /** The user's own place is allowed; one that a document had a hand in is asked about, or granted. */
  private void mayKeep(String target, Guard.Labels labels, long pid, Console console) {
    String line = "save " + Words.quote(target);
    if (!labels.control().tainted()) {
      rooms.gate().record(line, Effect.WRITE, labels, TYPED, pid);
      return;
    }
    Gate.DeviceCall call = new Gate.DeviceCall("save", KEEPING, Map.of(PLACE.name(), target), line);
    Guard.Decision decision = rooms.gate().pass(call, labels, BY_USER, asker(console), pid);
    if (decision.verdict() != Guard.Verdict.ALLOW) {
      throw new FaultException(
          Errno.DENIED, "denied: %s (%s)".formatted(line, decision.reason()), decision.allowLine());
    }
  }

  private Records keep(String place, String text, boolean append, Label label)
      throws InterruptedException {
    int slash = place.indexOf('/');
    if (slash <= 0 || slash == place.length() - 1) {
      throw new FaultException(
          Errno.BAD_USAGE,
          "'disk:%s' names no volume and document".formatted(place),
          "save disk:notes/today.md");
    }
    String volume = place.substring(0, slash);
    String path = place.substring(slash + 1);
    String whole = append ? earlier(place) + text : text;
    rooms.disk().store(volume, path, whole, label);
    return Records.system(Row.of("text", "stored " + DISK + place).and("doc", place));
  }

  private String earlier(String doc) {
    boolean there = rooms.disk().volumes().stream().anyMatch(v -> doc.startsWith(v.name() + "/"))
        && rooms.disk().documents(doc).stream().anyMatch(d -> d.doc().equals(doc));
    return there ? rooms.disk().text(doc).text() : "";
  }

  Records devices() {
    return Records.of(
        rooms.devices().infos().stream().map(GuardCalls::device).toList(),
        Label.UNKNOWN); // what a device says of itself
  }

  private static Row device(DeviceInfo d) {
    List<String> operations =
        d.operations().stream().map(o -> d.name() + " " + o.usage()).toList();
    String problem = d.problem().isEmpty() ? "" : "  " + d.problem();
    return Row.of("text", "%s  %s  %s%s".formatted(d.name(), d.state(), d.summary(), problem))
        .and("name", d.name())
        .and("state", d.state())
        .and("summary", d.summary())
        .and("origin", d.origin())
        .and("operations", operations)
        .and("problem", d.problem());
  }

  @Override
  public Records grant(List<String> words, boolean allow, String scope, boolean evenTainted) {
    return Records.system(granted(rooms.gate().grant(words, allow, scope, evenTainted)));
  }

  @Override
  public Records list() {
    return Records.of(
        rooms.gate().grants().stream().map(GuardCalls::granted).toList(),
        Label.UNKNOWN); // a target may be a model's, once allowed
  }

  private static Row granted(Ledger.GrantRow g) {
    return Row.of(
            "text",
            "%d  %s %s %s %s for %s%s"
                .formatted(
                    g.id(),
                    g.verdict(),
                    g.device(),
                    g.operation(),
                    g.target(),
                    g.scope(),
                    g.evenTainted() ? ", even tainted" : ""))
        .and("id", g.id())
        .and("verdict", g.verdict())
        .and("device", g.device())
        .and("operation", g.operation())
        .and("target", g.target())
        .and("scope", g.scope())
        .and("tainted", g.evenTainted());
  }

  @Override
  public Records revoke(String id) {
    try {
      rooms.gate().revoke(Long.parseLong(id));
    } catch (NumberFormatException e) {
      throw new FaultException(
          new Fault(
              Errno.BAD_USAGE, "'%s' is no number of a grant".formatted(id), "allow lists them"),
          e);
    }
    return Records.system(Row.of("text", "revoked " + id).and("id", id));
  }

  Records audit(int most) {
    Optional<Long> broken = rooms.gate().firstBrokenAuditRow();
    List<Row> rows = new ArrayList<>(
        rooms.gate().audit(most).stream().map(GuardCalls::decided).toList());
    broken.ifPresent(seq -> rows.add(Row.of(
            "text",
            "the audit is broken from row %d on: it was edited, removed or reordered"
                .formatted(seq))
        .and("broken", seq)));
    return Records.of(rows, Label.UNKNOWN); // the lines may be a model's
  }

  private static Row decided(Ledger.AuditRow a) {
    return Row.of(
            "text",
            "%d  %s  %s  %s: %s"
                .formatted(
                    a.seq(), Instant.ofEpochMilli(a.at()), a.verdict(), a.line(), a.reason()))
        .and("seq", a.seq())
        .and("at", a.at())
        .and("pid", a.pid())
        .and("line", a.line())
        .and("effect", a.effect())
        .and("verdict", a.verdict())
        .and("reason", a.reason());
  }
}
