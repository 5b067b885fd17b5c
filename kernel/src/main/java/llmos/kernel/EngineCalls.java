package llmos.kernel;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import llmos.api.Engine;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.kernel.disk.Disk;
import llmos.kernel.disk.Remote;
import llmos.kernel.store.Library;
import llmos.kernel.syscall.Decoder;
import llmos.kernel.syscall.Reach;

/** Asks engines for the user's commands. */
final class EngineCalls implements Engines {
  private static final int LISTED = 1_000;

  private final Rooms rooms;
  private final DiskCalls disk;

  EngineCalls(Rooms rooms, DiskCalls disk) {
    this.rooms = rooms;
    this.disk = disk;
  }

  private static Reach.Asking asking(Label control, Console console) {
    return Reach.Asking.user(control, true, GuardCalls.asker(console), 0, console::notice);
  }

  @Override
  public Records find(String query, List<String> in, int most, Label control, Console console)
      throws InterruptedException {
    rooms.reach().search(new Disk.Query(query, in, most), asking(control, console));
    return disk.find(query, in, most);
  }

  @Override
  public Records cat(String path, Label control, Console console) throws InterruptedException {
    String doc = Decoder.span(path).doc();
    String name = rooms.reach().remote().name(doc);
    rooms.reach().read(name, asking(control, console));
    return disk.cat(name + path.substring(doc.length()));
  }

  @Override
  public Records ls(String path, Console console) throws InterruptedException {
    Remote remote = rooms.reach().remote();
    String name = path.replaceFirst("/.*", "");
    Optional<Library.Volume> volume =
        name.isEmpty() ? Optional.empty() : remote.asked(List.of(name)).stream().findFirst();
    if (volume.isEmpty()) {
      partly(name.isEmpty() ? List.of() : List.of(name), console);
      return disk.ls(path);
    }
    Records here = disk.ls(name);
    List<Map<String, Object>> rows = new ArrayList<>(here.rows());
    try {
      Engine.Listing listing = remote.list(volume.get(), LISTED);
      Set<Object> known = new HashSet<>();
      rows.forEach(row -> known.add(row.get("doc")));
      listing.ids().stream()
          .filter(doc -> !known.contains(doc))
          .forEach(doc -> rows.add(row(doc).map()));
      console.notice("%s: of %,d documents in the engine, and %,d here, %,d are listed"
          .formatted(name, listing.total(), known.size(), rows.size()));
    } catch (FaultException e) {
      console.notice(e.fault().message() + "; only what is here is listed");
    }
    rows.removeIf(row -> !String.valueOf(row.get("doc")).startsWith(path));
    return rows.isEmpty() && !path.equals(name) ? disk.ls(path) : new Records(rows, here.label());
  }

  private static Row row(String doc) {
    return Row.of("text", doc)
        .and("doc", doc)
        .and("title", "")
        .and("bytes", 0)
        .and("blocks", 0)
        .and("status", "remote");
  }

  @Override
  public void embed() {
    if (rooms.reach().takeBrought()) {
      disk.fillVectors();
    }
  }

  @Override
  public void partly(List<String> places, Console console) {
    for (Library.Volume volume : rooms.reach().remote().asked(places)) {
      console.notice("%s: only documents that are here are looked at; find brings others"
          .formatted(volume.name()));
    }
  }
}
