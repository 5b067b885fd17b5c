package llmos.kernel.disk;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llmos.kernel.store.Library;
import llmos.kernel.store.Limits;

/** The texts of documents lately used, so that the blocks of one document read it once. Its own lock. */
final class Texts {
  private final Library library;
  private final Map<String, String> bySha = new LinkedHashMap<>(16, .75f, true);
  private long chars;

  Texts(Library library) {
    this.library = library;
  }

  /** All text of a document in this state; empty if it has changed since. */
  synchronized Optional<String> of(long document, String sha) {
    String key = document + " " + sha;
    String known = bySha.get(key);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<String> text = library.text(document, sha);
    text.ifPresent(t -> keep(key, t));
    return text;
  }

  /** A block with its text, both of one state of its document. */
  record Cut(Library.Block block, String text) {}

  /** The block as it is now, with its text; empty if it is gone. */
  Optional<Cut> cut(Library.Block block) {
    Optional<Library.Block> now = Optional.of(block);
    while (now.isPresent()) {
      Library.Block b = now.get();
      Optional<String> text = of(b.document(), b.docSha());
      if (text.isPresent()) {
        return Optional.of(
            new Cut(b, text.get().substring(b.piece().start(), b.piece().stop())));
      }
      now = Optional.ofNullable(library.blocks(List.of(b.id())).get(b.id())); // it moved meanwhile
    }
    return Optional.empty();
  }

  private void keep(String key, String text) {
    bySha.put(key, text);
    chars += text.length();
    Iterator<String> oldest = bySha.values().iterator();
    while (chars > Limits.TEXT_CHARS && bySha.size() > 1) {
      chars -= oldest.next().length();
      oldest.remove();
    }
  }
}
