/** Tests of the driver of model files. */
@NullMarked
package llmos.plugin.gguf;

import org.jspecify.annotations.NullMarked;
