package llmos.kernel.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import llmos.kernel.store.KernelLog;
import llmos.kernel.store.Limits;
import llmos.testkit.FakeClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class SchedulerTest {
  @TempDir
  Path home = Path.of("");

  @Test
  @Timeout(20)
  void keepsOnlyTheLastOfTheJobsThatHaveEndedAndAllThatRun() {
    FakeClock clock = new FakeClock();
    try (Scheduler scheduler = new Scheduler(clock, new KernelLog(home.resolve("log"), clock))) {
      Proc running = scheduler.start("waits", job -> {
        new CountDownLatch(1).await();
        return 0;
      });
      long newest = 0;
      for (int i = 0; i < 3 * Limits.ENDED_JOBS; i++) {
        newest = scheduler.start("ends", job -> 0).pid();
      }
      while (scheduler.procs().size() > Limits.ENDED_JOBS + 1) {
        Thread.onSpinWait();
      }

      assertThat(scheduler.procs())
          .extracting(Proc::pid)
          .hasSize(Limits.ENDED_JOBS + 1)
          .contains(running.pid(), newest);
    }
  }
}
