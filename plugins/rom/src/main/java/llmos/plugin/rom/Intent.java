package llmos.plugin.rom;

import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import llmos.api.Prompt;
import llmos.api.Words;

/** What a user's line wants, as far as it can be told from its words alone. */
final class Intent {
  private static final Pattern GREETING = Pattern.compile(
      "(?i)\\s*(?:please\\s+)?(?:say\\s+)?(?:hi|hello|hey|good (?:morning|afternoon|evening)|greetings|howdy)"
          + "(?:\\s+(?:there|rom|llmos|all|everyone))?[\\s.!,]*");
  private static final Pattern SELF = Pattern.compile(
      "(?i)\\s*(?:please\\s+)?(?:help(?: me)?|who are you|what are you|what is this|what can (?:you|i) do(?: here)?"
          + "|how do (?:you|i) (?:work|start|begin|use (?:this|you|llmos))|are you (?:an? )?(?:ai|llm|model|language model|bot|robot|human)"
          + "|what(?: model| cpu)? are you(?: running)?|which model (?:are you|is this|do you use)|introduce yourself)[\\s?.!]*");
  private static final Pattern THANKS =
      Pattern.compile("(?i)\\s*(?:thanks?(?: you)?(?: very much)?|ok(?:ay)?|bye|goodbye)[\\s.!]*");
  private static final Pattern ASKS = Pattern.compile(
      "(?is)(?:and |but |so |then |ok |please )*(?:who|whom|whose|what|what's|when|where|which|why|how|is|are|was|were|do|does|did|can"
          + "|could|will|would|should|has|have|had|may|tell me|show me|find|explain|describe|list|give me|summari[sz]e|define|compare"
          + "|name the|in (?:what|which)|at (?:what|which)|on (?:what|which)|to (?:what|which|whom)|for (?:what|which|whom))\\b.*");
  private static final Pattern TELLS = Pattern.compile(
      "(?is)(?:i|i'm|i've|my|we|our|let's|remember|please remember|note|note that|from now on|always|never|call me)\\b.*");
  private static final Pattern LEAD = Pattern.compile(
      "(?i)^(?:please\\s+)?(?:(?:what(?:'s| is| are)|how much (?:is|are)|calculate|compute|evaluate|work out|tell me|give me"
          + "|the (?:value|result|sum) of)\\s+)*");
  private static final Pattern PERCENT =
      Pattern.compile("(?i)([\\d.,]+)\\s*(?:%|percent)\\s+of\\s+([\\d.,]+)");
  private static final Pattern SUM = Pattern.compile(
      "(?i)(?=.*\\d)(?:[\\d.,\\s+\\-*/^%()!×÷·]|sqrt|abs|min|max|ln|log|exp|sin|cos|tan|floor|ceil|round|gcd|lcm|pi|mod)+");
  private static final Pattern OPERATOR = Pattern.compile("(?i)\\d\\s*[-+*/^%!]|[a-z]\\s*\\(");
  private static final Pattern NOW = Pattern.compile(
      "(?i)^(?:please\\s+)?(?:tell me\\s+)?(?:what(?:'s| is)\\s+)?(?:the\\s+)?(?:current\\s+)?(?:(?:what\\s+)?(?:time|date|day)(?:\\s+is\\s+it)?"
          + "|today'?s date|what day is (?:it )?today|what is today|what date is it)(?:\\s+(?:is it|now|today|right now|and date))*"
          + "(?:\\s+in\\s+([\\p{L} ._'/-]+?))?(?:\\s+(?:now|right now|today))?[\\s?.!]*$");

  private Intent() {}

  static boolean greeting(String text) {
    return GREETING.matcher(text).matches();
  }

  static boolean thanks(String text) {
    return THANKS.matcher(text).matches();
  }

  static boolean aboutSelf(String text) {
    return SELF.matcher(text).matches();
  }

  /** True if the line is a question or a request to look something up. */
  static boolean question(String text) {
    String line = text.strip();
    return line.endsWith("?") || line.endsWith("？") || ASKS.matcher(line).matches();
  }

