package llmos.kernel.disk;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llmos.kernel.store.Library;

/** The texts of blocks. Remembers the chunk that it read last, as it holds the next block of the same document, too. */
final class Texts {
  private final Library library;
  private Last last = new Last(0, "", 0, "");

  /** A chunk of a document in one of its states. */
  private record Last(long document, String sha, int at, String text) {}

  Texts(Library library) {
    this.library = library;
  }

  /** A block with its text, both of one state of its document. */
  record Cut(Library.Block block, String text) {}

  /** The blocks of these ids that are there, by id. */
  Map<Long, Cut> cuts(Collection<Long> ids) {
    return library.chunks().blocks(ids, Cut::new);
  }

  /** The block as it is now, with its text; empty if it is gone. */
  synchronized Optional<Cut> cut(Library.Block block) {
    int from = block.piece().start() - block.chunk();
    int to = block.piece().stop() - block.chunk();
    Optional<String> chunk = chunk(block).filter(text -> to <= text.length());
    return chunk.isPresent()
        ? Optional.of(new Cut(block, chunk.get().substring(from, to)))
        : Optional.ofNullable(cuts(List.of(block.id())).get(block.id())); // its document changed
  }

  private Optional<String> chunk(Library.Block block) {
    if (block.document() == last.document()
        && block.chunk() == last.at()
        && block.docSha().equals(last.sha())) {
      return Optional.of(last.text());
    }
    Optional<String> chunk = library.chunks().of(block);
    chunk.ifPresent(text -> last = new Last(block.document(), block.docSha(), block.chunk(), text));
    return chunk;
  }
}
