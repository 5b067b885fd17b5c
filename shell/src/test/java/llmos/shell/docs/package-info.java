/** Runs what the documentation shows. */
@NullMarked
package llmos.shell.docs;

import org.jspecify.annotations.NullMarked;
