/** Tests of the driver. */
@NullMarked
package llmos.openai;

import org.jspecify.annotations.NullMarked;
