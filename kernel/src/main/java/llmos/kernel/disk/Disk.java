package llmos.kernel.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import llmos.api.DocumentReader;
import llmos.api.Embedder;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.api.Progress;
import llmos.api.Span;
import llmos.kernel.store.Library;
import org.jspecify.annotations.Nullable;

/**
 * The disk: volumes of documents, of which any part comes into the window in milliseconds, exactly cited.
 *
 * <p>The library (SQLite) is the truth, the index a cache of it, made when first needed. Words can be searched when {@link
 * #mount} returns; vectors come with {@link #embedNext}, and nothing waits for them. Safe to use from many threads and from
 * several processes on one home; {@code this} guards only the making of the index.
 */
public final class Disk implements AutoCloseable {
  private static final int FIRST_LOOK = 50;
  private static final double TITLE = .3;
  private static final int LEAST_TITLE = 4;

  private final Path indexFolder;
  private final Library library;
  private final Supplier<Optional<Embedder>> embedder;
  private final Texts texts;
  private final Mounter mounter;
  private final Filler filler;
  private @Nullable Index index; // guarded by this

  /** What to mount: a folder or file, the volume's name ("" to take the folder's), and its label. */
  public record MountRequest(Path root, String name, Label label) {}

  /**
   * What a mount did, in files; {@code unchanged} ones are in no other count, {@code blocks} is of the whole volume and
   * {@code notable} is all that is not ok, with reasons.
   */
  public record MountReport(
      String volume,
      int ok,
      int partial,
      int skipped,
      int failed,
      int unchanged,
      int blocks,
      long millis,
      List<FileStatus> notable) {}

  /** How a file ended: {@code ok}, {@code partial}, {@code skipped} or {@code failed}, and why. */
  public record FileStatus(String path, String status, String reason) {}

  /** A volume; {@code vectors} counts blocks that have one. */
  public record VolumeInfo(
      String name, Path root, int documents, int blocks, int vectors, Label label) {}

  /** A document, named {@code volume/path}. */
  public record DocumentInfo(String doc, String title, long bytes, int blocks, String status) {}

  /** All text of a document; spans point into it. */
  public record DocumentText(String doc, String title, String text, Label label) {}

  /** What to find, where (volumes, documents, folders {@code volume/path}; everywhere if empty), and how many hits. */
  public record Query(String text, List<String> in, int most) {}

  /** A block that was found; score 0..1, comparable within one search. */
  public record Hit(Block block, double score) {}

  /** A piece of a document: {@code text} is exactly what stands at {@code span}; {@code trail} the headings above. */
  public record Block(
      long id, Span span, List<String> trail, String title, String text, Label label) {}

  /**
   * A disk; opens nothing yet.
   *
   * @param indexFolder where the index is kept; files that {@link #store} writes are kept in {@code disk} beside it
   */
  public Disk(
      Path indexFolder,
      Library library,
      Supplier<List<DocumentReader>> readers,
      Supplier<Optional<Embedder>> embedder,
      Clock clock) {
    this.indexFolder = indexFolder;
    this.library = library;
    this.embedder = embedder;
    this.texts = new Texts(library);
    this.mounter = new Mounter(indexFolder.resolveSibling("disk"), library, readers, clock);
    this.filler = new Filler(library, texts);
  }

  private synchronized Index index() {
    if (index == null) {
      index = new Index(indexFolder, library, texts);
    }
    return index;
  }

  /**
   * Mounts a folder or file, or compares a mounted one with its files. One bad file never stops it, and what is done when it
   * is interrupted stays.
   *
   * @throws FaultException if there is no such path, nothing in it can be read, or the name is taken
   */
  public MountReport mount(MountRequest request, Progress progress) throws InterruptedException {
    MountReport report = mounter.mount(request, progress);
    progress.at("indexing " + report.volume(), 0, 0);
    return settle() ? report : waiting(report);
  }

  private boolean settle() throws InterruptedException {
    return index().catchUp(Index.PATIENCE);
  }

  private static MountReport waiting(MountReport r) {
    List<FileStatus> notable = new ArrayList<>(r.notable());
    notable.add(new FileStatus(
        r.volume(),
        "waiting",
        "another llmos is indexing; the next search or mount finds what is new"));
    return new MountReport(
        r.volume(),
        r.ok(),
        r.partial(),
        r.skipped(),
        r.failed(),
        r.unchanged(),
        r.blocks(),
        r.millis(),
        notable);
  }

