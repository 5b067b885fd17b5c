/** Processes: the table of them, the scheduler, and the run loop that takes one turn. */
@NullMarked
package llmos.kernel.proc;

import org.jspecify.annotations.NullMarked;
