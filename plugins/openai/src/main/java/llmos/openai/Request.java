package llmos.openai;

import java.util.OptionalDouble;
import llmos.api.Prompt;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The body of a request, with as little in it as the protocol allows. */
final class Request {
  private static final double WITH_SOURCES = 0.2;

  /**
   * What a server was found not to know; asked for no more once it refused.
   *
   * @param tools whether it takes tools
   * @param usage whether it takes {@code stream_options}
   * @param newLimit whether it wants {@code max_completion_tokens} in place of {@code max_tokens}
   * @param temperature whether it lets the temperature be set
   * @param schema whether it holds a reply to a JSON schema
   */
  record Dialect(
      boolean tools, boolean usage, boolean newLimit, boolean temperature, boolean schema) {
    static final Dialect FULL = new Dialect(true, true, false, true, true);

    /** The dialect to try after a refusal with these words; the same if they say nothing about it. */
    Dialect after(String refusal) {
      if (usage && Trouble.speaksOf(refusal, "stream_options")) {
        return new Dialect(tools, false, newLimit, temperature, schema);
      }
      if (!newLimit && Trouble.speaksOf(refusal, "max_completion_tokens")) {
        return new Dialect(tools, usage, true, temperature, schema);
      }
      if (temperature && Trouble.speaksOf(refusal, "temperature")) {
        return new Dialect(tools, usage, newLimit, false, schema);
      }
      if (schema && Trouble.speaksOf(refusal, "response_format", "json_schema", "grammar")) {
        return new Dialect(tools, usage, newLimit, temperature, false);
      }
      return tools && Trouble.speaksOf(refusal, "tool")
          ? new Dialect(false, usage, newLimit, temperature, schema)
          : this;
    }
  }

  private Request() {}

  /** The JSON text of a request. */
  static String of(Prompt prompt, String model, Settings settings, Dialect dialect) {
    ObjectNode body = Json.MAPPER.createObjectNode();
    body.put("model", model);
    ArrayNode messages = Messages.of(prompt, dialect.tools());
    if (settings.breakpoints()) {
      Breakpoints.mark(messages);
    }
    body.set("messages", messages);
    body.put("stream", true);
    if (dialect.usage()) {
      body.putObject("stream_options").put("include_usage", true);
    }
    int reply = settings.reply();
    int most = reply > 0 && prompt.replyTokens() > 0
        ? Math.min(reply, prompt.replyTokens())
        : Math.max(reply, prompt.replyTokens());
    if (most > 0) {
      body.put(dialect.newLimit() ? "max_completion_tokens" : "max_tokens", most);
    }
    OptionalDouble temperature = temperature(prompt, settings);
    if (dialect.temperature() && temperature.isPresent()) {
      body.put("temperature", temperature.getAsDouble());
    }
    if (prompt.schema().isPresent()) {
      if (dialect.schema()) {
        format(body, prompt.schema().get());
      }
    } else if (dialect.tools() && !prompt.tools().isEmpty()) {
      tool(body);
    }
    return Json.MAPPER.writeValueAsString(body);
  }

  /** What was set; else, where sources are to be kept to, one that wanders little. */
  private static OptionalDouble temperature(Prompt prompt, Settings settings) {
    return settings.temperature().isPresent() || prompt.blocks().isEmpty()
        ? settings.temperature()
        : OptionalDouble.of(WITH_SOURCES);
  }

  /** A reply of this form; a call would not have it, so no tool goes beside it. */
  private static void format(ObjectNode body, String schema) {
    ObjectNode format = body.putObject("response_format").put("type", "json_schema");
    ObjectNode named = format.putObject("json_schema").put("name", "rows").put("strict", true);
    named.set("schema", Json.MAPPER.readTree(schema));
  }

  /** The one tool: a command line. Which devices there are stands in the system page. */
  private static void tool(ObjectNode body) {
    ObjectNode tool = body.putArray("tools").addObject().put("type", "function");
    ObjectNode function = tool.putObject("function");
    function.put("name", "run").put("description", "Run one command line.");
    ObjectNode parameters = function.putObject("parameters").put("type", "object");
    parameters.putObject("properties").putObject("line").put("type", "string");
    parameters.putArray("required").add("line");
  }
}
