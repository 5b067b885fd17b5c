package llmos.api;

import java.util.List;
import java.util.Map;

/**
 * A device: a named set of operations. Most are annotated classes, see {@link Device} and {@link #of(Object)}.
 *
 * <p>An implementation is called from many threads and may block; being interrupted means Ctrl-C or a deadline.
 */
public interface Peripheral {

  /** Lower-case letters, digits and {@code -}; the first word of the command. */
  String name();

  /** One short sentence, at most twenty tokens with the usages. */
  String summary();

  /** The operations, in the order in which help lists them. */
  List<Operation> operations();

  /**
   * Runs an operation.
   *
   * @param operation the name of one of {@link #operations()}
   * @param args a value for each parameter, defaults filled in, of the Java type of {@link Param.Type}: String, Long,
   *     Double, Boolean, {@link java.nio.file.Path} (absolute), {@link java.net.URI}
   * @param context the call's surroundings
   * @throws InterruptedException if it was told to stop
   */
  Reply call(String operation, Map<String, Object> args, CallContext context)
      throws InterruptedException;

  /** The peripheral that an object of a class annotated with {@link Device} describes. */
  static Peripheral of(Object device) {
    return new AnnotatedPeripheral(device);
  }
}
