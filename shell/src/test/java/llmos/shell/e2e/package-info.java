/** Runs the distribution as a user does, through shell/bin/llmos. */
@NullMarked
package llmos.shell.e2e;

import org.jspecify.annotations.NullMarked;