  /** Forgets a volume; its files stay as they are. False if there is none of this name. */
  public boolean umount(String name) throws InterruptedException {
    boolean was = library.removeVolume(name);
    if (was) {
      settle();
    }
    return was;
  }

  /**
   * Keeps text as a file of a volume under the home's disk folder, and indexes it. The label stays with the document.
   *
   * @throws FaultException if the volume is a folder elsewhere, or the path leaves it
   */
  public void store(String volume, String path, String text, Label label)
      throws InterruptedException {
    mounter.store(volume, path, text, label);
    settle();
  }

  /** All volumes, by name. */
  public List<VolumeInfo> volumes() {
    return library.sizes().stream()
        .map(s -> new VolumeInfo(
            s.volume().name(),
            Path.of(s.volume().root()),
            s.documents(),
            s.blocks(),
            s.vectors(),
            s.volume().label()))
        .toList();
  }

  /**
   * Documents by name, those that could not be read included.
   *
   * @param prefix a volume, folder or document, or how its name begins; "" for all
   * @throws FaultException if there is none, with the nearest names
   */
  public List<DocumentInfo> documents(String prefix) {
    List<Library.Doc> all = library.documents();
    String folder = prefix.replaceAll("/+$", "");
    List<Library.Doc> found = all.stream()
        .filter(
            d -> folder.isEmpty() || d.name().equals(folder) || d.name().startsWith(folder + "/"))
        .toList();
    if (found.isEmpty()) {
      found = all.stream().filter(d -> d.name().startsWith(prefix)).toList();
    }
    if (found.isEmpty() && !folder.isEmpty() && library.volume(folder).isEmpty()) {
      throw none("volume, folder or document", prefix, all);
    }
    return found.stream()
        .map(d -> new DocumentInfo(
            d.name(),
            d.title(),
            d.bytes(),
            d.blocks(),
            d.reason().isEmpty() ? d.status() : d.status() + ": " + d.reason()))
        .toList();
  }

  private FaultException none(String kind, String name, List<Library.Doc> documents) {
    List<String> names =
        new ArrayList<>(documents.stream().map(Library.Doc::name).toList());
    library.volumes().forEach(v -> names.add(v.name()));
    String nothing = names.isEmpty() ? "; nothing is mounted" : Names.near(name, names);
    return new FaultException(
        kind.equals("document") ? Errno.NO_FILE : Errno.NO_SUCH,
        "no %s %s%s".formatted(kind, Names.visible(name), nothing),
        names.isEmpty() ? "mount FOLDER" : "ls shows what is mounted");
  }

  /**
   * All text of a document.
   *
   * @throws FaultException if there is none of this name, with the nearest names, or it could not be read, with the reason
   */
  public DocumentText text(String doc) {
    Library.Doc found = document(doc);
    if (found.sha().isEmpty()) {
      throw new FaultException(
          Errno.NO_FILE, "%s was %s: %s".formatted(doc, found.status(), found.reason()), "");
    }
    String text = texts.of(found.id(), found.sha()).orElseThrow(() -> changed(doc));
    return new DocumentText(doc, found.title(), text, found.label());
  }

  private Library.Doc document(String doc) {
    return library.document(doc).orElseThrow(() -> none("document", doc, library.documents()));
  }

  private static FaultException changed(String doc) {
    return new FaultException(Errno.NO_FILE, doc + " is just being mounted again", "try again");
  }

  /** From the first to the last character on a page, {@code {start, end}}; empty if there is no such page. */
  public Optional<int[]> pageSpan(String doc, int page) {
    List<Library.Piece> on = library.blocksOf(document(doc).id()).stream()
        .map(Library.Block::piece)
        .filter(p -> p.page() == page)
        .toList();
    return on.isEmpty()
        ? Optional.empty()
        : Optional.of(new int[] {on.getFirst().start(), on.getLast().stop()});
  }

