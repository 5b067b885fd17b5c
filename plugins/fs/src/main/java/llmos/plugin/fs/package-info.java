/** The device {@code fs}: reads, lists and writes files of the workspace. */
@NullMarked
package llmos.plugin.fs;

import org.jspecify.annotations.NullMarked;
