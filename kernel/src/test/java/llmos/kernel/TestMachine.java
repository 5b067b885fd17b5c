package llmos.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llmos.api.Arg;
import llmos.api.Cpu;
import llmos.api.CpuDriver;
import llmos.api.CpuSettings;
import llmos.api.Device;
import llmos.api.Document;
import llmos.api.DocumentReader;
import llmos.api.Effect;
import llmos.api.Op;
import llmos.api.Param;
import llmos.api.Peripheral;
import llmos.api.Plugin;
import llmos.testkit.FakeClock;

/** A machine whose only CPU is the one given, with a reader of paragraphs and a device that keeps what it is told. */
final class TestMachine {
  final FakeClock clock = new FakeClock();
  final List<String> told = new ArrayList<>();
  private final Path home;
  private final Path workspace;
  private final Cpu cpu;

  TestMachine(Path folder, Cpu cpu) {
    this.home = folder.resolve("home");
    this.workspace = folder;
    this.cpu = cpu;
  }

  /** With these plugins beside its own. */
  Kernel boot(Plugin... more) {
    List<Plugin> plugins = new ArrayList<>(List.of(new TestPlugin()));
    plugins.addAll(List.of(more));
    Kernel kernel = Kernel.boot(
        new Boot(home, workspace, Map.of("LLMOS_CPU", "test"), clock, List.of(), plugins));
    if (kernel.processors().list().rows().stream().noneMatch(r -> "test".equals(r.get("name")))) {
      kernel.processors().add("test", "scripted", Map.of());
    }
    return kernel;
  }

  /** Answers the guard's questions with one choice, and keeps all that is shown. */
  static final class TestConsole implements Console {
    final StringBuilder text = new StringBuilder();
    final List<String> notices = new ArrayList<>();
    final List<Question> questions = new ArrayList<>();
    private final Optional<Question.Choice> choice;

    TestConsole(Optional<Question.Choice> choice) {
      this.choice = choice;
    }

    @Override
    public void text(String piece) {
      text.append(piece);
    }

    @Override
    public void notice(String line) {
      notices.add(line);
    }

    @Override
    public Optional<Question.Choice> ask(Question question) {
      questions.add(question);
      return choice;
    }
  }

  /** Keeps what it is told. */
  @Device(value = "note", help = "Keeps notes.")
  public final class Note {
    /** Keeps a text. */
    @Op(help = "Keeps a text.", effect = Effect.WRITE, example = "note add a.txt hello")
    public String add(@Arg(help = "where") Path path, @Arg(help = "what") String text) {
      told.add(path.getFileName() + "=" + text);
      return "kept " + text;
    }

    /** Writes a file. */
    @Op(help = "Writes a file.", effect = Effect.WRITE, example = "note write a.md hello")
    public String write(@Arg(help = "where") Path path, @Arg(help = "what") String text)
        throws IOException {
      Files.writeString(path, text);
      return "written";
    }

    /** Reads a file. */
    @Op(help = "Reads a file.", effect = Effect.READ, example = "note read a.md")
    public String read(@Arg(help = "where") Path path) throws IOException {
      return Files.readString(path);
    }

    /** Repeats. */
    @Op(help = "Repeats a text.", example = "note echo hello")
    public String echo(@Arg(help = "what") String text) {
      return text;
    }
  }

  private final class TestPlugin implements Plugin {
    @Override
    public String name() {
      return "test";
    }

    @Override
    public List<Peripheral> peripherals() {
      return List.of(Peripheral.of(new Note()));
    }

    @Override
    public List<CpuDriver> cpus() {
      return List.of(new CpuDriver() {
        @Override
        public String name() {
          return "scripted";
        }

        @Override
        public String summary() {
          return "Says what it is told to.";
        }

        @Override
        public List<Param> settings() {
          return List.of();
        }

        @Override
        public Cpu open(CpuSettings settings, Host host) {
          return cpu;
        }
      });
    }

    @Override
    public List<DocumentReader> readers() {
      return List.of(new ParagraphReader());
    }
  }

  /** Reads UTF-8 with a paragraph between blank lines. */
  private static final class ParagraphReader implements DocumentReader {
    @Override
    public String name() {
      return "paragraphs";
    }

    @Override
    public boolean reads(String fileName, byte[] head) {
      return fileName.endsWith(".md");
    }

    @Override
    public Document read(String fileName, byte[] bytes) {
      String text = new String(bytes, StandardCharsets.UTF_8);
      List<Document.Part> parts = new ArrayList<>();
      int start = 0;
      for (String paragraph : text.split("\n\n", -1)) {
        int end = start + paragraph.length();
        if (!paragraph.isBlank()) {
          parts.add(new Document.Part(Document.PartKind.PARAGRAPH, start, end, 0, 0));
        }
        start = end + 2;
      }
      return new Document(fileName, text, parts, List.of());
    }
  }
}
