/** The device {@code http}: fetches text over the network. */
@NullMarked
package llmos.plugin.http;

import org.jspecify.annotations.NullMarked;
