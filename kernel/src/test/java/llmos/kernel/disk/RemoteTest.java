package llmos.kernel.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import llmos.api.Engine;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.api.Progress;
import llmos.kernel.guard.Gate;
import llmos.kernel.store.Ledger;
import llmos.kernel.store.Library;
import llmos.kernel.store.Store;
import llmos.kernel.syscall.Reach;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can happen while an engine answers. */
class RemoteTest {
  private static final String ROOT = "made+https://engine.test/index";
  private static final Clock CLOCK = Clock.systemUTC();

  @TempDir
  private Path folder;

  private Store store;
  private Library library;
  private Remote remote;
  private Callable<List<Engine.Item>> answer =
      () -> List.of(new Engine.Item("mill", "", "The mill grinds rye."));

  /** Gives one answer to all questions. */
  private final class Made implements Engine {
    @Override
    public List<String> schemes() {
      return List.of("made+https");
    }

    private Found found() throws IOException, InterruptedException {
      try {
        return new Found(answer.call(), List.of());
      } catch (IOException | InterruptedException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException(e);
      }
    }

    @Override
    public Found search(Place place, String question, int most, int mostBytes)
        throws IOException, InterruptedException {
      return found();
    }

    @Override
    public Found get(Place place, List<String> ids, int mostBytes)
        throws IOException, InterruptedException {
      return found();
    }

    @Override
    public Listing list(Place place, int most) {
      return new Listing(List.of(), 1);
    }
  }

  @BeforeEach
  void open() {
    store = Store.open(folder.resolve("state.db"));
    library = new Library(store);
    remote =
        new Remote(library, () -> List.of(new Made()), Map.of("HIDDEN", "me:se\u200bcret"), CLOCK);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Library.Volume volume(String name, String root) {
    library.putVolume(name, root, Label.UNKNOWN);
    return library.volume(name).orElseThrow();
  }

  @Test
  void aKeyWithASignThatCannotBeSeenIsNeitherSentNorShown() {
    Library.Volume volume = volume("x", ROOT + "?key-env=HIDDEN");

    assertThatThrownBy(() -> remote.list(volume, 0))
        .isInstanceOf(FaultException.class)
        .hasMessageContaining("HIDDEN")
        .hasMessageNotContaining("cret");
  }

  @Test
  void allThatAreAskedHaveOneDeadline() throws InterruptedException {
    answer = () -> {
      TimeUnit.MINUTES.sleep(1);
      return List.of();
    };
    List<Library.Volume> volumes = List.of(volume("x", ROOT), volume("y", ROOT + "2"));
    long began = System.nanoTime();

    Remote.Brought came = remote.search(
        volumes, "mill", new Remote.Deadline(began + TimeUnit.MILLISECONDS.toNanos(300)));

    assertThat(came.notices()).hasSize(2).allMatch(line -> line.contains("no answer within"));
    assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(10));
  }

  /** Unmounts a volume, and mounts another one of this name, while the engine answers. */
  private Library.Volume replaced() {
    Library.Volume volume = volume("x", ROOT);
    Callable<List<Engine.Item>> before = answer;
    answer = () -> {
      library.removeVolume("x");
      library.putVolume("x", "/other", Label.TYPED);
      return before.call();
    };
    return volume;
  }

  @Test
  void whatComesForAVolumeThatIsGoneGoesIntoNoOther() throws InterruptedException {
    Remote.Brought came = remote.search(List.of(replaced()), "mill", Remote.Deadline.begin());

    assertThat(came.documents()).isZero();
    assertThat(came.notices()).singleElement().asString().contains("was unmounted meanwhile");
    assertThat(library.documents()).isEmpty();
  }

  @Test
  void aComparisonEndsIfItsVolumeIsGone() throws InterruptedException {
    Library.Volume volume = replaced();
    remote.documents(volume).put(List.of(new Engine.Item("mill", "", "An older text.")));

    assertThatThrownBy(() -> new RemoteMounter(remote, CLOCK).compare(volume, Progress.NONE))
        .hasMessageContaining("was unmounted meanwhile");
    assertThat(library.volume("x")).map(Library.Volume::mounted).contains(0L);
  }

  @Test
  void whatIsNotIndexedInTimeIsTold() throws InterruptedException {
    volume("x", ROOT);
    Gate gate = new Gate(new Ledger(store, CLOCK), folder, folder, List::of, CLOCK);
    List<String> notices = new ArrayList<>();
    List<Boolean> settled = new ArrayList<>(List.of(false, true));
    Reach reach = new Reach(remote, gate, settled::removeFirst);
    Disk.Query query = new Disk.Query("mill", List.of(), 5);
    Reach.Asking asking = Reach.Asking.user(
        Label.TYPED, false, (lines, choices) -> Optional.empty(), 0, notices::add);

    reach.search(query, asking);
    assertThat(notices).singleElement().asString().contains("may not be found yet");

    reach.search(query, asking); // nothing is new, but what came is waited for
    reach.search(query, asking);
    assertThat(notices).hasSize(1);
    assertThat(settled).isEmpty();
  }
}
