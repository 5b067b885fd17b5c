package llmos.kernel.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llmos.api.FaultException;
import llmos.api.Fetcher;
import llmos.api.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of a web that is made up, as files. */
class MirrorTest {
  private static final URI GUIDE = URI.create("https://made.up/docs/");

  @TempDir
  private Path home;

  private final Map<String, String> web = new HashMap<>();
  private final List<String> fetched = new ArrayList<>();
  private String down = "";

  /** Text after the links in brackets; its version is the text. */
  private final class Web implements Fetcher {
    @Override
    public List<String> schemes() {
      return List.of("https");
    }

    @Override
    public Optional<Fetched> fetch(URI address, String known, int mostBytes) throws IOException {
      if (address.toString().equals(down)) {
        throw new IOException("answered 503");
      }
      String text = web.get(address.toString());
      if (text == null) {
        throw new FileNotFoundException(address + " is not there (404)");
      }
      if (text.equals(known)) {
        return Optional.empty();
      }
      fetched.add(address.toString());
      List<URI> links = new ArrayList<>();
      for (String word : text.split(" ", -1)) {
        if (word.startsWith("@")) {
          links.add(address.resolve(word.substring(1)));
        }
      }
      String path = address.getPath();
      String name = path.endsWith("/") ? "index.txt" : path.substring(path.lastIndexOf('/') + 1);
      return Optional.of(new Fetched(name, text.getBytes(StandardCharsets.UTF_8), text, links));
    }
  }

  private Mirror.Copy refresh(int pages) throws InterruptedException {
    Mirror mirror = new Mirror(home, () -> new Readers(List.of(), List.of(new Web()), () -> {}));
    return mirror.refresh(GUIDE, pages, Progress.NONE);
  }

  private static List<String> files(Path folder) throws InterruptedException, IOException {
    return Walk.of(folder).files().stream().map(Walk.Found::path).toList();
  }

  @Test
  void aServerWhoseNameBeginsAlikeIsAnotherOne() throws InterruptedException, IOException {
    web.put(
        "https://made.up/docs/",
        "@https://made.up.evil/docs/x @https://me@made.up/docs/x @../docs/../secret.txt @https://made.up:8443/docs/y");

    assertThat(files(refresh(10).folder())).containsExactly("index.txt");
    assertThat(fetched).containsExactly("https://made.up/docs/");
    assertThat(Mirror.address("https://made.up#top").toString()).isEqualTo("https://made.up/");
  }

  private void guide() {
    web.put(
        "https://made.up/docs/",
        "all: @a.txt @sub/b.txt @../other.txt @https://else.where/x @a.txt?q=1");
    web.put("https://made.up/docs/a.txt", "page a @sub/b.txt @missing.txt");
    web.put("https://made.up/docs/sub/b.txt", "page b @../a.txt");
    web.put("https://made.up/other.txt", "outside");
  }

  @Test
  void onePageIsFetchedIfNoMoreAreAskedFor() throws InterruptedException, IOException {
    guide();

    Mirror.Copy copy = refresh(0);

    assertThat(files(copy.folder())).containsExactly("index.txt");
    assertThat(copy.notable()).isEmpty();
  }

  @Test
  void whatLiesBelowTheAddressIsFollowedAndNothingElse() throws InterruptedException, IOException {
    guide();

    Mirror.Copy copy = refresh(10);

    assertThat(files(copy.folder())).containsExactly("a.txt", "index.txt", "sub/b.txt");
    assertThat(files(refresh(2).folder())).hasSize(2);
  }

  @Test
  void whatIsUnchangedIsNotFetchedAgainAndKeepsItsTime() throws InterruptedException, IOException {
    guide();
    Path folder = refresh(10).folder();
    Path file = folder.resolve("a.txt");
    Files.setLastModifiedTime(file, FileTime.fromMillis(5_000));
    fetched.clear();
    web.put("https://made.up/docs/sub/b.txt", "page b is another");

    refresh(0);

    assertThat(fetched).containsExactly("https://made.up/docs/sub/b.txt");
    assertThat(Files.getLastModifiedTime(file).toMillis()).isEqualTo(5_000);
    assertThat(folder.resolve("sub/b.txt")).hasContent("page b is another");
  }

  @Test
  void aPageThatIsGoneLeavesAndOneThatCannotBeHadStays() throws InterruptedException, IOException {
    guide();
    Path folder = refresh(10).folder();
    web.remove("https://made.up/docs/a.txt");
    down = "https://made.up/docs/sub/b.txt";

    Mirror.Copy copy = refresh(0);

    assertThat(files(folder)).containsExactly("index.txt", "sub/b.txt");
    assertThat(copy.notable())
        .extracting(MountReport.FileStatus::reason)
        .containsExactly("answered 503");
  }

  @Test
  void anAddressThatCannotBeHadIsAFault() {
    assertThatThrownBy(() -> refresh(0))
        .isInstanceOf(FaultException.class)
        .hasMessageContaining("is not there (404)");
  }

  @Test
  void theFolderGoesWithItsVolume() throws InterruptedException {
    guide();
    Path folder = refresh(0).folder();

    new Mirror(home, () -> new Readers(List.of(), () -> {})).forget(GUIDE);

    assertThat(folder).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://", "https://user:secret@made.up/", "https://made.up/a b", "x://"})
  void whatIsNoAddressIsRefused(String text) {
    assertThatThrownBy(() -> Mirror.address(text))
        .isInstanceOf(FaultException.class)
        .hasMessageContaining("is no address");
  }

  @ParameterizedTest
  @CsvSource({
    "https://made.up/docs/Guide.html, guide",
    "https://made.up/docs/, docs",
    "https://made.up, made.up",
    "https://made.up/v1.2/, v1",
    "https://made.up/a%20b/, a-b",
  })
  void aVolumeIsNamedByTheLastPartOfItsAddress(String address, String name) {
    assertThat(Mirror.name(URI.create(address))).isEqualTo(name);
  }
}
