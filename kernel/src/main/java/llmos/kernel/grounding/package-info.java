/**
 * Whether an answer stands in the passages that it cites: pure functions over {@code llmos.api}, without state, model or clock, in
 * time proportional to the texts.
 *
 * <p>In reading order: {@code Grounding} (the check), {@code Sentences} and {@code Quotes} (what is claimed), {@code Passage} (what
 * is cited), {@code Fact} with {@code Names}, {@code Numbers} and {@code Dates} (what must agree), {@code Normal} (how words are
 * compared).
 */
@NullMarked
package llmos.kernel.grounding;

import org.jspecify.annotations.NullMarked;
