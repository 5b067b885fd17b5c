package llmos.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import llmos.api.Burst;
import llmos.api.BurstSink;
import llmos.api.Cpu;
import llmos.api.Errno;
import llmos.api.Fault;
import llmos.api.FaultException;
import llmos.api.Page;
import llmos.api.PageKind;
import llmos.api.Prompt;
import llmos.api.Trap;
import llmos.api.Usage;
import llmos.testkit.ScriptedCpu;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Summaries from the turn that makes pages leave to the prompt that tells of them, and CPUs that fail at it. */
@Timeout(120)
final class SummariesTest {
  private static final int WINDOW = 1_400;
  private static final int FULL = 24; // turns
  private static final String WALK =
      "I walked the dog along the river and it rained all the way home";

  @TempDir
  Path folder;

  private final TestMachine.TestConsole nobody = new TestMachine.TestConsole(Optional.empty());
  private int said;

  private static boolean asksForSummary(Prompt prompt) {
    return prompt.pages().getLast().text().contains("Sum them up");
  }

  private static ScriptedCpu cpu(Function<Prompt, Burst> summaries) {
    ScriptedCpu cpu = new ScriptedCpu(WINDOW);
    for (int i = 0; i < 300; i++) {
      cpu.does(prompt ->
          asksForSummary(prompt) ? summaries.apply(prompt) : Burst.end("I see.", Usage.NONE));
    }
    return cpu;
  }

  private static ScriptedCpu writing(String text) {
    return cpu(prompt -> Burst.end(text, Usage.NONE));
  }

  private void talk(Kernel kernel, int turns) throws InterruptedException {
    for (int i = 0; i < turns; i++) {
      said++;
      kernel.ask(Ask.typed("%s, for the %d. time.".formatted(WALK, said)), nobody);
    }
  }

