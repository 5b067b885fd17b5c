package llmos.kernel.proc;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import llmos.api.Burst;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Page;
import llmos.api.Prompt;
import llmos.kernel.memory.Memory;
import llmos.kernel.memory.Untold;
import llmos.kernel.store.Limits;
import llmos.kernel.store.Requests;

/** A job that has a CPU sum up what left the window, in requests of its own. What it did not finish is asked anew. */
public record Summarizer(Requests requests, Clock clock) {

  /**
   * Asks until enough is told, or until it has asked often enough for now.
   *
   * @throws InterruptedException if it was told to stop
   * @throws FaultException if the CPU fails, or answers anything but a text
   */
  public void run(Proc job, long pid, Memory memory, RunLoop.Engine engine)
      throws InterruptedException {
    Optional<Untold> next = memory.untold(engine.cpu().clearance());
    for (int asked = 0; asked < Limits.SUMMARY_REQUESTS && next.isPresent(); asked++) {
      Untold untold = next.get();
      job.what("summary of p%d–p%d".formatted(untold.from(), untold.to()));
      if (Thread.interrupted()) {
        throw new InterruptedException("a turn begins");
      }
      Prompt prompt = new Prompt(untold.request(), List.of(), engine.replyTokens());
      Burst burst = engine.cpu().run(prompt, piece -> {});
      new RequestLog(requests, clock)
          .note(pid, new RequestLog.Request(0, engine.name(), 0), prompt.pages(), burst.usage());
      Optional<Page> told = switch (burst.stop()) {
        case END, LENGTH -> memory.tell(untold, burst.text(), engine.name());
        case TRAPS, FAILED -> Optional.empty();
      };
      if (told.isEmpty()) {
        throw burst
            .fault()
            .map(FaultException::new)
            .orElseGet(() -> new FaultException(
                Errno.CPU_FAILED,
                "the CPU " + engine.name() + " wrote no summary",
                "mem summaries off"));
      }
      next = memory.untold(engine.cpu().clearance());
    }
  }
}
