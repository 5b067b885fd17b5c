/**
 * Volumes of indexed blocks; the only user of Lucene. The library in the store is the truth, the index a cache that can be made
 * again at any time. Words are found as soon as a mount returns, meaning as vectors come.
 *
 * <p>In reading order: {@code Disk} (the calls), mounting: {@code Mounter}, {@code Walk} with {@code Ignore}, {@code Ingest} with
 * {@code Reading}, {@code Splitter}, {@code Keeper}; finding: {@code Search}, {@code Index}, {@code Retrieval}, {@code Terms}, {@code Nearness}
 * with {@code Scan} and {@code Sketches}; filling: {@code Indexer}, {@code Filler}.
 */
@NullMarked
package llmos.kernel.disk;

import org.jspecify.annotations.NullMarked;