  /** Looks after the past as the prompt does between two lines, and waits for it. */
  private static void idle(Kernel kernel) {
    kernel.paging().tendPast();
    while (kernel.processes().list().rows().stream()
        .anyMatch(row -> "job".equals(row.get("kind")) && !ended(row))) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static boolean ended(Map<String, Object> row) {
    return List.of("done", "killed").contains(String.valueOf(row.get("state")));
  }

  private static List<Map<String, Object>> summaries(Kernel kernel) {
    return kernel.pages(false).rows().stream()
        .filter(row -> "test".equals(row.get("source")) && "summary".equals(row.get("kind")))
        .toList();
  }

  private static String stubs(Prompt prompt) {
    return String.join(
        "\n",
        prompt.pages().stream()
            .filter(page -> page.kind() == PageKind.SUMMARY)
            .map(Page::text)
            .toList());
  }

  @Test
  void areWrittenAfterATurnAndReadFromTheNextTimeOnThatPagesLeave() throws InterruptedException {
    ScriptedCpu cpu = writing("The user walks a dog by the river, always in the rain.");
    try (Kernel kernel = new TestMachine(folder, cpu).boot()) {
      kernel.paging().summaries("on");
      talk(kernel, FULL);
      Map<String, Object> first = kernel.pages(true).rows().stream()
          .filter(row -> "user".equals(row.get("kind")))
          .findFirst()
          .orElseThrow();

      idle(kernel);
      Map<String, Object> page = summaries(kernel).getFirst();
      talk(kernel, FULL);

      assertThat(page)
          .containsEntry("state", "swapped")
          .containsEntry("trusted", false)
          .containsEntry(
              "text", page.get("id") + "  The user walks a dog by the river, always in the rain.");
      assertThat(kernel.why(String.valueOf(page.get("id"))).rows().getFirst().get("text"))
          .asString()
          .matches("p\\d+ is swapped: summary of p\\d+–p\\d+, written by test");
      assertThat(stubs(cpu.prompts().getLast())).contains("The user walks a dog by the river");
      assertThat(cpu.prompts()).allSatisfy(SummariesTest::isWithinTheWindow);
      assertThat(kernel
              .load(List.of(String.valueOf(first.get("id"))))
              .rows()
              .getFirst()
              .get("text"))
          .asString()
          .isEqualTo(String.valueOf(first.get("text")).replaceFirst("p\\d+  ", ""));
      assertThat(kernel.paging().requests(50).rows())
          .extracting(row -> row.get("turn"))
          .contains("summary");
      assertThat(kernel.paging().diff().rows()).isNotEmpty();
      assertThat(kernel.memory().rows().getFirst())
          .containsEntry("summaries", "on")
          .extracting("text")
          .asString()
          .endsWith("; summaries on");
    }
  }

  private static void isWithinTheWindow(Prompt prompt) {
    int tokens = prompt.pages().stream()
        .mapToInt(page -> (page.text().length() + 2) / 3 + 8)
        .sum();
    assertThat(tokens).isLessThanOrEqualTo(WINDOW - prompt.replyTokens() - 128);
    assertThat(prompt.blocks())
        .noneMatch(block -> block.text().contains("walks a dog by the river"));
  }

  @Test
  void areNotWrittenUnlessTheyAreOnAndTheCpuWrites() throws InterruptedException {
    ScriptedCpu cpu = writing("A summary.");
    try (Kernel kernel = new TestMachine(folder, cpu).boot()) {
      talk(kernel, FULL);
      idle(kernel);
      assertThat(kernel.paging().summaries("").rows().getFirst()).containsEntry("summaries", "off");
      assertThatThrownBy(() -> kernel.paging().summaries("yes"))
          .isInstanceOf(FaultException.class)
          .hasMessage("summaries are on or off, not 'yes'");
      kernel.paging().summaries("on");
      idle(kernel);
      List<Map<String, Object>> written = summaries(kernel);
      assertThat(written).isNotEmpty();
      kernel.paging().summaries("off");
      talk(kernel, FULL);
      idle(kernel);
      assertThat(summaries(kernel)).isEqualTo(written);
    }
    Cpu quoting = new Quoting(new ScriptedCpu(WINDOW));
    try (Kernel kernel = new TestMachine(folder.resolve("rom"), quoting).boot()) {
      kernel.paging().summaries("on");
      talk(kernel, FULL);
      idle(kernel);
      assertThat(kernel.pages(true).rows()).isNotEmpty();
      assertThat(summaries(kernel)).isEmpty();
    }
  }

  /** A CPU that writes nothing of its own. */
  private record Quoting(ScriptedCpu cpu) implements Cpu {
    @Override
    public Burst run(Prompt prompt, BurstSink sink) throws InterruptedException {
      return cpu.run(prompt, sink);
    }

    @Override
    public int window() {
      return cpu.window();
    }

    @Override
    public boolean writes() {
      return false;
    }
  }

  @Test
  void failWithoutAnyHarmAndAreGivenUpAfterAWhile() throws InterruptedException {
    List<Prompt> asked = Collections.synchronizedList(new ArrayList<>());
    ScriptedCpu cpu = cpu(prompt -> {
      asked.add(prompt);
      return switch (asked.size() % 3) {
        case 0 -> Burst.failed("half a", Fault.of(Errno.CPU_FAILED, "it broke"), Usage.NONE);
        case 1 -> Burst.end(" \n", Usage.NONE);
        default ->
          Burst.traps(
              "", List.of(new Trap("c1", "run", "{\"line\":\"note add a b\"}")), Usage.NONE);
      };
    });
    TestMachine machine = new TestMachine(folder, cpu);
    try (Kernel kernel = machine.boot()) {
      kernel.paging().summaries("on");
      talk(kernel, FULL);
      for (int i = 0; i < 6; i++) {
        talk(kernel, 1);
        idle(kernel);
      }

      assertThat(asked).hasSize(3);
      assertThat(summaries(kernel)).isEmpty();
      assertThat(machine.told).as("its calls are not made").isEmpty();
      assertThat(kernel.log(Kernel.LogKind.KERNEL, 20).rows().toString())
          .contains("it broke")
          .contains("the CPU test wrote no summary");
    }
  }

  @Test
  void giveWayToATurnAndAreAskedForAgainAfterIt() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    Stubborn cpu = new Stubborn(writing("A summary."), begun, true);
    try (Kernel kernel = new TestMachine(folder, cpu).boot()) {
      kernel.paging().summaries("on");
      talk(kernel, FULL);

      kernel.paging().tendPast();
      assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(kernel.processes().list().rows().toString())
          .contains("running")
          .contains("summary of p");
      talk(kernel, 1);
      assertThat(summaries(kernel)).isEmpty();
      idle(kernel);

      assertThat(summaries(kernel)).isNotEmpty();
    }
  }

