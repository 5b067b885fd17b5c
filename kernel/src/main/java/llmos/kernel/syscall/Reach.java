package llmos.kernel.syscall;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import llmos.api.Effect;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.api.Operation;
import llmos.api.Param;
import llmos.api.Words;
import llmos.kernel.disk.Disk;
import llmos.kernel.disk.Remote;
import llmos.kernel.guard.Gate;
import llmos.kernel.guard.Guard;
import llmos.kernel.store.Library;

/**
 * The way to the engines that hold volumes. Words that would leave this machine pass the gate first: the line that mounted an
 * index is the permission to ask it, as long as nothing but the user chose the words.
 */
public final class Reach {
  private static final Operation ASK = new Operation(
      "ask",
      "Asks the engine of a volume.",
      List.of(
          Param.of("url", Param.Type.URL, Param.Role.TARGET, "the index"),
          Param.of("words", Param.Type.TEXT, Param.Role.PAYLOAD, "what is sent")),
      Effect.NET,
      true,
      List.of());

  private final Remote remote;
  private final Gate gate;
  private final Settling index;
  private final AtomicBoolean brought = new AtomicBoolean();
  private final AtomicBoolean waits = new AtomicBoolean();

  /** What makes that found which came. */
  @FunctionalInterface
  public interface Settling {
    /** Waits for a few seconds at most; false if it is not found yet. */
    boolean settle() throws InterruptedException;
  }

  /** A way through this gate. */
  public Reach(Remote remote, Gate gate, Settling index) {
    this.remote = remote;
    this.gate = gate;
    this.index = index;
  }

  /**
   * Who asks.
   *
   * @param words the label of what is sent, and so of who chose it
   * @param mode whether the user wrote the words, and whether anybody can be asked
   * @param notice takes lines about what was not asked, or did not answer
   */
  public record Asking(
      Label words, Guard.Mode mode, Gate.Asker asker, long pid, Consumer<String> notice) {

    /** The user, with words that are said in a conversation: with foreign ones among them he is asked. */
    public static Asking user(
        Label words, boolean canAsk, Gate.Asker asker, long pid, Consumer<String> notice) {
      return new Asking(words, new Guard.Mode(true, canAsk), asker, pid, notice);
    }
  }

  /** Brings what engines have for a question into the volumes that it searches. What cannot be had is told. */
  public void search(Disk.Query query, Asking asking) throws InterruptedException {
    Map<String, Library.Volume> named = new LinkedHashMap<>();
    for (String place : query.in()) {
      remote.of(place).filter(v -> passes(v, place, asking)).ifPresent(v -> named.put(place, v));
    }
    List<Library.Volume> volumes = remote.asked(query.in()).stream()
        .filter(volume -> passes(volume, query.text(), asking))
        .toList();
    Remote.Deadline until = Remote.Deadline.begin(); // the user has answered
    for (Map.Entry<String, Library.Volume> each : named.entrySet()) {
      fetch(each.getValue(), each.getKey(), until, asking);
    }
    if (!volumes.isEmpty()) {
      told(remote.search(volumes, query.text(), until), asking);
    }
    if (waits.get()) {
      settle(asking);
    }
  }

  private void settle(Asking asking) throws InterruptedException {
    String why = "another search or mount is indexing";
    try {
      waits.set(!index.settle());
    } catch (FaultException e) {
      why = e.fault().message();
    }
    if (waits.get()) {
      asking
          .notice()
          .accept("what engines just brought may not be found yet: %s; search again in a moment"
              .formatted(why));
    }
  }

  /** Brings a document that is not here, if an engine may have it. */
  public void read(String doc, Asking asking) throws InterruptedException {
    Optional<Library.Volume> volume = remote.of(doc);
    if (volume.isPresent() && passes(volume.get(), doc, asking)) {
      fetch(volume.get(), doc, Remote.Deadline.begin(), asking);
    }
  }

  private void fetch(Library.Volume volume, String doc, Remote.Deadline until, Asking asking)
      throws InterruptedException {
    try {
      told(remote.fetch(volume, doc, until), asking);
    } catch (FaultException e) {
      asking.notice().accept(e.fault().message());
    }
  }

  private void told(Remote.Brought came, Asking asking) {
    came.notices().forEach(asking.notice());
    if (came.documents() > 0) {
      brought.set(true);
      waits.set(true);
    }
  }

  private boolean passes(Library.Volume volume, String words, Asking asking) {
    String url = Remote.url(volume.root());
    Gate.DeviceCall call = new Gate.DeviceCall(
        "find", ASK, Map.of("url", url, "words", words), "find ask " + Words.quote(words));
    Guard.Decision decision = gate.pass(
        call, Guard.Labels.of(asking.words()), asking.mode(), asking.asker(), asking.pid());
    if (decision.verdict() == Guard.Verdict.ALLOW) {
      return true;
    }
    asking
        .notice()
        .accept("%s was not asked: %s; only what is here is searched%s"
            .formatted(
                volume.name(),
                decision.reason(),
                decision.allowLine().isEmpty() ? "" : ": " + decision.allowLine()));
    return false;
  }

  /** Whether documents came since this was asked last: their vectors are to be made. */
  public boolean takeBrought() {
    return brought.getAndSet(false);
  }

  /** What engines know of a volume, for {@code ls}. */
  public Remote remote() {
    return remote;
  }
}
