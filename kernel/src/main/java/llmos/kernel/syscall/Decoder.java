package llmos.kernel.syscall;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import llmos.api.Errno;
import llmos.api.Fault;
import llmos.api.FaultException;
import llmos.api.PageId;
import llmos.api.Span;
import llmos.api.Trap;
import llmos.api.Words;
import llmos.kernel.store.Limits;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes a {@link Syscall} of what a model wrote. Three spellings are taken: the tool {@code run} with a line, a tool named
 * after an operation with its arguments, and, since small models know no better, a text that is exactly one such call.
 * Arguments are parsed strictly and never repaired.
 */
public final class Decoder {
  private static final Pattern FENCE =
      Pattern.compile("\\A```[a-z_]*\\s*\\n(.*?)\\n?```\\z", Pattern.DOTALL);
  private static final Pattern TAGGED =
      Pattern.compile("\\A<tool_call>(.*?)(?:</tool_call>)?\\z", Pattern.DOTALL);

  private final JsonMapper json = new JsonMapper();
  private final BiPredicate<String, String> offered;

  /**
   * A decoder.
   *
   * @param offered tells whether a device has an operation
   */
  public Decoder(BiPredicate<String, String> offered) {
    this.offered = offered;
  }

  /** The line that a trap stands for, as it is shown, logged and can be typed. */
  public String line(Trap trap) {
    try {
      return String.join(" ", words(trap).stream().map(Words::quote).toList());
    } catch (FaultException e) {
      return trap.name() + " " + trap.arguments();
    }
  }

  /** What a trap asks for. */
  public Syscall decode(Trap trap) {
    try {
      return decode(words(trap));
    } catch (FaultException e) {
      return new Syscall.Misread(e.fault());
    }
  }

  private static Syscall decode(List<String> words) {
    String first = words.isEmpty() ? "" : words.getFirst();
    return switch (first) {
      case "recall" -> new Syscall.Recall(PageId.parse(only(words)));
      case "search" -> search(words.subList(1, words.size()));
      case "read" -> new Syscall.Read(span(only(words)));
      case "" ->
        new Syscall.Misread(
            Fault.of(Errno.BAD_USAGE, "an empty line; give: device operation arguments"));
      default -> new Syscall.Call(words);
    };
  }

  private static String only(List<String> words) {
    if (words.size() != 2) {
      throw new FaultException(
          Errno.BAD_USAGE,
          "'%s' takes one argument, got %d".formatted(words.getFirst(), words.size() - 1),
          "");
    }
    return words.get(1);
  }

