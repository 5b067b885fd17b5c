/**
 * The models that can be the CPU. There is always one: the boot ROM. A count of tokens is never below what the model counts.
 *
 * <p>In reading order: {@code CpuTable}, {@code TokenMeter}, {@code Estimate} (for models that do not count).
 */
@NullMarked
package llmos.kernel.cpu;

import org.jspecify.annotations.NullMarked;
