package llmos.openai;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import llmos.api.KernelPanic;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Counts tokens: by JTokkit for OpenAI's models, by asking a server that has a tokenizer for others. Pages never change, so
 * each text is counted once. A server that fails to answer is not asked again. Guarded by its own lock.
 */
final class Counter {
  private static final int MOST_KEPT = 16_384;
  /** Above this the machine's meter is exact enough, and quicker. */
  private static final int MOST_CHARS = 1 << 20;

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Settings settings;
  private final Http http;
  private @Nullable Encoding encoding;
  private boolean silent;
  private final Map<ByteBuffer, Integer> known = new LinkedHashMap<>(16, 0.75f, true) {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Integer> eldest) {
      return size() > MOST_KEPT;
    }
  };

  Counter(Settings settings, Http http) {
    this.settings = settings;
    this.http = http;
  }

  /** True for models whose encoding comes with JTokkit. */
  static boolean knows(String model) {
    return encodingOf(model).isPresent();
  }

  private static Optional<EncodingType> encodingOf(String model) {
    String name = model.replaceFirst("^openai/", "");
    if (name.matches("(gpt-4o|gpt-4\\.|gpt-5|gpt-oss|chatgpt-|o[134](-|$)).*")) {
      return Optional.of(EncodingType.O200K_BASE);
    }
    return name.matches("(gpt-4|gpt-3\\.5).*")
        ? Optional.of(EncodingType.CL100K_BASE)
        : Optional.empty();
  }

  /** Tokens by JTokkit, which is loaded now. */
  synchronized int local(String text) {
    Encoding loaded = encoding;
    if (loaded == null) {
      loaded = Encodings.newLazyEncodingRegistry()
          .getEncoding(encodingOf(settings.model()).orElseThrow());
      encoding = loaded;
    }
    return once(text, loaded::countTokensOrdinary);
  }

  /** Tokens by llama.cpp's tokenizer; -1 if it does not answer. */
  synchronized int asked(String text) {
    return silent ? -1 : once(text, this::ask);
  }

  private int once(String text, ToIntFunction<String> count) {
    if (text.length() > MOST_CHARS) {
      return -1;
    }
    ByteBuffer key = hash(text);
    Integer before = known.get(key);
    if (before != null) {
      return before;
    }
    int tokens = count.applyAsInt(text);
    if (tokens >= 0) {
      known.put(key, tokens);
    }
    return tokens;
  }

  private int ask(String text) {
    String question = Json.MAPPER
        .createObjectNode()
        .put("content", text)
        .put("add_special", false)
        .toString();
    Optional<JsonNode> answer = http.quick(settings.atRoot("/tokenize"), question, PATIENCE);
    if (answer.isEmpty() || !answer.get().path("tokens").isArray()) {
      silent = !Thread.currentThread().isInterrupted();
      return -1;
    }
    return answer.get().path("tokens").size();
  }

  private static ByteBuffer hash(String text) {
    try {
      return ByteBuffer.wrap(
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new KernelPanic("this JDK has no SHA-256: " + e.getMessage());
    }
  }
}
