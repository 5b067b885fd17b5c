package llmos.kernel.disk;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import llmos.api.Engine;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.api.Progress;
import llmos.kernel.store.Library;

/** Mounts indexes of engines, and makes what is here of them agree with what the engine has now. Holds no state. */
public final class RemoteMounter {
  private final Library library;
  private final Remote remote;
  private final Clock clock;

  /** Mounts what this asks. */
  public RemoteMounter(Remote remote, Clock clock) {
    this.library = remote.library();
    this.remote = remote;
    this.clock = clock;
  }

  /**
   * Mounts an index, or compares one that is mounted.
   *
   * @throws FaultException if the engine cannot be asked, which leaves nothing mounted that was not, or the name is taken
   */
  public MountReport mount(MountRequest request, Progress progress) throws InterruptedException {
    if (request.pages() > 0) {
      throw new FaultException(
          Errno.BAD_USAGE,
          "--pages is for web pages; of an engine a search brings what fits",
          "mount " + Names.visible(Roots.shown(request.root())));
    }
    String root = Roots.real(request.root());
    String name = Roots.name(library, request.name(), root);
    Optional<Library.Volume> old = library.volume(name);
    remote.list(new Library.Volume(0, name, root, request.label(), 0), 0);
    // Labels only rise: to lower a volume's, it is unmounted first.
    Label label = old.map(v -> v.label().join(request.label())).orElse(request.label());
    library.putVolume(name, root, label);
    Library.Volume volume = library
        .volume(name)
        .filter(v -> v.root().equals(root))
        .orElseThrow(() -> Mounter.gone(name));
    return compare(volume, progress);
  }

  /**
   * Compares the documents that are here with those of the engine. What was done when it is interrupted stays.
   *
   * @throws FaultException if the engine cannot be asked, or it has no document at all any more
   */
  public MountReport compare(Library.Volume volume, Progress progress) throws InterruptedException {
    long began = clock.millis();
    Map<String, Library.Doc> here = library.documents(volume.id());
    long total = remote.list(volume, 0).total();
    if (total == 0 && !here.isEmpty()) {
      throw emptied(volume);
    }
    List<String> ids = here.keySet().stream().map(Ids::id).sorted().toList();
    RemoteDocuments brought = remote.documents(volume);
    List<String> warnings = new ArrayList<>();
    Set<Long> gone = new HashSet<>();
    for (int at = 0; at < ids.size(); at += EngineLimits.DOCUMENTS) {
      progress.at("asking " + volume.name(), at, ids.size());
      List<String> some = ids.subList(at, Math.min(ids.size(), at + EngineLimits.DOCUMENTS));
      Engine.Found found = remote.get(volume, some, Remote.Deadline.begin());
      brought.put(found.items());
      warnings.addAll(found.warnings());
      Set<String> there = found.items().stream().map(Engine.Item::id).collect(Collectors.toSet());
      if (found.warnings().isEmpty()) { // or what is missing may be there all the same
        some.stream()
            .filter(id -> !there.contains(id))
            .flatMap(id -> Optional.ofNullable(here.get(Ids.path(id))).stream())
            .forEach(doc -> gone.add(doc.id()));
      }
    }
    brought.stillThere();
    library.remove(gone);
    library.mounted(volume.id(), began);
    return report(volume, brought, gone.size(), total, warnings, clock.millis() - began);
  }

  private MountReport report(
      Library.Volume volume,
      RemoteDocuments brought,
      int gone,
      long total,
      List<String> warnings,
      long millis) {
    List<MountReport.FileStatus> notable = new ArrayList<>();
    warnings.stream()
        .distinct()
        .forEach(w ->
            notable.add(new MountReport.FileStatus(volume.name(), "warning", Names.visible(w))));
    notable.add(new MountReport.FileStatus(
        volume.name(),
        "remote",
        "the engine holds %,d document%s; a search brings what fits"
            .formatted(total, total == 1 ? "" : "s")));
    return new MountReport(
        volume.name(),
        brought.changed(),
        0,
        0,
        0,
        brought.unchanged(),
        0,
        gone,
        0,
        library.usage().blocks(volume.id()),
        brought.blocks(),
        millis,
        notable);
  }

  /** An index that is being made anew is empty for a while. */
  private static FaultException emptied(Library.Volume volume) {
    return new FaultException(
        Errno.NO_FILE,
        "%s: the engine holds no document of %s any more; those that are here are kept until it does, or until umount %s"
            .formatted(volume.name(), Names.visible(volume.root()), volume.name()),
        "if they are gone for good: umount " + volume.name());
  }
}
