/** The reference monitor: labels, one total decision, grants and their audit. */
@NullMarked
package llmos.kernel.guard;

import org.jspecify.annotations.NullMarked;
