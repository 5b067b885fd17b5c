package llmos.kernel.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Integrity;
import llmos.api.Label;
import llmos.api.Progress;
import llmos.kernel.store.Library;
import llmos.testkit.FakeClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskTest {
  @TempDir
  Path temp;

  private Path docs;
  private Home home;

  @BeforeEach
  void open() {
    docs = temp.resolve("docs");
    home = new Home(temp.resolve("home"));
  }

  @AfterEach
  void close() {
    home.close();
  }

  @Test
  void wordsAreSearchableWhenMountReturns() throws Exception {
    Home.file(docs, "tower.md", "# The tower\n\nThe tower was finished in 1889 by masons.");
    Home.file(docs, "sub/river.md", "# The river\n\nBoats go up the river in spring.");

    MountReport report = home.mount(docs);
    List<Disk.Hit> hits = home.find("when was the tower finished");

    assertThat(report.volume()).isEqualTo("docs");
    assertThat(report.ok()).isEqualTo(2);
    assertThat(report.blocks()).isEqualTo(2);
    Disk.Block best = hits.getFirst().block();
    assertThat(best.span().doc()).isEqualTo("docs/tower.md");
    assertThat(best.trail()).containsExactly("# The tower");
    assertThat(best.title()).isEqualTo("The tower");
    String text = home.disk.text("docs/tower.md").text();
    assertThat(text.substring(best.span().start(), best.span().end())).isEqualTo(best.text());
    assertThat(hits).allSatisfy(h -> assertThat(h.score()).isBetween(0.0, 1.0));
  }

  @Test
  void labelsComeFromTheMountAndNameTheDocument() throws Exception {
    Home.file(docs, "a.txt", "some words");

    home.disk.mount(new MountRequest(docs, "", Label.TYPED), Progress.NONE);
    Label trusted = home.find("words").getFirst().block().label();
    home.mount(docs);
    Label untrusted = home.find("words").getFirst().block().label();

    assertThat(trusted.integrity()).isEqualTo(Integrity.TRUSTED);
    assertThat(untrusted.integrity()).isEqualTo(Integrity.UNTRUSTED);
    assertThat(untrusted.origins()).containsExactly("docs/a.txt");
  }

  @Test
  void stemsCodesPartsPathsPhrasesAndIdeographsAreFound() throws Exception {
    Home.file(docs, "a.txt", "Indexing documents quickly. It failed with ERR_CONN-1042 at noon.");
    Home.file(docs, "b.txt", "Call getUserName() from src/main/App.java to greet people.");
    Home.file(docs, "c.txt", "北京大学的学生在图书馆学习。");
    Home.file(docs, "d.txt", "The quick fox; the fox is quick and brown as any.");
    Home.file(docs, "e.txt", "The quick brown fox.");
    home.mount(docs);

    assertThat(home.docs("document index").getFirst()).isEqualTo("docs/a.txt");
    assertThat(home.docs("what is err_conn-1042?").getFirst()).isEqualTo("docs/a.txt");
    assertThat(home.docs("user name").getFirst()).isEqualTo("docs/b.txt");
    assertThat(home.docs("App.java").getFirst()).isEqualTo("docs/b.txt");
    assertThat(home.docs("图书馆")).containsExactly("docs/c.txt");
    assertThat(home.docs("\"quick brown\"").getFirst()).isEqualTo("docs/e.txt");
    assertThat(home.docs("docoments").getFirst()).isEqualTo("docs/a.txt");
    assertThat(home.docs("nowhere zzzzzzzz")).isEmpty();
  }

  @Test
  void aScopeNarrowsAndAnUnknownOneSaysWhatExists() throws Exception {
    Home.file(docs, "a/one.txt", "apples grow here");
    Home.file(docs, "b/two.txt", "apples grow there");
    Home.file(temp, "other/three.txt", "apples grow elsewhere");
    home.mount(docs);
    home.mount(temp.resolve("other"));

    assertThat(scoped("docs")).containsExactlyInAnyOrder("docs/a/one.txt", "docs/b/two.txt");
    assertThat(scoped("docs/b")).containsExactly("docs/b/two.txt");
    assertThat(scoped("docs/a/one.txt")).containsExactly("docs/a/one.txt");
    assertThat(scoped("docs/b/", "other"))
        .containsExactlyInAnyOrder("docs/b/two.txt", "other/three.txt");
    assertThatThrownBy(() -> scoped("dosc")).isInstanceOfSatisfying(FaultException.class, e -> {
      assertThat(e.fault().errno()).isEqualTo(Errno.NO_SUCH);
      assertThat(e).hasMessageContaining("nearest: docs");
    });
  }

  private List<String> scoped(String... in) throws InterruptedException {
    return home.disk.search(new Disk.Query("apples", List.of(in), 5)).stream()
        .map(h -> h.block().span().doc())
        .toList();
  }

  @Test
  void aRemountReadsOnlyWhatChangedAndForgetsWhatIsGone() throws Exception {
    Home.file(docs, "stays.txt", "oranges");
    Home.file(docs, "changes.txt", "pears");
    Home.file(docs, "goes.txt", "plums");
    home.mount(docs);

    Home.file(docs, "changes.txt", "cherries now");
    Files.delete(docs.resolve("goes.txt"));
    MountReport report = home.mount(docs);

    assertThat(report.unchanged()).isEqualTo(1);
    assertThat(report.ok()).isEqualTo(1);
    assertThat(home.docs("oranges")).containsExactly("docs/stays.txt");
    assertThat(home.docs("cherries")).containsExactly("docs/changes.txt");
    assertThat(home.docs("pears plums")).isEmpty();
    assertThat(home.disk.documents("docs")).hasSize(2);
  }

  @Test
  void onlyChangedBlocksAreEmbeddedAgainAndARenameCostsNothing() throws Exception {
    home.with = Optional.of(home.embedder);
    String first = "# One\n\nalpha words here\n\n# Two\n\nbeta words there";
    Home.file(docs, "a.md", first);
    home.mount(docs);
    embedAll();
    assertThat(home.embedder.passages).hasValue(2);

    Home.file(docs, "a.md", "# Zero\n\nnew on top\n\n" + first);
    home.mount(docs);
    embedAll();
    assertThat(home.embedder.passages).hasValue(3);

    Files.move(docs.resolve("a.md"), docs.resolve("b.md"));
    home.mount(docs);
    embedAll();

    assertThat(home.embedder.passages).hasValue(3);
    assertThat(home.disk.vectorProgress()).containsExactly(3, 3);
    assertThat(home.docs("beta")).containsExactly("docs/b.md");
  }

  @Test
  void meaningFindsWhatWordsDoNot() throws Exception {
    home.with = Optional.of(home.embedder);
    Home.file(docs, "a.txt", "the car is red");
    Home.file(docs, "b.txt", "trees are green");
    home.mount(docs);
    assertThat(home.docs("automobile")).isEmpty();

    embedAll();

    assertThat(home.docs("automobile").getFirst()).isEqualTo("docs/a.txt");
    assertThat(home.docs("trees").getFirst()).isEqualTo("docs/b.txt");
  }

  @Test
  void blocksThatSearchesMetAreEmbeddedFirst() throws Exception {
    home.with = Optional.of(home.embedder);
    for (int i = 0; i < 20; i++) {
      Home.file(docs, "f" + i + ".txt", "text number" + i + (i == 17 ? " mongoose" : ""));
    }
    home.mount(docs);
    home.disk.embedNext(1);
    home.find("mongoose");

    assertThat(home.disk.embedNext(1)).isEqualTo(1);

    long met = home.find("mongoose").getFirst().block().id();
    String sha =
        home.library.outbox().blocksAfter(met - 1, 1).getFirst().piece().sha();
    assertThat(home.library.vectors().of(List.of(sha))).containsKey(sha);
  }

  @Test
  void anotherModelEmbedsAgainWhileWordsAndMeaningStayFound() throws Exception {
    home.with = Optional.of(home.embedder);
    Home.file(docs, "a.txt", "the car is red");
    home.mount(docs);
    embedAll();

    home.with = Optional.of(new Home.Hashing("hash-2", 900));
    assertThat(home.docs("car")).containsExactly("docs/a.txt");
    embedAll();

    assertThat(home.disk.vectorProgress()).containsExactly(1, 1);
    assertThat(home.docs("automobile")).containsExactly("docs/a.txt");
  }

  @Test
  void savedTextIsFoundKeepsItsLabelAndItsFile() throws Exception {
    Label web = Label.untrusted("http://example.com");
    home.disk.store("notes", "week/one.md", "# Plan\n\nbuy a zeppelin", web);

    assertThat(home.docs("zeppelin")).containsExactly("notes/week/one.md");
    assertThat(home.find("zeppelin").getFirst().block().label().tainted()).isTrue();
    Path file = temp.resolve("home/disk/notes/week/one.md");
    assertThat(file).hasContent("# Plan\n\nbuy a zeppelin");
    home.disk.mount(
        new MountRequest(temp.resolve("home/disk/notes"), "", Label.TYPED), Progress.NONE);
    assertThat(home.find("zeppelin").getFirst().block().label().tainted()).isTrue();
    assertThatThrownBy(() -> home.disk.store("notes", "../../x", "y", web))
        .hasMessageContaining("not a path inside a volume");
  }

  @Test
  void umountForgets() throws Exception {
    Home.file(docs, "a.txt", "oranges");
    home.mount(docs);

    assertThat(home.disk.umount("docs")).isTrue();

    assertThat(home.disk.umount("docs")).isFalse();
    assertThat(home.docs("oranges")).isEmpty();
    assertThat(home.disk.volumes()).isEmpty();
  }

  @Test
  void aSyncDoesNotBringAVolumeBackThatIsUnmountedBeforeItOrMeanwhile() throws Exception {
    Home.file(docs, "a.txt", "oranges");
    home.mount(docs);
    Library.Volume volume = home.library.volume("docs").orElseThrow();
    Mounter mounter = new Mounter(
        temp.resolve("home/disk"),
        home.library,
        () -> new Readers(List.of(new Home.Paragraphs()), () -> {}),
        new FakeClock(),
        () -> {});
    Home.file(docs, "a.txt", "other oranges");

    assertThatThrownBy(() -> home.disk.sync("docs", (what, done, total) -> umount("docs")))
        .isInstanceOfSatisfying(
            FaultException.class, e -> assertThat(e.fault().errno()).isEqualTo(Errno.NO_SUCH))
        .hasMessage("the volume docs was unmounted meanwhile");
    assertThatThrownBy(() -> mounter.compare(volume, Before.Unread.AGAIN, Progress.NONE))
        .hasMessage("the volume docs was unmounted meanwhile");
    assertThatThrownBy(() -> home.disk.sync("docs", Progress.NONE))
        .hasMessageStartingWith("no volume 'docs' is mounted");
    assertThat(home.disk.volumes()).isEmpty();
    assertThat(home.docs("oranges")).isEmpty();
  }

  private void umount(String volume) {
    try {
      home.disk.umount(volume);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aMissingDocumentIsAnsweredWithTheNearest() throws Exception {
    Home.file(docs, "guide.md", "text");
    home.mount(docs);

    assertThatThrownBy(() -> home.disk.text("docs/giude.md"))
        .hasMessage("no document docs/giude.md; nearest: docs/guide.md");
    assertThatThrownBy(() -> home.disk.documents("dcos")).hasMessageContaining("nearest: docs");
  }

  @Test
  void listingDoesNotTouchTheIndex() throws Exception {
    assertThat(home.disk.volumes()).isEmpty();
    assertThat(home.disk.documents("")).isEmpty();
    assertThat(temp.resolve("home/index")).doesNotExist();
    assertThat(home.find("anything")).isEmpty();
  }

  private void embedAll() throws InterruptedException, IOException {
    while (home.disk.embedNext(8) > 0) {
      assertThat(home.embedder.passages.get()).isLessThan(1_000);
    }
  }
}
