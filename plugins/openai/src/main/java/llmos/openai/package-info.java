/**
 * CPUs behind the chat-completions protocol: OpenAI, Ollama, llama.cpp, vLLM, LM Studio and the like.
 *
 * <p>In reading order: {@link llmos.openai.OpenAiCpu} runs a burst; {@link llmos.openai.Messages} makes the request of the
 * pages; {@link llmos.openai.Http} sends it under its own watchdog; {@link llmos.openai.Sse} cuts the stream into events;
 * {@link llmos.openai.Assembly} puts the reply together; {@link llmos.openai.Trouble} says what went wrong.
 *
 * <p>This plugin has no {@code module-info}: JTokkit's module name comes from its file name only, which would not stay the
 * same in a distribution that renames its jars.
 */
@NullMarked
package llmos.openai;

import org.jspecify.annotations.NullMarked;
