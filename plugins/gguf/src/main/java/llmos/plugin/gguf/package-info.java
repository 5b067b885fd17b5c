/**
 * Model files in the GGUF format, run in this process by llama.cpp.
 *
 * <p>No module descriptor: {@code de.kherud:llama} is an automatic module named after its file, which a descriptor must not
 * rely on. In reading order: {@code GgufDriver}, {@code Catalogue} and {@code Fetch} get a model; {@code GgufCpu} runs it,
 * {@code Chat} writes the prompt in the model's own format, {@code Engine} is the only class that touches the binding.
 */
@NullMarked
package llmos.plugin.gguf;

import org.jspecify.annotations.NullMarked;
