/**
 * The boot ROM: a CPU without a model. It reads the blocks in its prompt, quotes the sentences that answer and cites them;
 * it hands sums, dates and spelled-out calls to devices; and it says plainly what it is.
 *
 * <p>In reading order: {@code RomCpu} decides which of these a turn is, {@code Intent} knows the words of a user's line,
 * {@code Question} what is asked, {@code Sentences} cuts a block, {@code Reader} picks what answers.
 */
@NullMarked
package llmos.plugin.rom;

import org.jspecify.annotations.NullMarked;
