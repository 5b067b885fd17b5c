/** The kernel: {@link llmos.kernel.Kernel} boots the machine as a list of steps and is all that the shell sees. */
@NullMarked
package llmos.kernel;

import org.jspecify.annotations.NullMarked;
