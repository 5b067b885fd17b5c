package llmos.plugin.gguf;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import llmos.api.Page;
import llmos.api.PageKind;
import llmos.api.Prompt;

/**
 * A prompt as chat messages, and those in the format of a model.
 *
 * @param system what the machine says to the model
 * @param messages user and assistant, taking turns
 */
record Chat(String system, List<Message> messages) {

  /** One turn. The role is {@code user} or {@code assistant}. */
  record Message(String role, String text) {}

  /** Renders a template from a system text and messages. */
  @FunctionalInterface
  interface Template {
    String render(String system, List<Message> messages);
  }

  private static final Pattern PLACE = Pattern.compile("@@(\\d+)@@");
  private static final String CITE = "Answer from the numbered passages and cite them like [1].";

  /** The messages of a prompt: blocks get their numbers, and neighbours of one role are joined. */
  static Chat of(Prompt prompt) {
    StringBuilder system = new StringBuilder();
    List<Message> messages = new ArrayList<>();
    int lastUser = prompt.pages().stream().map(Page::kind).toList().lastIndexOf(PageKind.USER);
    int block = 0;
    for (int i = 0; i < prompt.pages().size(); i++) {
      Page page = prompt.pages().get(i);
      String text = page.text();
      switch (page.kind()) {
        case SYSTEM -> system.append(system.isEmpty() ? "" : "\n\n").append(text);
        case BLOCK ->
          add(
              messages,
              "user",
              "[%d] (%s) %s".formatted(++block, page.provenance().source(), text));
        case USER ->
          add(messages, "user", i == lastUser && block > 0 ? CITE + "\n\n" + text : text);
        case RESULT -> add(messages, "user", "Result: " + text);
        case SUMMARY -> add(messages, "user", text);
        case ASSISTANT, CALL -> add(messages, "assistant", text);
      }
    }
    return new Chat(plain(system.toString()), List.copyOf(messages));
  }

  private static void add(List<Message> messages, String role, String raw) {
    String text = plain(raw);
    if (!messages.isEmpty() && messages.getLast().role().equals(role)) {
      text = messages.removeLast().text() + "\n\n" + text;
    }
    messages.add(new Message(role, text));
  }

  /** The text without what a model takes for the end of a turn: a document cannot speak for the user. */
  static String plain(String text) {
    return text.replace("<|", "< |");
  }

  /** The whole prompt in the template's format; in ChatML if the template cannot hold it. */
  String render(Template template) {
    List<String> texts = new ArrayList<>();
    List<Message> places = new ArrayList<>();
    texts.add(system);
    for (Message message : messages) {
      places.add(new Message(message.role(), "@@" + texts.size() + "@@"));
      texts.add(message.text());
    }
    String skeleton = template.render(system.isEmpty() ? "" : "@@0@@", places);
    long found = PLACE.matcher(skeleton).results().count();
    if (found != messages.size() + (system.isEmpty() ? 0 : 1)) {
      return chatMl();
    }
    return PLACE
        .matcher(skeleton)
        .replaceAll(place -> Matcher.quoteReplacement(texts.get(Integer.parseInt(place.group(1)))));
  }

  private String chatMl() {
    StringBuilder out = new StringBuilder();
    if (!system.isEmpty()) {
      turn(out, "system", system);
    }
    messages.forEach(m -> turn(out, m.role(), m.text()));
    return out.append("<|im_start|>assistant\n").toString();
  }

  private static void turn(StringBuilder out, String role, String text) {
    out.append("<|im_start|>").append(role).append('\n').append(text).append("<|im_end|>\n");
  }
}
