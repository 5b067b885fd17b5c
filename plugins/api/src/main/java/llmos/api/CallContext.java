package llmos.api;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/**
 * The surroundings of one call of an operation.
 *
 * @param workspace the folder that relative paths start from and reversible writes stay in; absolute
 * @param clock the machine's clock
 * @param timeout how long the call may take
 */
public record CallContext(Path workspace, Clock clock, Duration timeout) {}
