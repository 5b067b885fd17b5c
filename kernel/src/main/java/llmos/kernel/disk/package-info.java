/** Volumes of indexed blocks. The only user of Lucene. */
@NullMarked
package llmos.kernel.disk;

import org.jspecify.annotations.NullMarked;