  /** True if the line tells something and asks nothing. */
  static boolean statement(String text) {
    String line = text.strip();
    return !question(line)
        && (TELLS.matcher(line).matches() || line.endsWith(".") || line.endsWith("!"));
  }

  /** The expression of a sum that is spelled out, in the notation of the device {@code calc}. */
  static Optional<String> sum(String text) {
    String line = LEAD.matcher(text.strip()).replaceFirst("").replaceAll("[\\s?=.!]+$", "");
    Matcher percent = PERCENT.matcher(line);
    if (percent.matches()) {
      return Optional.of(plain(percent.group(1)) + "/100*" + plain(percent.group(2)));
    }
    String sum = words(line);
    boolean bare = SUM.matcher(sum).matches() && OPERATOR.matcher(sum).find();
    return bare ? Optional.of(plain(sum.strip())) : Optional.empty();
  }

  private static String words(String line) {
    return line.toLowerCase(Locale.ROOT)
        .replace("multiplied by", "*")
        .replace("divided by", "/")
        .replace("to the power of", "^")
        .replaceAll("\\b(?:the )?square root of ([\\d.]+)", "sqrt($1)")
        .replaceAll("(?<=[\\d)])\\s*(?:times|x)\\s*(?=[\\d(])", "*")
        .replaceAll("\\bplus\\b", "+")
        .replaceAll("\\bminus\\b", "-")
        .replace("**", "^")
        .replace('×', '*')
        .replace('·', '*')
        .replace('÷', '/');
  }

  /** Without the commas that group digits by three. */
  private static String plain(String sum) {
    return sum.replaceAll("(?<=\\d),(?=\\d{3}(?!\\d))", "");
  }

  /** The zone of a question for time or date; empty text for the machine's own. */
  static Optional<String> now(String text) {
    Matcher asked = NOW.matcher(text.strip());
    if (!asked.matches()) {
      return Optional.empty();
    }
    String city = asked.group(1);
    return city == null ? Optional.of("") : zone(city);
  }

  private static Optional<String> zone(String city) {
    String wanted = city.strip().replace(' ', '_').toLowerCase(Locale.ROOT);
    Stream<String> ids = ZoneId.getAvailableZoneIds().stream().sorted();
    return ids.filter(id -> {
          String name = id.toLowerCase(Locale.ROOT);
          return name.equals(wanted)
              || name.substring(name.lastIndexOf('/') + 1).equals(wanted);
        })
        .min((a, b) -> Boolean.compare(b.indexOf('/') > 0, a.indexOf('/') > 0));
  }

  /** The line of a device call that is spelled out: {@code calc eval 2+2}, {@code run calc eval 2+2} or in backticks. */
  static Optional<String> call(String text, List<Prompt.Tool> tools) {
    String line = text.strip();
    Matcher quoted = Pattern.compile(
            "(?is)(?:please )?(?:run|call|execute)?:?\\s*`([^`\\n]+)`[.!]?")
        .matcher(line);
    line = quoted.matches()
        ? quoted.group(1).strip()
        : line.replaceFirst("(?i)^(?:please )?(?:run|call|execute):? ", "");
    String[] words = line.split("\\s+", 3);
    for (Prompt.Tool tool : tools) {
      boolean named = words.length > 1
          && words[0].equals(tool.device())
          && tool.operations().stream().anyMatch(op -> op.name().equals(words[1]));
      if (named) {
        return Optional.of(line);
      }
    }
    return Optional.empty();
  }

  /** The call of an operation with one argument, if the device is offered. */
  static Optional<String> line(
      List<Prompt.Tool> tools, String device, String operation, String arg) {
    boolean offered = tools.stream()
        .filter(t -> t.device().equals(device))
        .anyMatch(t -> t.operations().isEmpty()
            || t.operations().stream().anyMatch(op -> op.name().equals(operation)));
    String tail = arg.isEmpty() ? "" : " " + Words.quote(arg);
    return offered ? Optional.of(device + " " + operation + tail) : Optional.empty();
  }
}
