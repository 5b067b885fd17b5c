/** One SQLite file, the truth: schema, journal, swap and the tables of the others. The only user of {@code java.sql}. */
@NullMarked
package llmos.kernel.store;

import org.jspecify.annotations.NullMarked;
