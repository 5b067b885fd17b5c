/**
 * Processes. A turn reads ahead, runs the CPU until it needs nothing more, serves its calls, and checks what it says; what
 * happened is in the journal before the next step.
 *
 * <p>In reading order: {@code RunLoop} (one turn), {@code Turn} (what goes in and comes out), {@code ReadAhead}, {@code
 * HoldingSink}, {@code Sources}, {@code Proc}, {@code Scheduler}.
 */
@NullMarked
package llmos.kernel.proc;

import org.jspecify.annotations.NullMarked;
