/**
 * The kernel's face: all that the shell may call. Every method of {@link llmos.kernel.Kernel} returns records with a label, or
 * throws a fault that says what to do.
 *
 * <p>In reading order: {@code Boot} (what comes in from outside), {@code Rooms} (what a start does, as a list), {@code Kernel},
 * {@code Conversations} (which window is talked to), and one class for each part of the machine that turns what it says into
 * records: {@code SessionCalls}, {@code HistoryCalls}, {@code DiskCalls}, {@code MemoryCalls}, {@code CpuCalls}, {@code GuardCalls}.
 */
@NullMarked
package llmos.kernel;

import org.jspecify.annotations.NullMarked;
