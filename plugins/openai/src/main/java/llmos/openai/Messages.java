package llmos.openai;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import llmos.api.Page;
import llmos.api.PageKind;
import llmos.api.Prompt;
import llmos.api.Span;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the messages of a prompt. Chat templates are strict, so:
 *
 * <ul>
 *   <li>there is at most one system message, and it is the first; later system pages and summaries are user text;
 *   <li>user and assistant take turns: neighbours of one role become one message;
 *   <li>a call's results follow it at once; a call without result, or a result without call, is never sent;
 *   <li>blocks are numbered from 1 and stand at the head of the last user message, then how to cite them, then the question:
 *       what stands last is followed best.
 * </ul>
 *
 * The same pages give the same bytes.
 */
final class Messages {
  private static final int MOST_NAME = 32;
  private static final int MOST_FOREIGN_NAME = 10;
  private static final String CITE =
      "Answer from these sources and cite each one you use by its number, like [1].";

  private final ArrayNode out = Json.MAPPER.createArrayNode();
  private final boolean tools;

  /** A call with its results. */
  private static final class Call {
    final Page page;
    final StringBuilder result = new StringBuilder();
    boolean answered;

    Call(Page page) {
      this.page = page;
    }
  }

  private Messages(boolean tools) {
    this.tools = tools;
  }

  /** The messages of a prompt for a server that knows tool calls. */
  static ArrayNode of(Prompt prompt) {
    return of(prompt, true);
  }

  /** The messages of a prompt; where the server does not know tool calls, calls and results are told as text. */
  static ArrayNode of(Prompt prompt, boolean tools) {
    Messages messages = new Messages(tools);
    messages.add(prompt);
    return messages.out;
  }

  private void add(Prompt prompt) {
    List<Page> pages = prompt.pages();
    Map<Page, Call> calls = pair(pages);
    int lastUser = lastUser(pages);
    String sources = sources(prompt.blocks());
    for (int i = 0; i < pages.size(); i++) {
      Page page = pages.get(i);
      switch (page.kind()) {
        case SYSTEM -> say(onlySystem() ? "system" : "user", page.text());
        case SUMMARY -> say("user", page.text());
        case USER -> say("user", i == lastUser ? join(sources, page.text()) : page.text());
        case ASSISTANT -> say("assistant", page.text());
        case CALL -> i = calls(pages, i, calls);
        case RESULT, BLOCK -> {
          // Results went out with their calls, blocks go with the last user page.
        }
      }
    }
    if (lastUser < 0 && !sources.isEmpty()) {
      say("user", sources);
    }
  }

  private boolean onlySystem() {
    return out.isEmpty() || (out.size() == 1 && role(0).equals("system"));
  }

  private String role(int index) {
    return out.get(index).path("role").asString();
  }

  private static int lastUser(List<Page> pages) {
    for (int i = pages.size() - 1; i >= 0; i--) {
      if (pages.get(i).kind() == PageKind.USER) {
        return i;
      }
    }
    return -1;
  }

  /** Answered calls by their pages. An id may come again: a result belongs to the latest call before it. */
  private static Map<Page, Call> pair(List<Page> pages) {
    Map<String, Call> open = new HashMap<>();
    Map<Page, Call> calls = new HashMap<>();
    for (Page page : pages) {
      String id = page.provenance().callId();
      if (page.kind() == PageKind.CALL) {
        Call call = new Call(page);
        open.put(id, call);
        calls.put(page, call);
      } else if (page.kind() == PageKind.RESULT && open.containsKey(id)) {
        Call call = open.get(id);
        if (!call.result.isEmpty() && call.result.charAt(call.result.length() - 1) != '\n') {
          call.result.append('\n');
        }
        call.result.append(page.text());
        call.answered = true;
      }
    }
    calls.values().removeIf(call -> !call.answered);
    return calls;
  }

  /** Sends the calls that stand together from {@code first} on, then their results; tells the last one's index. */
  private int calls(List<Page> pages, int first, Map<Page, Call> calls) {
    List<Call> group = new ArrayList<>();
    int last = first;
    for (int i = first; i < pages.size() && pages.get(i).kind() == PageKind.CALL; i++) {
      last = i;
      Call call = calls.get(pages.get(i));
      if (call != null) {
        group.add(call);
      }
    }
    if (!group.isEmpty()) {
      if (tools) {
        sendCalls(group);
      } else {
        tellCalls(group);
      }
    }
    return last;
  }

  private void sendCalls(List<Call> group) {
    ObjectNode message = callingMessage();
    ArrayNode list = message.putArray("tool_calls");
    List<String> ids = new ArrayList<>();
    Set<String> used = new HashSet<>();
    for (Call call : group) {
      String id = call.page.provenance().callId();
      if (id.isEmpty() || !used.add(id)) {
        id = "call-" + call.page.id();
      }
      ids.add(id);
      ObjectNode node = list.addObject();
      node.put("id", id).put("type", "function");
      String arguments = Json.MAPPER.writeValueAsString(
          Json.MAPPER.createObjectNode().put("line", call.page.text()));
      node.putObject("function").put("name", "run").put("arguments", arguments);
    }
    for (int i = 0; i < group.size(); i++) {
      out.addObject()
          .put("role", "tool")
          .put("tool_call_id", ids.get(i))
          .put("content", group.get(i).result.toString());
    }
  }

  /** The assistant's message that the calls belong to: what it said before them, or one of their own. */
  private ObjectNode callingMessage() {
    if (!out.isEmpty()
        && role(out.size() - 1).equals("assistant")
        && out.get(out.size() - 1) instanceof ObjectNode said
        && !said.has("tool_calls")) {
      return said;
    }
    openWithUser("assistant");
    return out.addObject().put("role", "assistant").putNull("content");
  }

  private void tellCalls(List<Call> group) {
    for (Call call : group) {
      say("assistant", call.page.text());
    }
    for (Call call : group) {
      say("user", "Result of `" + call.page.text() + "`:\n" + call.result);
    }
  }

  private void say(String role, String text) {
    if (!out.isEmpty()
        && out.get(out.size() - 1) instanceof ObjectNode last
        && role(out.size() - 1).equals(role)
        && !last.has("tool_calls")) {
      last.put("content", join(last.path("content").asString(), text));
      return;
    }
    openWithUser(role);
    out.addObject().put("role", role).put("content", text);
  }

  /** Templates want a user to speak first; what was said before has left the window. */
  private void openWithUser(String role) {
    if (role.equals("assistant") && onlySystem()) {
      out.addObject().put("role", "user").put("content", "…");
    }
  }

  private static String join(String before, String after) {
    return before.isEmpty() ? after : before + "\n\n" + after;
  }

  private static String sources(List<Page> blocks) {
    if (blocks.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder("Sources:");
    for (int i = 0; i < blocks.size(); i++) {
      Page block = blocks.get(i);
      String place = block.provenance().span().map(Messages::place).orElse("");
      text.append("\n[").append(i + 1).append("] ").append(place).append(block.text());
    }
    return text.append("\n\n").append(CITE).toString();
  }

  /** The document's name, its end if it is long, and the page: what the meter reckons with for a block. */
  private static String place(Span span) {
    String doc = span.doc();
    int most = doc.chars().allMatch(c -> c < 0x80) ? MOST_NAME : MOST_FOREIGN_NAME;
    if (doc.length() > most) {
      doc = "…" + doc.substring(doc.length() - most);
    }
    return span.page() > 0 ? "(%s p.%d) ".formatted(doc, span.page()) : "(%s) ".formatted(doc);
  }
}