  /**
   * The blocks that fit best, best first; none if no word of it stands anywhere and there are no vectors.
   *
   * @throws FaultException if the query is empty or names a place that is not there
   */
  public List<Hit> search(Query query) throws InterruptedException {
    if (query.text().isBlank() || query.most() < 1) {
      throw new FaultException(
          Errno.BAD_USAGE, "nothing to search for in '" + query.text() + "'", "find WORDS");
    }
    Retrieval.Question question = new Retrieval.Question(
        query.text(), meaning(query.text()), scope(query.in()), Math.max(FIRST_LOOK, query.most()));
    List<Retrieval.Found> found = index().find(question);
    Map<Long, Library.Block> blocks =
        library.blocks(found.stream().map(Retrieval.Found::id).toList());
    List<Hit> hits = hits(query, found, blocks);
    filler.touched(found, hits);
    return hits;
  }

  private Optional<Retrieval.Meaning> meaning(String text) {
    if (!library.outbox().anyVector()) {
      return Optional.empty();
    }
    try {
      return embedder.get().map(e -> new Retrieval.Meaning(Filler.field(e.id()), e.question(text)));
    } catch (RuntimeException e) {
      return Optional.empty(); // an embedder that fails must not keep words from being found
    }
  }

  private Retrieval.Scope scope(List<String> in) {
    List<String> volumes = new ArrayList<>();
    List<String> documents = new ArrayList<>();
    List<String> folders = new ArrayList<>();
    for (String place : in) {
      String name = place.replaceAll("/+$", "");
      if (library.volume(name).isPresent()) {
        volumes.add(name);
      } else if (library.document(name).isPresent()) {
        documents.add(name);
      } else if (library.documents().stream().anyMatch(d -> d.name().startsWith(name + "/"))) {
        folders.add(name);
      } else {
        throw none("volume, folder or document", place, library.documents());
      }
    }
    return new Retrieval.Scope(volumes, documents, folders);
  }

  private List<Hit> hits(
      Query query, List<Retrieval.Found> found, Map<Long, Library.Block> blocks) {
    String asked = plain(query.text());
    Map<Library.Block, Double> scores = new LinkedHashMap<>();
    boolean titled = false;
    for (Retrieval.Found f : found) {
      Library.Block block = blocks.get(f.id());
      if (block != null) {
        String title = plain(block.title());
        boolean named = title.strip().length() >= LEAST_TITLE && asked.contains(title);
        scores.put(block, f.score() + (named ? TITLE : 0));
        titled |= named;
      }
    }
    double most = titled ? 1 + TITLE : 1;
    List<Hit> hits = new ArrayList<>();
    scores.entrySet().stream()
        .sorted(Map.Entry.<Library.Block, Double>comparingByValue().reversed())
        .limit(query.most())
        .forEach(e -> texts
            .cut(e.getKey())
            .ifPresent(cut -> hits.add(new Hit(block(cut), Math.min(1, e.getValue() / most)))));
    return hits;
  }

  private static String plain(String text) {
    String words = text.toLowerCase(java.util.Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", " ");
    return " " + words.strip() + " ";
  }

  private static Block block(Texts.Cut cut) {
    Library.Block b = cut.block();
    Library.Piece piece = b.piece();
    return new Block(
        b.id(),
        new Span(b.doc(), piece.start(), piece.stop(), piece.page()),
        piece.trail().isEmpty() ? List.of() : List.of(piece.trail().split("\n", -1)),
        b.title(),
        cut.text(),
        b.label());
  }

  /**
   * Embeds blocks that have no vector yet, those that searches met first. To be called again and again in the background.
   *
   * @param most how many blocks at most
   * @return how many were; 0 if there is nothing to do, or no embedder
   * @throws FaultException if the embedder fails on all of them
   */
  public int embedNext(int most) throws InterruptedException {
    Optional<Embedder> with = embedder.get();
    if (with.isEmpty()) {
      return 0;
    }
    int done = filler.embed(with.get(), most);
    if (done == 0 || library.outbox().waiting() >= Filler.INDEX_AT) {
      if (library.outbox().waiting() > 0) {
        index().catchUp(0);
      }
    }
    return done;
  }

  /** Blocks that have a vector, and all blocks; both 0 where there is no embedder. */
  public long[] vectorProgress() {
    return embedder.get().map(e -> library.outbox().progress(e.id())).orElse(new long[] {0, 0});
  }

  @Override
  public synchronized void close() {
    if (index != null) {
      try {
        index.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
