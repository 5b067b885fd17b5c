package llmos.openai;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Windows of OpenAI's own models, whose service does not tell them. Names that are not here are not guessed: a window that is
 * thought too large loses the prompt, one that is thought too small loses the conversation.
 *
 * <p>The numbers stand in public lists that other projects and hosts of these models keep; the vendor's own pages were not
 * read. For {@code gpt-5} it is the part of the window that a prompt may have (400,000 less a reply of 128,000).
 */
final class Windows {
  private static final Map<String, Integer> TOKENS = new LinkedHashMap<>();

  static {
    TOKENS.put("gpt-3\\.5-turbo(-16k|-0125|-1106)?", 16_385);
    TOKENS.put("gpt-4(-0613|-0314)?", 8_192);
    TOKENS.put("gpt-4-32k(-0613|-0314)?", 32_768);
    TOKENS.put("gpt-4-(turbo|1106|0125|vision).*", 128_000);
    TOKENS.put("(chatgpt-4o|gpt-4o|gpt-4\\.5|gpt-5-chat|o1-mini|o1-preview)(-.*)?", 128_000);
    TOKENS.put("gpt-4\\.1(-.*)?", 1_047_576);
    TOKENS.put("(o1|o1-pro|o3|o3-mini|o3-pro|o4-mini)(-20\\d\\d-.*)?", 200_000);
    TOKENS.put("gpt-5(\\.[12])?(-(mini|nano|pro|codex.*))?(-20\\d\\d-.*)?", 272_000);
  }

  private Windows() {}

  /** Tokens of a model's window, if it is known. */
  static OptionalInt of(String model) {
    String name = model.replaceFirst("^openai/", "");
    return TOKENS.entrySet().stream()
        .filter(entry -> name.matches(entry.getKey()))
        .mapToInt(Map.Entry::getValue)
        .findFirst();
  }
}
