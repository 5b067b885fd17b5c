package llmos.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import llmos.api.Embedder;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Plugin;
import llmos.api.Progress;
import llmos.testkit.ScriptedCpu;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.store.MMapDirectory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What goes on in the background goes on, whatever is in its way for a while. */
@Timeout(120)
class UpkeepTest {
  @TempDir
  Path folder;

  private Path docs;

  @BeforeEach
  void write() throws Exception {
    docs = Files.createDirectories(folder.resolve("docs"));
    Files.writeString(docs.resolve("a.md"), "The mill stands.");
  }

  private Kernel mounted(Plugin... more) throws Exception {
    Kernel kernel = new TestMachine(folder, new ScriptedCpu(4096).says("Hello.")).boot(more);
    kernel.mount(docs, Optional.empty(), false, false, Progress.NONE);
    return kernel;
  }

  /** The first record of the next comparison that has something to say. */
  private static FutureTask<Map<String, Object>> next(Upkeep.Changes changes) {
    FutureTask<Map<String, Object>> next =
        new FutureTask<>(() -> changes.next().rows().getFirst());
    Thread.ofPlatform().daemon().start(next);
    return next;
  }

  private static Map<String, Object> told(FutureTask<Map<String, Object>> next) throws Exception {
    return next.get(40, TimeUnit.SECONDS);
  }

  @Test
  void aWatchGoesOnWhileItsFolderIsAwayAndSaysSoOnce() throws Exception {
    try (Kernel kernel = mounted();
        Upkeep.Changes changes = kernel.upkeep().changes("docs")) {
      Files.move(docs, folder.resolve("away"));

      assertThat(told(next(changes)))
          .containsEntry("status", "failed")
          .containsEntry("volume", "docs")
          .extractingByKey("reason")
          .asString()
          .startsWith("no such file or folder: " + docs);
      FutureTask<Map<String, Object>> back = next(changes);
      Files.createDirectory(docs); // where a disk is put on

      assertThat(told(back)).extractingByKey("reason").asString().contains("no file is left in");
      back = next(changes);
      Files.delete(docs);
      Files.move(folder.resolve("away"), docs);

      assertThat(told(back)).containsEntry("unchanged", 1).containsEntry("gone", 0);
      FutureTask<Map<String, Object>> changed = next(changes);
      Files.writeString(docs.resolve("b.md"), "The zeppelin landed.");

      assertThat(told(changed)).containsEntry("documents", 2);
    }
  }

  @Test
  void aWatchEndsWhenItsVolumeIsUnmounted() throws Exception {
    try (Kernel kernel = mounted();
        Upkeep.Changes changes = kernel.upkeep().changes("docs")) {
      kernel.umount("docs");

      assertThatThrownBy(() -> told(next(changes)))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOfSatisfying(
              FaultException.class, e -> assertThat(e.fault().errno()).isEqualTo(Errno.NO_SUCH));
    }
  }

  /** All texts mean the same. */
  private static final class Same implements Plugin, Embedder {
    @Override
    public String name() {
      return "same";
    }

    @Override
    public List<Embedder> embedders() {
      return List.of(this);
    }

    @Override
    public String id() {
      return "same";
    }

    @Override
    public int dimensions() {
      return 2;
    }

    @Override
    public float[] passage(String text) {
      return question(text);
    }

    @Override
    public float[] question(String text) {
      return new float[] {1, 0};
    }
  }

  @Test
  void theLastVectorsComeIntoTheIndexThoughAnotherLlmosWasWriting() throws Exception {
    try (Kernel kernel = mounted()) {
      assertThat(kernel.find("mill", List.of(), 1).rows()).hasSize(1);
    }
    try (var directory = new MMapDirectory(folder.resolve("home/index"));
        Kernel kernel = new TestMachine(folder, new ScriptedCpu(4096)).boot(new Same())) {
      try (var lock = directory.obtainLock(IndexWriter.WRITE_LOCK_NAME)) {
        lock.ensureValid();
        kernel.upkeep().sync("docs", Progress.NONE);
        TimeUnit.SECONDS.sleep(2);
        assertThatThrownBy(() -> kernel.find("nothing", List.of(), 1))
            .hasMessageContaining("nothing found");
      }

      boolean found = false;
      for (int i = 0; i < 100 && !found; i++) {
        TimeUnit.MILLISECONDS.sleep(100);
        found = isFound(kernel, "nothing");
      }
      assertThat(found).as("by its meaning").isTrue();
    }
  }

  private static boolean isFound(Kernel kernel, String words) throws InterruptedException {
    try {
      return !kernel.find(words, List.of(), 1).rows().isEmpty();
    } catch (FaultException e) {
      return false;
    }
  }
}
