/**
 * The header files: every interface that a plugin may implement, and the records that cross it.
 *
 * <p>Start at {@link llmos.api.Plugin}. It lists what a plugin can add: a {@link llmos.api.CpuDriver CPU}, an {@link
 * llmos.api.Embedder}, a {@link llmos.api.DocumentReader}, a {@link llmos.api.Peripheral} or an {@link
 * llmos.api.EvictionPolicy}. This package uses only {@code java.base} and JSpecify.
 *
 * <p>Failures that a user can meet are values, a {@link llmos.api.Reply} with an {@link llmos.api.Errno}; deep inside a
 * step they travel as a {@link llmos.api.FaultException} to the nearest boundary that makes a reply of them.
 */
@NullMarked
package llmos.api;

import org.jspecify.annotations.NullMarked;
