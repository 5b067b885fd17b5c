/**
 * Vectors by bge-small-en-v1.5 (int8) on ONNX Runtime, in this process. The model's jar is used for its two files only, and
 * is not named in the module descriptor, because it has no module name of its own.
 */
@NullMarked
package llmos.plugin.onnx;

import org.jspecify.annotations.NullMarked;
