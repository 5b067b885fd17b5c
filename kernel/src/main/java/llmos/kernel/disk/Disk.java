package llmos.kernel.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import llmos.api.Embedder;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.api.Progress;
import llmos.api.Span;
import llmos.kernel.store.Library;
import llmos.kernel.store.Usage;
import llmos.kernel.store.Written;
import org.jspecify.annotations.Nullable;

/**
 * The disk: volumes of documents, of which any part comes into the window in milliseconds, exactly cited. The library (SQLite)
 * is the truth, the index a cache of it, made when first needed. Words can be searched when {@link #mount} returns; vectors come
 * with {@link #embedNext}, and nothing waits for them. Safe to use from many threads and from several processes on one home;
 * {@code this} guards only the making of the index.
 */
public final class Disk implements AutoCloseable {
  private final Path indexFolder;
  private final Library library;
  private final Supplier<Optional<Embedder>> embedder;
  private final Texts texts;
  private final Mounter mounter;
  private final Following following;
  private final Keeper keeper;
  private final Filler filler;
  private final Search search;
  private final Documents documents;
  private @Nullable Index index; // guarded by this

  /** A document, named {@code volume/path}. */
  public record DocumentInfo(String doc, String title, long bytes, int blocks, String status) {}

  /** All text of a document; spans point into it. */
  public record DocumentText(String doc, String title, String text, Label label) {}

