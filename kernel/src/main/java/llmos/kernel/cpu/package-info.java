/** The CPU table and the token meter. */
@NullMarked
package llmos.kernel.cpu;

import org.jspecify.annotations.NullMarked;
