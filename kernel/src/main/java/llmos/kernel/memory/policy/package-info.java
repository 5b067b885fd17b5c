/** Which page leaves next: one file for each policy. */
@NullMarked
package llmos.kernel.memory.policy;

import org.jspecify.annotations.NullMarked;
