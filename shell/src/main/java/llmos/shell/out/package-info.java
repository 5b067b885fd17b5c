/** Draws records: for people, for pipes, for programs. Nothing else writes to standard output. */
@NullMarked
package llmos.shell.out;

import org.jspecify.annotations.NullMarked;