  /** What to find, where (volumes, documents, folders {@code volume/path}; everywhere if empty), how many hits, and without what. */
  public record Query(String text, List<String> in, int most, Set<Step> without) {
    /** With all steps. */
    public Query(String text, List<String> in, int most) {
      this(text, in, most, Set.of());
    }
  }

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
      Supplier<Readers> readers,
      Supplier<Optional<Embedder>> embedder,
      Clock clock) {
    this.indexFolder = indexFolder;
    this.library = library;
    this.embedder = embedder;
    this.texts = new Texts(library);
    Path home = indexFolder.resolveSibling("disk");
    this.following = new Following(library, this::index);
    this.mounter = new Mounter(home, library, readers, clock, () -> following.begin(true));
    this.keeper = new Keeper(home, library, readers);
    this.filler = new Filler(library, texts);
    this.search = new Search(library, texts, filler, this::index, embedder);
    this.documents = new Documents(library, search);
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
    return following.run(() -> mounter.mount(request, progress), progress);
  }

  /**
   * Compares a mounted volume with its files now.
   *
   * @throws FaultException if there is no volume of this name, its files cannot be looked at, or none is left of them
   */
  public MountReport sync(String name, Progress progress) throws InterruptedException {
    return following.run(
        () -> mounter.compare(volume(name), Before.Unread.AGAIN, progress), progress);
  }

  /** The same for a watch, which does it often: a file that its reader failed on is read again once it changes. */
  public MountReport compare(String name) throws InterruptedException {
    return following.run(
        () -> mounter.compare(volume(name), Before.Unread.LEFT, Progress.NONE), Progress.NONE);
  }

  /**
   * Watches the files of a volume from now on; closed by the caller.
   *
   * @throws FaultException if there is no volume of this name
   */
  public Watcher watch(String name) throws InterruptedException {
    Library.Volume volume = volume(name);
    return new Watcher(
        MountRequest.folder(volume.root())
            .orElseThrow(() -> new FaultException(
                Errno.BAD_USAGE,
                "%s is an address, and no server tells when it changes".formatted(volume.root()),
                "sync " + name)),
        true);
  }

  private Library.Volume volume(String name) {
    List<String> all = library.volumes().stream().map(Library.Volume::name).toList();
    return library
        .volume(name)
        .orElseThrow(() -> new FaultException(
            Errno.NO_SUCH,
            "no volume '%s' is mounted%s".formatted(Names.visible(name), Names.near(name, all)),
            "mount"));
  }

  /** All volumes, by name, with the room that they take. */
  public List<Usage.Room> rooms() {
    return library.usage().rooms(model().orElse(""));
  }

  private Optional<String> model() {
    return embedder.get().map(Embedder::id);
  }

  /**
   * Lines that a regular expression fits, document by document.
   *
   * @throws FaultException if it is none, names a place that is not there, or would take too long
   */
  public Grep.Found grep(Grep.Query query) throws InterruptedException {
    return documents.grep(query);
  }

  /** Compares the index with the library; changes nothing. */
  public List<IndexCheck.Finding> check() {
    return new IndexCheck(indexFolder, library, model()).run();
  }

  /** Makes the index again from the library, without embedding. */
  public void repair() throws InterruptedException {
    index().again();
  }

  /** Forgets a volume; its files stay as they are. False if there is none of this name. */
  public boolean umount(String name) throws InterruptedException {
    Optional<Library.Volume> volume = library.volume(name);
    boolean was = library.removeVolume(name);
    if (was) {
      volume.ifPresent(mounter::forget);
      following.settle(IndexLimits.SECONDS);
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
    keeper.store(volume, path, text, label);
    following.settle(IndexLimits.SECONDS);
  }

  /** All volumes, by name. Asked at every turn and call, so nothing is counted. */
  public List<Library.Volume> volumes() {
    return library.volumes();
  }

  /** The labels of files that llmos wrote. */
  public Written written() {
    return library.written();
  }

  /**
   * Documents by name, those that could not be read included.
   *
   * @param prefix a volume, folder or document, or how its name begins; "" for all
   * @throws FaultException if there is none, with the nearest names
   */
  public List<DocumentInfo> documents(String prefix) {
    return documents.named(prefix);
  }

  /**
   * All text of a document.
   *
   * @throws FaultException if there is none of this name, with the nearest names, or it could not be read, with the reason
   */
  public DocumentText text(String doc) {
    return documents.text(doc);
  }

  /**
   * The span as it lies in the document: a page from its first to its last character, an open end at the document's.
   *
   * @throws FaultException if there is no such page, or the document ends before the span begins
   */
  public Span exact(Span asked, DocumentText document) {
    return documents.exact(asked, document);
  }

  /**
   * The blocks that fit best, best first; none if no word of it stands anywhere and there are no vectors.
   *
   * @throws FaultException if the query is empty or names a place that is not there
   */
  public List<Hit> search(Query query) throws InterruptedException {
    return search.of(query);
  }

  /**
   * Embeds at most so many blocks that have no vector yet, those that searches met first. To be called again and again in the background.
   *
   * @return how many were; 0 if there is nothing to do, or no embedder
   * @throws FaultException if the embedder fails on all of them
   */
  public int embedNext(int most) throws InterruptedException {
    Optional<Embedder> with = embedder.get();
    if (with.isEmpty()) {
      return 0;
    }
    int done = filler.embed(with.get(), most);
    if (filler.due(done)) {
      if (done > 0) {
        following.begin(false); // the next are embedded meanwhile
      } else {
        following.end(false);
        following.settle(IndexLimits.LAST_SECONDS);
      }
    }
    return done;
  }

  /** Applies what waits to the index, so that a search finds it; false if others write for more than some seconds. */
  public boolean settle() throws InterruptedException {
    return following.settle(IndexLimits.SEARCH_SECONDS);
  }

  /** Whether vectors wait for the index, as another llmos was writing to it; {@link #embedNext} tries again. */
  public boolean vectorsWait() {
    return embedder.get().isPresent() && library.outbox().waiting() > 0;
  }

  /** Blocks that have a vector, and all blocks; both 0 where there is no embedder. */
  public long[] vectorProgress() {
    return embedder.get().map(e -> library.vectors().progress(e.id())).orElse(new long[] {0, 0});
  }

  @Override
  public void close() {
    mounter.close(); // what it still writes may need the index
    closeIndex();
  }

  private synchronized void closeIndex() {
    following.close();
    if (index != null) {
      try {
        index.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
