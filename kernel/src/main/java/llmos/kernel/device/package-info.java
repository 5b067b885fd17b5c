/** The device table and the plugin loader. */
@NullMarked
package llmos.kernel.device;

import org.jspecify.annotations.NullMarked;
