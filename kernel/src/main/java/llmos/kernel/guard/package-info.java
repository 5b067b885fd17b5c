/**
 * The reference monitor. Every call of a device passes the {@code Gate}, whoever wrote it, and leaves a row in the audit.
 *
 * <p>In reading order: {@code Guard} (one decision, pure and total), {@code Grants} (standing answers), {@code Target} (what a call
 * would touch), {@code Gate} (resolves, decides, asks, writes down).
 */
@NullMarked
package llmos.kernel.guard;

import org.jspecify.annotations.NullMarked;
