/** What the CPU may ask for: sealed calls, the decoder, and one table that serves them. */
@NullMarked
package llmos.kernel.syscall;

import org.jspecify.annotations.NullMarked;
