/**
 * One SQLite file, the truth of a home: the only user of {@code java.sql}. What a write returned from is on the disk; several
 * llmos may share the file.
 *
 * <p>In reading order: {@code Schema} (every table), {@code Store} (transactions), {@code Sql} (statements), then one class for
 * each owner of tables: {@code Journal}, {@code Swap} with {@code PageRow}, {@code Forks} with {@code Past}, {@code Library} with {@code DocumentRow},
 * {@code Chunks} and {@code Outbox}, {@code Ledger}, {@code CpuRows}, {@code DeviceRows}. As the lowest room it also holds what all share: {@code Limits},
 * {@code Sha}, {@code Utf8}, {@code KernelLog}.
 */
@NullMarked
package llmos.kernel.store;

import org.jspecify.annotations.NullMarked;
