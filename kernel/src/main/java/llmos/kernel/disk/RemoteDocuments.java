package llmos.kernel.disk;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llmos.api.Document;
import llmos.api.Document.Part;
import llmos.api.Document.PartKind;
import llmos.api.Engine;
import llmos.api.FaultException;
import llmos.kernel.store.Library;
import llmos.kernel.store.Sha;

/** Puts documents of an engine into the library, where they are new or changed, and counts. Used by one thread. */
final class RemoteDocuments {
  private final Library library;
  private final Library.Volume volume;
  private final Clock clock;
  private int unchanged;
  private int changed;
  private int blocks;

  RemoteDocuments(Library library, Library.Volume volume, Clock clock) {
    this.library = library;
    this.volume = volume;
    this.clock = clock;
  }

  int unchanged() {
    return unchanged;
  }

  int changed() {
    return changed;
  }

  /** How many blocks were not there before. */
  int blocks() {
    return blocks;
  }

  /**
   * Looks whether the volume is the one that was asked for: meanwhile it may be gone, or its name be that of another.
   *
   * @throws FaultException if it is not
   */
  void stillThere() {
    Optional<Library.Volume> now = library.volume(volume.name());
    if (now.filter(v -> v.id() == volume.id() && v.root().equals(volume.root())).isEmpty()) {
      throw Mounter.gone(volume.name());
    }
  }

  /**
   * Puts documents; returns how many of these were new or changed.
   *
   * @throws FaultException if the volume is not there any more
   */
  int put(List<Engine.Item> items) {
    Map<String, Library.Entry> entries = new LinkedHashMap<>();
    int same = 0;
    for (Engine.Item item : items) {
      String path = Ids.path(item.id());
      String sha = Sha.of(List.of(item.title(), item.text()));
      Optional<Library.Doc> old = library.document(volume.name() + "/" + path);
      if (old.filter(o -> o.sha().equals(sha)).isPresent()) {
        same++;
      } else if (!item.id().isEmpty()) {
        entries.putIfAbsent(path, entry(item, path, sha));
      }
    }
    stillThere();
    if (!entries.isEmpty()) {
      blocks += library.put(volume.id(), new ArrayList<>(entries.values()));
    }
    unchanged += same;
    changed += entries.size();
    return entries.size();
  }

  private Library.Entry entry(Engine.Item item, String path, String sha) {
    byte[] bytes = item.text().getBytes(StandardCharsets.UTF_8);
    Walk.Found found = new Walk.Found(Path.of(""), path, clock.millis(), bytes.length);
    String title = item.title().isBlank() ? Before.name(path) : item.title();
    Document document = new Document(title, item.text(), paragraphs(item.text()), List.of());
    return Reading.entry(found, library.written().of(bytes), sha, document, "ok");
  }

  private static List<Part> paragraphs(String text) {
    List<Part> parts = new ArrayList<>();
    for (int at = 0; at < text.length(); ) {
      int gap = text.indexOf("\n\n", at);
      int end = gap < 0 ? text.length() : gap;
      if (end > at) {
        parts.add(new Part(PartKind.PARAGRAPH, at, end, 0, 0));
      }
      at = gap < 0 ? text.length() : gap + 2;
    }
    return parts;
  }
}
