/** The builtins, listed in {@link llmos.shell.cmd.Builtins}; all else is an operation of a device. */
@NullMarked
package llmos.shell.cmd;

import org.jspecify.annotations.NullMarked;
