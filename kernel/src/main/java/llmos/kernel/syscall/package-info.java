/**
 * What the CPU may ask for. Whatever a model writes is either one sealed {@code Syscall} or text; a failed call is an answer that
 * the model can read.
 *
 * <p>In reading order: {@code Syscall}, {@code Decoder} (text to calls), {@code SyscallTable} (serves them, through the guard).
 */
@NullMarked
package llmos.kernel.syscall;

import org.jspecify.annotations.NullMarked;
