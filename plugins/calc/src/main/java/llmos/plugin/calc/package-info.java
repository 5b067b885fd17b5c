/** The device {@code calc}: exact arithmetic, which models are bad at. */
@NullMarked
package llmos.plugin.calc;

import org.jspecify.annotations.NullMarked;
