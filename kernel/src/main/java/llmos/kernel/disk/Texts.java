package llmos.kernel.disk;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llmos.kernel.store.Library;

/** The texts of blocks. */
final class Texts {
  private final Library library;

  Texts(Library library) {
    this.library = library;
  }

  /** A block with its text, both of one state of its document. */
  record Cut(Library.Block block, String text) {}

  /** The blocks of these ids that are there, by id. */
  Map<Long, Cut> cuts(Collection<Long> ids) {
    return library.chunks().blocks(ids, Cut::new);
  }

  /** Many blocks as they are now, with their texts, those of a document after each other; without those that are gone. Uses all cores. */
  List<Cut> cut(Collection<Library.Block> blocks) {
    Map<Long, List<Library.Block>> byDocument = new LinkedHashMap<>();
    blocks.forEach(b ->
        byDocument.computeIfAbsent(b.document(), document -> new ArrayList<>()).add(b));
    return List.copyOf(byDocument.values()).parallelStream()
        .flatMap(some -> ofDocument(some).stream())
        .toList();
  }

  private List<Cut> ofDocument(List<Library.Block> blocks) {
    Map<Integer, String> chunks = library.chunks().of(blocks);
    List<Cut> cuts = new ArrayList<>();
    for (Library.Block block : blocks) {
      int from = block.piece().start() - block.chunk();
      int to = block.piece().stop() - block.chunk();
      String chunk = chunks.get(block.chunk());
      if (chunk != null
          && to <= chunk.length()
          && block.docSha().equals(blocks.getFirst().docSha())) {
        cuts.add(new Cut(block, chunk.substring(from, to)));
      } else { // its document changed
        Optional.ofNullable(cuts(List.of(block.id())).get(block.id())).ifPresent(cuts::add);
      }
    }
    return cuts;
  }
}
