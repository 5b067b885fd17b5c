package llmos.openai;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Says up to where a server shall keep a request, for those that keep only what is marked with {@code cache_control}: the system
 * message, and what stands before the last message of the user, which holds the sources and is new in each turn. Two of the
 * four marks that may be set are enough, since such a server also looks for what it kept before a mark.
 */
final class Breakpoints {
  private Breakpoints() {}

  static void mark(ArrayNode messages) {
    int last = messages.size() - 1;
    while (last >= 0 && !role(messages, last).equals("user")) {
      last--;
    }
    int before = last - 1;
    while (before > 0 && !mark(messages, before)) {
      before--; // a message of calls alone has no text to mark
    }
    if (!messages.isEmpty() && role(messages, 0).equals("system")) {
      mark(messages, 0);
    }
  }

  private static String role(ArrayNode messages, int index) {
    return messages.get(index).path("role").asString();
  }

  private static boolean mark(ArrayNode messages, int index) {
    if (!(messages.get(index) instanceof ObjectNode message)
        || message.path("content").asString("").isEmpty()) {
      return false;
    }
    String text = message.path("content").asString();
    message
        .putArray("content")
        .addObject()
        .put("type", "text")
        .put("text", text)
        .putObject("cache_control")
        .put("type", "ephemeral");
    return true;
  }
}
