package llmos.api;

import java.util.List;
import java.util.Map;

/**
 * What an operation answers: records, or a fault.
 *
 * <p>A record is an insertion-ordered {@code Map<String, Object>} whose values are strings, numbers, booleans, {@code
 * null}, lists and maps of these. Its field {@code text} is what a person or a model reads.
 */
public sealed interface Reply {

  /** The operation was done. */
  record Done(List<Map<String, Object>> records) implements Reply {
    public Done {
      records = List.copyOf(records);
    }
  }

  /** The operation was not done. */
  record Failed(Fault fault) implements Reply {}

  /** Done, with one record that has only a text. */
  static Reply text(String text) {
    return new Done(List.of(Map.of("text", text)));
  }

  /** Done, with these records. */
  static Reply of(List<Map<String, Object>> records) {
    return new Done(records);
  }

  /** Not done. */
  static Reply failed(Errno errno, String message, String hint) {
    return new Failed(new Fault(errno, message, hint));
  }

  /** Not done. */
  static Reply failed(Errno errno, String message) {
    return new Failed(Fault.of(errno, message));
  }
}
