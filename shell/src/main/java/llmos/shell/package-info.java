/** Reads a line, runs it, draws the result. {@link llmos.shell.Main} is where a process starts. */
@NullMarked
package llmos.shell;

import org.jspecify.annotations.NullMarked;