  private static Syscall search(List<String> words) {
    List<String> in = new ArrayList<>();
    List<String> rest = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.startsWith("--in=")) {
        in.add(word.substring(5));
      } else if (word.equals("--in") && i + 1 < words.size()) {
        in.add(words.get(++i));
      } else {
        rest.add(word);
      }
    }
    if (rest.isEmpty()) {
      throw new FaultException(
          Errno.BAD_USAGE, "search for what? give: search \"words\" [--in=volume]", "");
    }
    return new Syscall.Search(String.join(" ", rest), in);
  }

  /** Reads {@code doc}, {@code doc#120-310} or {@code doc#p4:120-310}; a document alone has the span 0 to the last character. */
  public static Span span(String text) {
    int hash = text.lastIndexOf('#');
    Matcher m = Pattern.compile("(?:p(\\d{1,9})(?::|$))?(?:(\\d{1,9})-(\\d{1,9}))?")
        .matcher(text.substring(hash + 1));
    if (hash < 0 || hash == text.length() - 1 || !m.matches()) {
      return new Span(text, 0, Integer.MAX_VALUE, 0);
    }
    int page = m.group(1) == null ? 0 : Integer.parseInt(m.group(1));
    int start = m.group(2) == null ? 0 : Integer.parseInt(m.group(2));
    int end = m.group(3) == null ? Integer.MAX_VALUE : Integer.parseInt(m.group(3));
    if (end < start) {
      throw new FaultException(
          Errno.BAD_USAGE, "the span of '%s' ends before it starts".formatted(text), "");
    }
    return new Span(text.substring(0, hash), start, end, page);
  }

  private List<String> words(Trap trap) {
    JsonNode arguments = parse(trap.arguments().isBlank() ? "{}" : trap.arguments());
    if (trap.name().equals("run")) {
      JsonNode line = arguments.get("line");
      if (line == null || !line.isString()) {
        throw new FaultException(
            Errno.BAD_USAGE, "run takes {\"line\": \"device operation arguments\"}", "");
      }
      return Words.split(line.stringValue());
    }
    return named(trap.name(), arguments);
  }

  private List<String> named(String name, JsonNode arguments) {
    int cut = cut(name);
    if (cut < 0) {
      throw new FaultException(
          Errno.NO_COMMAND, "no tool '%s'; call run with a line".formatted(name), "");
    }
    List<String> words = new ArrayList<>(List.of(name.substring(0, cut), name.substring(cut + 1)));
    for (Map.Entry<String, JsonNode> property : arguments.properties()) {
      JsonNode value = property.getValue();
      words.add("--" + property.getKey() + "="
          + (value.isString() ? value.stringValue() : value.toString()));
    }
    return words;
  }

  private int cut(String name) {
    for (int i = name.indexOf('.') >= 0 ? name.indexOf('.') : name.indexOf('_');
        i > 0;
        i = name.indexOf('_', i + 1)) {
      if (offered.test(name.substring(0, i), name.substring(i + 1))) {
        return i;
      }
    }
    return -1;
  }

  private JsonNode parse(String text) {
    try {
      JsonNode node = json.readTree(text);
      if (!node.isObject()) {
        throw new FaultException(
            Errno.BAD_USAGE, "the arguments are no JSON object: " + shorten(text), "");
      }
      return node;
    } catch (JacksonException e) {
      throw new FaultException(
          Errno.BAD_USAGE,
          "the arguments are not JSON (%s): %s".formatted(e.getOriginalMessage(), shorten(text)),
          "");
    }
  }

  private static String shorten(String text) {
    return text.length() <= 200 ? text : text.substring(0, 200) + "…";
  }

  /** True while a text that starts like this could still turn out to be a call. */
  public boolean mayBeCall(String start) {
    String text = start.strip();
    if (text.length() > Limits.CALL_CHARS || text.isEmpty()) {
      return text.isEmpty();
    }
    return text.startsWith("{")
        || text.startsWith("`")
        || "<tool_call>".startsWith(text.substring(0, Math.min(11, text.length())));
  }

  /** The call that a text is, if it is exactly one call of an offered tool and nothing else. */
  public Optional<Trap> asCall(String text, String id) {
    String stripped = text.strip();
    if (!mayBeCall(stripped) || stripped.isEmpty()) {
      return Optional.empty();
    }
    String inside = inside(FENCE, inside(TAGGED, stripped)).strip();
    if (inside.startsWith("`") && inside.endsWith("`") && inside.length() > 2) {
      inside = inside.substring(1, inside.length() - 1);
    }
    return inside.startsWith("{") ? jsonCall(inside, id) : lineCall(inside, id);
  }

  private static String inside(Pattern pattern, String text) {
    Matcher m = pattern.matcher(text);
    return m.matches() ? m.group(1).strip() : text;
  }

  private Optional<Trap> jsonCall(String text, String id) {
    try {
      JsonNode node = json.readTree(text);
      JsonNode name = node.get("name");
      JsonNode arguments = node.has("arguments") ? node.get("arguments") : node.get("parameters");
      if (name == null || !name.isString() || arguments == null || node.size() != 2) {
        return Optional.empty();
      }
      String written = arguments.isString() ? arguments.stringValue() : arguments.toString();
      Trap trap = new Trap(id, name.stringValue(), written);
      return names(trap) ? Optional.of(trap) : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private Optional<Trap> lineCall(String text, String id) {
    if (text.indexOf('\n') >= 0) {
      return Optional.empty();
    }
    Trap trap = new Trap(id, "run", json.writeValueAsString(Map.of("line", text)));
    return names(trap) ? Optional.of(trap) : Optional.empty();
  }

  private boolean names(Trap trap) {
    try {
      List<String> words = words(trap);
      return switch (decode(words)) {
        case Syscall.Call call -> words.size() >= 2 && offered.test(words.get(0), words.get(1));
        case Syscall.Misread misread -> false;
        case Syscall.Recall recall -> true;
        case Syscall.Search search -> true;
        case Syscall.Read read -> true;
      };
    } catch (FaultException e) {
      return false;
    }
  }
}
