package llmos.kernel.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import llmos.api.Document;
import llmos.api.DocumentReader;
import llmos.kernel.store.Limits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes and a plugin whose reader does what its file says. */
@Timeout(60)
final class ReaderProcessTest {
  private static final String PLUGIN = """
      package toy;
      import java.util.*;
      import llmos.api.*;
      import llmos.api.Document.*;
      public final class Toy implements Plugin, DocumentReader {
        public String name() { return "toy"; }
        public List<DocumentReader> readers() { return List.of(this); }
        public boolean reads(String name, byte[] head) { return true; }
        public Document read(String name, byte[] bytes) throws java.io.IOException {
          String text = new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
          switch (text) {
            case "pid": text = "" + ProcessHandle.current().pid(); break;
            case "keys": text = String.join(" ", System.getenv().keySet()); break;
            case "print": System.out.println("noise"); System.err.println("noise"); break;
            case "throw": throw new IllegalStateException("boom");
            case "refuse": throw new java.io.IOException("it is encrypted");
            case "deep": text = deep(0); break;
            case "exit": System.exit(42); break;
            case "slow": try { Thread.sleep(1000); } catch (InterruptedException e) { text = "told"; } break;
            case "litter": java.nio.file.Files.createTempFile("litter", ""); System.exit(42); break;
            case "hang": while (true) { Thread.onSpinWait(); }
            case "memory": List<byte[]> all = new ArrayList<>(); while (true) { all.add(new byte[1 << 20]); }
            case "large": text = "word ".repeat(8 << 20); break;
            default: break;
          }
          return new Document(name, text, List.of(new Part(PartKind.HEADING, 0, text.length(), 2, 7)), List.of("warned"));
        }
        private static String deep(int i) { return deep(i + 1) + i; }
      }
      """;

  @TempDir
  private static Path shared;

  private static Path jar = Path.of("");

  @TempDir
  private Path cache;

  @SuppressWarnings("NullAway.Init") // made before each test
  private ReaderProcess process;

  @SuppressWarnings("NullAway.Init")
  private DocumentReader reader;

  @BeforeAll
  static void build() throws IOException {
    Path source = Files.writeString(shared.resolve("Toy.java"), PLUGIN);
    Path classes = Files.createDirectories(shared.resolve("classes"));
    String path = String.valueOf(Path.of(java.net.URI.create(
        DocumentReader.class.getProtectionDomain().getCodeSource().getLocation().toString())));
    int code = ToolProvider.getSystemJavaCompiler()
        .run(null, null, null, "-cp", path, "-d", classes.toString(), source.toString());
    assertThat(code).isZero();
    jar = shared.resolve("toy.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new ZipEntry("META-INF/services/llmos.api.Plugin"));
      out.write("toy.Toy".getBytes(java.nio.charset.StandardCharsets.UTF_8));
      out.putNextEntry(new ZipEntry("toy/Toy.class"));
      out.write(Files.readAllBytes(classes.resolve("toy/Toy.class")));
    }
  }

  @BeforeEach
  void open() throws IOException {
    process = new ReaderProcess(cache, Duration.ofSeconds(3));
    URLClassLoader loader = new URLClassLoader(
        PluginLoader.urls(List.of(jar)).toArray(java.net.URL[]::new), new ApiLoader());
    List<DocumentReader> plain = PluginLoader.plugins(loader).getFirst().readers();
    reader = process.apart(List.of(jar), plain).getFirst();
  }

  @AfterEach
  void close() {
    process.close();
  }

