/** The device {@code clock}: the time in a zone, and sums with dates. The smallest plugin: start here. */
@NullMarked
package llmos.plugin.clock;

import org.jspecify.annotations.NullMarked;
