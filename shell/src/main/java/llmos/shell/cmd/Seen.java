package llmos.shell.cmd;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.shell.lang.Flow;
import llmos.shell.lang.Item;

/** Watches the records that a filter reads: a field that none of them had is a slip of the pen. */
final class Seen {
  private final List<String> wanted;
  private final Set<String> fields = new TreeSet<>();
  private int records;
  private boolean all; // that are wanted were seen

  Seen(List<String> wanted) {
    this.wanted = wanted;
  }

  /** The same records; it fails at their end if there were some and a wanted field was in none. */
  Flow watching(Flow in) {
    return () -> {
      Optional<Item> item = in.next();
      item.ifPresent(this::note);
      if (item.isEmpty()) {
        require();
      }
      return item;
    };
  }

  private void note(Item item) {
    records++;
    if (!all) { // most records have what is wanted: then nobody asks what else there was
      fields.addAll(item.row().keySet());
      all = fields.containsAll(wanted);
    }
  }

  private void require() {
    for (String field : wanted) {
      if (records > 0 && !fields.contains(field)) {
        throw new FaultException(
            Errno.BAD_USAGE,
            records == 1
                ? "the record has no field '%s'".formatted(field)
                : "none of the %d records has a field '%s'".formatted(records, field),
            "they have: " + String.join(" ", fields));
      }
    }
  }
}
