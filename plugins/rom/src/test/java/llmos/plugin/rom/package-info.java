/** Tests of the boot ROM. */
@NullMarked
package llmos.plugin.rom;

import org.jspecify.annotations.NullMarked;
