/**
 * Measures the machine's own parts on public data. In reading order: {@code Trace} and {@code Gold} (the files), {@code
 * Residency} (a trace goes through a window), {@code Belady} (the bound), {@code Score} (the table).
 */
@NullMarked
package llmos.kernel.bench;

import org.jspecify.annotations.NullMarked;
