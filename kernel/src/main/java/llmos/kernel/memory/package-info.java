/**
 * The window as paged RAM. A prompt never exceeds its budget, the user's newest turn is in every prompt, and a page's bytes are in
 * the store before it leaves: {@code Audit} asserts these and the other invariants.
 *
 * <p>In reading order: {@code Memory} (the contract and the calls), {@code Changes} (one change, one transaction), {@code
 * PageTable}, {@code Layout} (the order of a prompt), {@code Intake} (text comes in) with {@code Splitter}, {@code Turns},
 * {@code Pager} (pages leave) with {@code Victims} and {@code Stub}, {@code Handles} (what the user does with single pages).
 */
@NullMarked
package llmos.kernel.memory;

import org.jspecify.annotations.NullMarked;
