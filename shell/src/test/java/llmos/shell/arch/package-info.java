/** What the whole project is made of, checked. */
@NullMarked
package llmos.shell.arch;

import org.jspecify.annotations.NullMarked;
