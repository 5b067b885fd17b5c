/** The line editor; the only user of JLine. Loaded only where there is a terminal. */
@NullMarked
package llmos.shell.term;

import org.jspecify.annotations.NullMarked;
