package llmos.kernel.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import llmos.api.Document;
import llmos.api.Document.Part;
import llmos.api.Document.PartKind;
import llmos.api.DocumentReader;
import llmos.api.Embedder;
import llmos.api.Label;
import llmos.api.Progress;
import llmos.kernel.store.Library;
import llmos.kernel.store.Store;
import llmos.testkit.FakeClock;

/** A disk on a folder of its own, with a small reader and an embedder that counts. */
final class Home implements AutoCloseable {
  final Path home;
  final Store store;
  final Library library;
  final Hashing embedder = new Hashing("hash-1", 1_000);
  Optional<Embedder> with = Optional.empty();
  final Disk disk;

  Home(Path home, DocumentReader... extra) {
    this.home = home;
    this.store = Store.open(home.resolve("state.db"));
    this.library = new Library(store);
    List<DocumentReader> readers = new ArrayList<>(List.of(extra));
    readers.add(new Paragraphs());
    this.disk = new Disk(
        home.resolve("index"),
        library,
        () -> new Readers(readers, () -> {}),
        () -> with,
        new FakeClock());
  }

  MountReport mount(Path root) throws InterruptedException {
    return disk.mount(new MountRequest(root, "", Label.UNKNOWN), Progress.NONE);
  }

  List<Disk.Hit> find(String words) throws InterruptedException {
    return disk.search(new Disk.Query(words, List.of(), 10));
  }

  List<String> docs(String words) throws InterruptedException {
    return find(words).stream().map(h -> h.block().span().doc()).distinct().toList();
  }

  @Override
  public void close() {
    disk.close();
    store.close();
  }

  static Path file(Path root, String name, String text) {
    try {
      Path file = root.resolve(name);
      Files.createDirectories(root);
      Files.createDirectories(file.getParent() == null ? root : file.getParent());
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads text: lines that start with # are headings, empty lines part paragraphs. Not binary files, not .exotic ones. */
  static final class Paragraphs implements DocumentReader {
    @Override
    public String name() {
      return "text";
    }

    @Override
    public boolean reads(String fileName, byte[] head) {
      for (byte b : head) {
        if (b == 0) {
          return false;
        }
      }
      return !fileName.endsWith(".exotic");
    }

    @Override
    public Document read(String fileName, byte[] bytes) throws IOException {
      String text = new String(bytes, StandardCharsets.UTF_8);
      if (text.startsWith("BROKEN")) {
        throw new IOException("broken at byte 6: \u001b[31m");
      }
      List<String> warnings = text.startsWith("PARTIAL") ? List.of("page 2 is damaged") : List.of();
      List<Part> parts = new ArrayList<>();
      String title = fileName;
      for (int at = 0; at < text.length(); ) {
        int gap = text.indexOf("\n\n", at);
        int end = gap < 0 ? text.length() : gap;
        int level = 0;
        while (at + level < end && text.charAt(at + level) == '#') {
          level++;
        }
        title =
            level == 1 && title.equals(fileName) ? text.substring(at + 1, end).strip() : title;
        if (end > at) {
          parts.add(new Part(level > 0 ? PartKind.HEADING : PartKind.PARAGRAPH, at, end, level, 0));
        }
        at = gap < 0 ? text.length() : gap + 2;
      }
      return new Document(title, text, parts, warnings);
    }
  }

  /** Words hashed into a bag; knows that a car is an automobile. Counts what it embeds. */
  static final class Hashing implements Embedder {
    final AtomicInteger passages = new AtomicInteger();
    private final String id;
    private final int dimensions;

    Hashing(String id, int dimensions) {
      this.id = id;
      this.dimensions = dimensions;
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public int dimensions() {
      return dimensions;
    }

    @Override
    public float[] passage(String text) {
      passages.incrementAndGet();
      return question(text);
    }

    @Override
    public float[] question(String text) {
      float[] vector = new float[dimensions];
      for (String word : text.toLowerCase(Locale.ROOT).split("[^a-z]+", -1)) {
        String meaning = word.equals("automobile") ? "car" : word;
        vector[Math.floorMod(meaning.hashCode(), dimensions)] += 1;
      }
      double norm = 0;
      for (float v : vector) {
        norm += v * v;
      }
      for (int i = 0; i < dimensions; i++) {
        vector[i] = (float) (norm == 0 ? 0 : vector[i] / Math.sqrt(norm));
      }
      return vector;
    }
  }
}
