package llmos.kernel.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TitlesTest {
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

  private List<String> docs(String words, Step... without) throws InterruptedException {
    Disk.Query query = new Disk.Query(words, List.of(), 10, Set.of(without));
    return home.disk.search(query).stream()
        .map(h -> h.block().span().doc().substring("docs/".length()))
        .distinct()
        .toList();
  }

  @Test
  void aNameIsATitleOfAFewWordsWithoutItsBrackets() {
    assertThat(Titles.name("The Tower  (film)")).contains("the tower");
    assertThat(Titles.name("guide.md")).contains("guide md");
    assertThat(Titles.name("北京大学")).contains("北 京 大 学");
    assertThat(Titles.name("A-1")).isEmpty();
    assertThat(Titles.name("word ".repeat(20))).isEmpty();
    assertThat(Titles.name("")).isEmpty();
  }

  @Test
  void whatTheBestBlockNamesIsFoundThoughItHasNoWordOfTheQuestion() throws Exception {
    Home.file(docs, "a.md", "# Northern Line\n\nBuilt by the company of Ada Grey.");
    Home.file(docs, "b.md", "# Ada Grey\n\nBorn at sea, she never learned to swim.");
    Home.file(docs, "c.md", "# Other Things\n\nNothing of that kind stands here.");
    home.mount(docs);

    assertThat(docs("who built the northern line")).containsExactly("a.md", "b.md");
    assertThat(docs("who built the northern line", Step.SECOND_HOP)).containsExactly("a.md");
  }

  @Test
  void aBlockThatNamesTheBestDocumentIsLifted() throws Exception {
    Home.file(docs, "hub.md", "# Ada Grey\n\nAn engineer of trains.");
    Home.file(docs, "x.md", "# One\n\nTrains run here, and trains run there, all day long.");
    Home.file(docs, "y.md", "# Two\n\nThe trains that Ada Grey made were the first of their kind.");
    home.mount(docs);

    assertThat(docs("engineer trains")).startsWith("hub.md", "y.md");
  }

  @Test
  void theDocumentThatTheQuestionNamesComesFirst() throws Exception {
    Home.file(docs, "long.md", "# Notes\n\nThe payment of rent: payment is due, payment is late.");
    Home.file(docs, "lease.md", "# Harbour Lease\n\nThe payment is due in May.");
    home.mount(docs);

    assertThat(docs("payment, says the Harbour Lease").getFirst()).isEqualTo("lease.md");
    assertThat(docs("rent payment").getFirst()).isEqualTo("long.md");
  }

  @Test
  void linksStayInTheScope() throws Exception {
    Home.file(docs, "a.md", "# Northern Line\n\nBuilt by the company of Ada Grey.");
    Home.file(temp, "other/b.md", "# Ada Grey\n\nBorn at sea.");
    home.mount(docs);
    home.mount(temp.resolve("other"));

    Disk.Query query = new Disk.Query("northern line", List.of("docs"), 10);

    assertThat(home.disk.search(query))
        .extracting(h -> h.block().span().doc())
        .containsExactly("docs/a.md");
    assertThat(home.docs("northern line")).containsExactly("docs/a.md", "other/b.md");
  }
}