  private Document read(String text) throws IOException, InterruptedException {
    return reader.read("f.toy", text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private static List<ProcessHandle> children() {
    try (Stream<ProcessHandle> all = ProcessHandle.current().children()) {
      return all.filter(ProcessHandle::isAlive).toList();
    }
  }

  @Test
  void aDocumentComesBackAsTheReaderMadeItFromOneProcessForAllFiles() throws Exception {
    Document document = read("some text, \u5317\u4eac \ud83d\ude00");
    String first = read("pid").text();

    assertThat(document.title()).isEqualTo("f.toy");
    assertThat(document.text()).isEqualTo("some text, \u5317\u4eac \ud83d\ude00");
    assertThat(document.parts())
        .containsExactly(
            new Document.Part(Document.PartKind.HEADING, 0, document.text().length(), 2, 7));
    assertThat(document.warnings()).containsExactly("warned");
    assertThat(first)
        .isNotEqualTo("" + ProcessHandle.current().pid())
        .isEqualTo(read("pid").text());
    assertThat(read("print").text()).isEqualTo("print");
    assertThat(read("keys").text()).doesNotContain("JAVA_HOME").doesNotContain("LLMOS");
  }

  @Test
  void whateverAReaderDoesEndsItsFileWithAReasonAndTheNextIsRead() throws Exception {
    assertThatThrownBy(() -> read("throw")).hasMessage("IllegalStateException: boom");
    assertThatThrownBy(() -> read("refuse"))
        .isInstanceOf(IOException.class)
        .hasMessage("it is encrypted");
    assertThatThrownBy(() -> read("deep")).hasMessageContaining("StackOverflowError");
    assertThatThrownBy(() -> read("exit")).hasMessage("its reader ended with code 42");
    assertThatThrownBy(() -> read("memory"))
        .hasMessage("it needs more than " + Limits.READER_MEGABYTES + " MB of memory");
    assertThatThrownBy(() -> read("hang")).hasMessage("reading took more than 3 s");

    assertThat(read("after all").text()).isEqualTo("after all");
    assertThat(children()).hasSize(1);
  }

  @Test
  void aTextWithoutEndIsCutWithAWarning() throws Exception {
    Document document = read("large");

    assertThat(document.text()).hasSize(Limits.DOCUMENT_CHARS);
    assertThat(document.warnings().getFirst()).startsWith("its text is cut after 33,554,432");
  }

  @Test
  void noProcessIsStartedBeforeItIsNeededAndNoneIsLeft() throws Exception {
    assertThat(children()).isEmpty();
    read("x");
    assertThat(children()).hasSize(1);

    process.close();

    assertThat(children()).isEmpty();
  }

  @Test
  void anInterruptEndsTheProcessAndTheReading() throws Exception {
    read("x");
    CountDownLatch stopped = new CountDownLatch(1);
    Thread reading = Thread.ofPlatform().start(() -> {
      try {
        read("hang");
      } catch (InterruptedException e) {
        stopped.countDown();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    });
    TimeUnit.MILLISECONDS.sleep(300);

    reading.interrupt();

    assertThat(stopped.await(3, TimeUnit.SECONDS)).isTrue();
    assertThat(children()).isEmpty();
    assertThat(read("again").text()).isEqualTo("again");
  }

  @Test
  void aSignalThatWasMeantForTheMachineCostsNoFile() throws Exception {
    read("x");
    Thread stopping = Thread.ofPlatform().start(() -> {
      try {
        TimeUnit.MILLISECONDS.sleep(400);
      } catch (InterruptedException e) {
        return;
      }
      children().forEach(ProcessHandle::destroy);
    });

    assertThat(read("slow").text()).isEqualTo("slow");

    stopping.join();
  }

  @Test
  void aSignalBeforeTheProcessIsReadyCostsNoFileAndDoesNotTurnItOff() throws Exception {
    String home = System.getProperty("java.home");
    Path java = Files.createDirectories(cache.resolve("jdk/bin")).resolve("java");
    Files.writeString(java, """
        #!/bin/sh
        mkdir '%s' 2>/dev/null && kill -INT $$
        exec '%s/bin/java' "$@"
        """.formatted(cache.resolve("once"), home));
    assertThat(java.toFile().setExecutable(true)).isTrue();
    try {
      System.setProperty("java.home", cache.resolve("jdk").toString());

      assertThat(read("pid").text()).isNotEqualTo("" + ProcessHandle.current().pid());

      assertThat(cache.resolve("once")).exists();
    } finally {
      System.setProperty("java.home", home);
    }
  }

  @Test
  void whatAKilledReaderLeavesInItsFolderIsRemoved() throws Exception {
    assertThatThrownBy(() -> read("litter")).hasMessage("its reader ended with code 42");

    assertThat(cache.resolve("reading")).isEmptyDirectory();
  }

  /** What the machine's death looks like from the other side: its input ends while a reader hangs. */
  @Test
  void theProcessEndsWithItsInputAlsoWhileAReaderHangs() throws Exception {
    List<String> command = process.command();
    Process child = new ProcessBuilder(command).start();
    try (DataOutputStream out = new DataOutputStream(child.getOutputStream())) {
      DocumentFrames.greeted(new DataInputStream(child.getInputStream()));
      DocumentFrames.ask(
          out,
          new DocumentFrames.Asked(
              List.of(jar),
              0,
              "f.toy",
              java.nio.ByteBuffer.wrap("hang".getBytes(java.nio.charset.StandardCharsets.UTF_8))));
      TimeUnit.MILLISECONDS.sleep(500);
      assertThat(child.isAlive()).isTrue();
    }

    assertThat(child.waitFor(5, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void lightReadersAndThoseWithoutJarsStayInThisProcess() throws Exception {
    assertThat(process.apart(List.of(), List.of(reader))).containsExactly(reader);
    assertThat(children()).isEmpty();
  }

  @Test
  void whereNoProcessCanBeStartedFilesAreReadInThisOne() throws Exception {
    Path broken = Files.createDirectories(cache.resolve("jdk/bin")).resolve("java");
    Files.writeString(broken, "#!/bin/sh\nexit 1\n");
    String home = System.getProperty("java.home");
    String self = "" + ProcessHandle.current().pid();
    try {
      System.setProperty("java.home", cache.resolve("none").toString());
      assertThat(read("pid").text()).as("no java").isEqualTo(self);
      process.close();
      open();
      System.setProperty("java.home", cache.resolve("jdk").toString());
      assertThat(broken.toFile().setExecutable(true)).isTrue();
      assertThat(read("pid").text()).as("a java that does not start").isEqualTo(self);
    } finally {
      System.setProperty("java.home", home);
    }
  }

  @Test
  void whatIsNoProcessOfOursIsNotTalkedTo() {
    byte[] noise = "Error: could not".getBytes(java.nio.charset.StandardCharsets.UTF_8);

    assertThatThrownBy(() ->
            DocumentFrames.greeted(new DataInputStream(new java.io.ByteArrayInputStream(noise))))
        .isInstanceOf(DocumentFrames.NotThere.class);
  }
}