  @Test
  void areStoppedByKill() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    Stubborn cpu = new Stubborn(writing("A summary."), begun, true);
    try (Kernel kernel = new TestMachine(folder, cpu).boot()) {
      kernel.paging().summaries("on");
      talk(kernel, FULL);
      kernel.paging().tendPast();
      assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
      Map<String, Object> job = kernel.processes().list().rows().stream()
          .filter(row -> "running".equals(row.get("state")))
          .findFirst()
          .orElseThrow();

      kernel.processes().kill(String.valueOf(job.get("id")));
      idle(kernel);

      assertThat(summaries(kernel)).isEmpty();
      talk(kernel, 1);
      idle(kernel);
      assertThat(summaries(kernel)).as("the next turn asks anew").isNotEmpty();
    }
  }

  @Test
  void holdUpATurnForMomentsOnlyWhereTheCpuDoesNotLetGo() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    Stubborn cpu = new Stubborn(writing("A summary."), begun, false);
    try (Kernel kernel = new TestMachine(folder, cpu).boot()) {
      kernel.paging().summaries("on");
      talk(kernel, FULL);
      kernel.paging().tendPast();
      assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();

      long start = System.nanoTime();
      talk(kernel, 1);

      assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(20));
      cpu.over.countDown();
      while (summaries(kernel).isEmpty()) {
        LockSupport.parkNanos(1_000_000);
      }
      assertThat(summaries(kernel).toString()).as("what comes late is kept").contains("Too late");
      talk(kernel, 1);
    }
  }

  /** Hangs in the first summary until it is interrupted, or until it is over. */
  private static final class Stubborn implements Cpu {
    private final CountDownLatch over = new CountDownLatch(1);
    private final ScriptedCpu cpu;
    private final CountDownLatch begun;
    private final boolean interruptible;

    Stubborn(ScriptedCpu cpu, CountDownLatch begun, boolean interruptible) {
      this.cpu = cpu;
      this.begun = begun;
      this.interruptible = interruptible;
    }

    @Override
    public Burst run(Prompt prompt, BurstSink sink) throws InterruptedException {
      if (asksForSummary(prompt) && begun.getCount() > 0) {
        begun.countDown();
        while (over.getCount() > 0) {
          if (interruptible) {
            over.await();
          }
          LockSupport.parkNanos(1_000_000);
        }
        return Burst.end("Too late, and kept.", Usage.NONE);
      }
      return cpu.run(prompt, sink);
    }

    @Override
    public int window() {
      return cpu.window();
    }

    @Override
    public int count(String text) {
      return cpu.count(text);
    }
  }

  @Test
  void areNeitherLostNorDoubledByARestartInTheMiddle() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    Stubborn hanging = new Stubborn(writing("A summary."), begun, true);
    try (Kernel kernel = new TestMachine(folder, hanging).boot()) {
      kernel.paging().summaries("on");
      talk(kernel, FULL);
      kernel.paging().tendPast();
      assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
    }
    List<Map<String, Object>> written;
    try (Kernel kernel = new TestMachine(folder, writing("A summary.")).boot()) {
      kernel.resume("1");
      talk(kernel, 1);
      idle(kernel);
      written = summaries(kernel);
    }

    try (Kernel kernel = new TestMachine(folder, writing("Another.")).boot()) {
      kernel.resume("1");
      idle(kernel);

      assertThat(kernel.paging().summaries("").rows().getFirst()).containsEntry("summaries", "on");
      assertThat(summaries(kernel)).isNotEmpty().isEqualTo(written);
      assertThat(written).extracting(row -> row.get("why")).doesNotHaveDuplicates();
    }
  }
}
