/** What the kernel is made of, checked. */
@NullMarked
package llmos.kernel.arch;

import org.jspecify.annotations.NullMarked;
