/**
 * Devices, and whatever else plugins bring. The first to bring a name keeps it; code is loaded at the first call; a device that
 * throws, hangs or floods ends its call and nothing else.
 *
 * <p>In reading order: {@code DeviceTable} (the calls), {@code Binder} (words to arguments), {@code Runner} (one call), {@code
 * Catalog} (what is known without loading), {@code Origin}, {@code PluginLoader} with {@code ApiLoader}, {@code SourceFolder} with
 * {@code SourceCompiler}. {@code ReaderProcess} has documents read by {@code ReaderMain}, a process that can die.
 */
@NullMarked
package llmos.kernel.device;

import org.jspecify.annotations.NullMarked;
