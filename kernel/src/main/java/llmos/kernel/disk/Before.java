package llmos.kernel.disk;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import llmos.kernel.store.Library.Doc;

/**
 * What the library held of a volume before a mount: documents by path, and those whose files are gone by content, for a
 * file of the same content and kind is the same document under another name. Used by one thread at a time.
 */
final class Before {
  private final Map<String, Doc> byPath;
  private final Map<String, Deque<Doc>> gone = new HashMap<>();
  private final Unread unread;

  /** What becomes of files whose reading came to nothing and that are as they were. */
  enum Unread {
    /** They are read again: their reader may be another one now. */
    AGAIN,
    /** They are left: a watch compares often, and a reader may take a minute to fail. */
    LEFT
  }

  /** {@code there} are the files that there are now; what could not be looked at is not gone. */
  Before(Map<String, Doc> documents, Walk there, Unread unread) {
    this.byPath = Map.copyOf(documents);
    this.unread = unread;
    Set<String> paths = new HashSet<>();
    there.files().forEach(f -> paths.add(f.path()));
    documents.values().stream()
        .filter(d -> !paths.contains(d.path()) && !there.mayBeThere(d.path()))
        .forEach(d -> gone.computeIfAbsent(d.sha(), s -> new ArrayDeque<>()).add(d));
  }

  /** Whether a document has text that a mount need not read again. */
  static boolean readable(Doc doc) {
    return doc.status().equals("ok") || doc.status().equals("partial");
  }

  /** Whether a document is of these bytes and has their text. */
  static boolean isSame(Doc doc, String sha) {
    return readable(doc) && doc.sha().equals(sha);
  }

  /** Whether there is nothing to read about a file, as far as its time and size tell. */
  boolean isAsItWas(Walk.Found found, Doc old) {
    // Without a hash its bytes were never read: that they can be now changes no time, and costs
    // little to find out.
    boolean left = unread == Unread.LEFT && !old.sha().isEmpty();
    return (readable(old) || left) && old.mtime() == found.mtime() && old.bytes() == found.bytes();
  }

  /** Whether there was something to read, and no file at all is left of it. */
  boolean isEmptied(Walk there) {
    return there.files().isEmpty()
        && gone.values().stream().flatMap(Deque::stream).anyMatch(Before::readable);
  }

  /** The document of this path. */
  Optional<Doc> at(String path) {
    return Optional.ofNullable(byPath.get(path));
  }

  /** A document of this content whose file is gone, to be known by this path from now on; each is given once. */
  Optional<Doc> moved(String sha, String path) {
    Optional<Doc> same = gone.getOrDefault(sha, new ArrayDeque<>()).stream()
        .filter(d -> readable(d) && extension(d.path()).equals(extension(path)))
        .findFirst();
    same.ifPresent(d -> gone.getOrDefault(sha, new ArrayDeque<>()).remove(d));
    return same;
  }

  /** The ids of documents whose files are gone and have no other name. */
  List<Long> gone() {
    return gone.values().stream().flatMap(Deque::stream).map(Doc::id).toList();
  }

  /** Readers go by it. */
  private static String extension(String path) {
    String name = name(path);
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** The last part of a path. */
  static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
