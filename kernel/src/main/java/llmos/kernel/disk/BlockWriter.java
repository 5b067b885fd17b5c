package llmos.kernel.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import llmos.kernel.store.BlockVectors;
import llmos.kernel.store.Library;
import llmos.kernel.store.Outbox;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.Term;

/** Brings blocks, as {@link BlockFields} has them, into an open index. Used by one thread; itself it uses all cores. */
final class BlockWriter {
  private final IndexWriter writer;
  private final Library library;
  private final Outbox outbox;
  private final Texts texts;
  private Map<String, float[]> centres; // not older than the rows that are applied
  private long newest;

  /** {@code newest} is the greatest number of a block that may be there; one with a greater number need not be looked for. */
  BlockWriter(IndexWriter writer, Library library, Texts texts, long newest) {
    this.writer = writer;
    this.library = library;
    this.outbox = library.outbox();
    this.texts = texts;
    this.centres = library.vectors().centres();
    this.newest = newest;
  }

  long newest() {
    return newest;
  }

  /** Writes all blocks that the library has now, into an index that is empty; what a mount brings meanwhile has rows. */
  void rebuild(BooleanSupplier stopping) throws IOException {
    long last = outbox.newestBlock();
    newest = 0;
    while (newest < last && !stopping.getAsBoolean()) {
      List<Library.Block> blocks = outbox.blocksAfter(newest, IndexLimits.BLOCKS);
      if (blocks.isEmpty()) {
        return;
      }
      put(blocks);
    }
  }

  /** Applies rows of the outbox. */
  void apply(List<Outbox.Change> changes) throws IOException {
    centres =
        library.vectors().centres(); // these rows may be those of a centre that has just been made
    Set<Long> ids = new LinkedHashSet<>();
    Set<Long> whole = new HashSet<>();
    for (Outbox.Change change : changes) {
      ids.add(change.block());
      if (change.whole()) {
        whole.add(change.block());
      }
    }
    Map<Long, Library.Block> blocks = library.blocks(ids);
    for (long id : ids) {
      if (!blocks.containsKey(id)) {
        writer.deleteDocuments(id(id));
      }
    }
    put(blocks.values().stream().filter(b -> whole.contains(b.id())).toList());
    putVectors(blocks.values().stream().filter(b -> !whole.contains(b.id())).toList());
  }

  private Map<String, Map<String, BlockVectors.Numbered>> vectors(
      Collection<Library.Block> blocks) {
    return library.vectors().of(blocks.stream().map(b -> b.piece().sha()).toList());
  }

  /** Adds vectors to blocks that are there, whose words then need not be read again. */
  private void putVectors(Collection<Library.Block> blocks) throws IOException {
    Map<String, Map<String, BlockVectors.Numbered>> vectors = vectors(blocks);
    onAllCores(blocks, block -> {
      Field[] fields = Nearness.fields(vectors.getOrDefault(block.piece().sha(), Map.of()), centres)
          .toArray(Field[]::new);
      if (fields.length > 0) {
        writer.updateDocValues(id(block.id()), fields);
      }
    });
  }

  /** Work on an open index. */
  @FunctionalInterface
  private interface Work<T> {
    void on(T one) throws IOException;
  }

  private static <T> void onAllCores(Collection<T> all, Work<T> work) throws IOException {
    try {
      all.parallelStream().forEach(one -> {
        try {
          work.on(one);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static Term id(long block) {
    return new Term("id", Long.toString(block));
  }

  /** Writes blocks with their words. */
  private void put(Collection<Library.Block> blocks) throws IOException {
    Map<String, Map<String, BlockVectors.Numbered>> vectors = vectors(blocks);
    List<Texts.Cut> cuts = texts.cut(blocks);
    Map<Long, Set<String>> names = new HashMap<>();
    cuts.forEach(
        cut -> names.computeIfAbsent(cut.block().document(), d -> BlockFields.names(cut.block())));
    onAllCores(cuts, cut -> {
      Library.Block block = cut.block();
      Document document = BlockFields.document(cut, names.getOrDefault(block.document(), Set.of()));
      Nearness.fields(vectors.getOrDefault(block.piece().sha(), Map.of()), centres)
          .forEach(document::add);
      if (block.id() > newest) {
        writer.addDocument(document);
      } else {
        writer.updateDocument(id(block.id()), document);
      }
    });
    for (Library.Block block : blocks) {
      newest = Math.max(newest, block.id());
    }
  }
}
