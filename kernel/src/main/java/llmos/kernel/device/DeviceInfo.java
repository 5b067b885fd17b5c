package llmos.kernel.device;

import java.util.List;
import llmos.api.Operation;

/**
 * A device for people.
 *
 * @param origin the file or folder that it comes from
 * @param state {@code ready}, {@code failed}, {@code changed} (until approved) or {@code refused}
 * @param problem why it is not ready, with what to do; else empty
 */
public record DeviceInfo(
    String name,
    String summary,
    String origin,
    String state,
    List<Operation> operations,
    String problem) {}
