package llmos.kernel.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WatcherTest {
  @TempDir
  Path temp;

  private Path docs;

  @BeforeEach
  void folder() {
    docs = temp.resolve("docs");
    Home.file(docs, "a.txt", "text");
    Home.file(docs, "sub/b.txt", "text");
  }

  private interface Change {
    void make() throws Exception;
  }

  /** Whether the watcher returns after the change; never before it. */
  private static boolean tells(Watcher watcher, Change change) throws Exception {
    CountDownLatch told = new CountDownLatch(1);
    Thread waiting = Thread.ofPlatform().daemon().start(() -> {
      try {
        watcher.await(0);
        told.countDown();
      } catch (InterruptedException e) {
        return;
      }
    });
    assertThat(told.await(700, TimeUnit.MILLISECONDS)).as("nothing changed yet").isFalse();
    change.make();
    boolean did = told.await(20, TimeUnit.SECONDS);
    waiting.interrupt();
    waiting.join();
    return did;
  }

  @Test
  void itTellsOfFilesThatComeChangeMoveAndGo() throws Exception {
    try (Watcher watcher = new Watcher(docs, true)) {
      assertThat(watcher.byEvents()).isTrue();
      assertThat(tells(watcher, () -> Home.file(docs, "sub/c.txt", "new"))).isTrue();
      assertThat(tells(watcher, () -> Home.file(docs, "a.txt", "changed"))).isTrue();
      assertThat(tells(watcher, () -> Files.move(docs.resolve("a.txt"), docs.resolve("d.txt"))))
          .isTrue();
      assertThat(tells(watcher, () -> Files.delete(docs.resolve("sub/b.txt")))).isTrue();
    }
  }

  @Test
  void aNewFolderIsWatchedTooAndSoIsWhatIsMadeInIt() throws Exception {
    try (Watcher watcher = new Watcher(docs, true)) {
      assertThat(tells(watcher, () -> Home.file(docs, "new/deep/e.txt", "text")))
          .isTrue();
      assertThat(tells(watcher, () -> Home.file(docs, "new/deep/f.txt", "text")))
          .isTrue();
    }
  }

  @Test
  void moreEventsThanAreKeptStillTell() throws Exception {
    try (Watcher watcher = new Watcher(docs, true)) {
      assertThat(tells(watcher, () -> {
            for (int i = 0; i < 2_000; i++) {
              Home.file(docs, "many" + i + ".txt", "text");
            }
          }))
          .isTrue();
    }
  }

  @Test
  void oneFileCanBeWatched() throws Exception {
    try (Watcher watcher = new Watcher(docs.resolve("a.txt"), true)) {
      assertThat(tells(watcher, () -> Home.file(docs, "a.txt", "changed"))).isTrue();
    }
  }

  @Test
  void withoutEventsItTellsByTheClock() throws Exception {
    try (Watcher watcher = new Watcher(docs, false)) {
      assertThat(watcher.byEvents()).isFalse();
      assertThat(tells(watcher, () -> {})).isTrue();
    }
  }

  @Test
  void aFolderThatVanishesIsToldAndDoesNoHarm() throws Exception {
    try (Watcher watcher = new Watcher(docs, true)) {
      assertThat(tells(watcher, () -> {
            Files.delete(docs.resolve("sub/b.txt"));
            Files.delete(docs.resolve("sub"));
            Files.delete(docs.resolve("a.txt"));
            Files.delete(docs);
          }))
          .isTrue();
    }
  }

  @Test
  void anotherFolderInItsPlaceIsToldThoughNoEventTellsOfItAndIsWatchedThen() throws Exception {
    Path other = Home.file(temp, "other/c.txt", "text").resolveSibling("");
    try (Watcher watcher = new Watcher(docs, true)) {
      assertThat(tells(watcher, () -> {
            Files.move(docs, temp.resolve("away"));
            Files.move(other, docs);
          }))
          .isTrue();
      assertThat(tells(watcher, () -> Home.file(docs, "d.txt", "new"))).isTrue();
    }
  }
}
