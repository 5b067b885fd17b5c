package llmos.plugin.calc;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import llmos.api.Errno;
import llmos.api.FaultException;

/**
 * Reads an expression and computes it on the way:
 *
 * <pre>
 * sum     := product (('+' | '-') product)*
 * product := signed (('*' | '/' | '%' | 'mod' | 'of') signed)*
 * signed  := '-' signed | power
 * power   := postfix ('^' signed)?
 * postfix := primary ('!' | '%')*          '%' is a percentage where no operand follows
 * primary := number | '(' sum ')' | name '(' sum (',' sum)* ')' | 'pi' | 'e'
 * </pre>
 */
final class Parser {
  private static final int MOST_CHARS = 10_000;
  private static final int MOST_DEPTH = 200;

  private final String text;
  private int at;
  private int depth;

  Parser(String text) {
    this.text = text.replace('×', '*').replace('·', '*').replace('÷', '/').replace('−', '-');
  }

  Num value() {
    if (text.length() > MOST_CHARS) {
      throw new FaultException(Errno.LIMIT, "an expression has at most 10,000 characters", "");
    }
    Num value = sum();
    space();
    if (at < text.length()) {
      throw fault("'%s' was not expected".formatted(text.charAt(at)));
    }
    return value;
  }

  private Num sum() {
    if (++depth > MOST_DEPTH) {
      throw fault("brackets are nested too deep");
    }
    Num left = product();
    while (true) {
      if (eat("+")) {
        left = left.plus(product());
      } else if (eat("-")) {
        left = left.minus(product());
      } else {
        depth--;
        return left;
      }
    }
  }

  private Num product() {
    Num left = signed();
    while (true) {
      if ((!ahead("**") && eat("*")) || eat("of ") || eat("of(", 2)) {
        left = left.times(signed());
      } else if (eat("/")) {
        left = left.over(signed());
      } else if (eat("%") || eat("mod ")) {
        left = left.mod(signed());
      } else {
        return left;
      }
    }
  }

  private Num signed() {
    boolean negative = false;
    while (ahead("-") || ahead("+")) {
      negative ^= text.charAt(at++) == '-';
    }
    Num value = power();
    return negative ? value.negate() : value;
  }

  private Num power() {
    Num base = postfix();
    if (!eat("^") && !eat("**")) {
      return base;
    }
    if (++depth > MOST_DEPTH) {
      throw fault("powers are nested too deep");
    }
    Num raised = base.power(signed());
    depth--;
    return raised;
  }

  private Num postfix() {
    Num value = primary();
    while (true) {
      if (eat("!")) {
        value = value.factorial();
      } else if (ahead("%") && !operandAt(at + 1)) {
        at++;
        value = value.over(Num.of(100));
      } else {
        return value;
      }
    }
  }

  private boolean operandAt(int from) {
    String rest = text.substring(from).stripLeading();
    return !rest.isEmpty()
        && !rest.startsWith("of")
        && (Character.isLetterOrDigit(rest.charAt(0))
            || rest.charAt(0) == '('
            || rest.charAt(0) == '.');
  }

  private Num primary() {
    space();
    if (eat("(")) {
      Num value = sum();
      close();
      return value;
    }
    int start = at;
    while (at < text.length() && (digit(at) || text.charAt(at) == '_')) {
      at++;
    }
    if (at > start) {
      return number(start);
    }
    while (at < text.length() && Character.isLetterOrDigit(text.charAt(at))) {
      at++;
    }
    if (at == start) {
      throw fault(
          at < text.length()
              ? "a number was expected, not '%s'".formatted(text.charAt(at))
              : "a number was expected");
    }
    return named(start, text.substring(start, at).toLowerCase(Locale.ROOT));
  }

  private boolean digit(int i) {
    char c = text.charAt(i);
    return (c >= '0' && c <= '9') || c == '.';
  }

  private Num number(int start) {
    int e = at;
    if (e < text.length() && (text.charAt(e) == 'e' || text.charAt(e) == 'E')) {
      int digits = e + 1 < text.length() && "+-".indexOf(text.charAt(e + 1)) >= 0 ? e + 2 : e + 1;
      int end = digits;
      while (end < text.length() && Character.isDigit(text.charAt(end))) {
        end++;
      }
      at = end > digits ? end : at;
    }
    try {
      BigDecimal value = new BigDecimal(text.substring(start, at).replace("_", ""));
      if (Math.abs((long) value.scale()) > 10_000) {
        throw Num.tooLarge();
      }
      return Num.of(value, false);
    } catch (NumberFormatException wrong) {
      throw fault("'%s' is no number".formatted(text.substring(start, at)));
    }
  }

  private Num named(int start, String name) {
    if (!ahead("(")) {
      return switch (name) {
        case "pi" -> Num.of(Series.PI, true);
        case "e" -> Series.exp(Num.of(1));
        default -> throw unknown(start, name);
      };
    }
    eat("(");
    List<Num> args = new ArrayList<>(List.of(sum()));
    while (eat(",")) {
      args.add(sum());
    }
    close();
    Num x = args.getFirst();
    if (args.size() > 1 && !List.of("min", "max", "round").contains(name)) {
      throw fault(name + " takes one argument");
    }
    return switch (name) {
      case "sqrt" -> Series.sqrt(x);
      case "ln" -> Series.ln(x);
      case "log" -> Series.log(x);
      case "exp" -> Series.exp(x);
      case "sin" -> Series.sin(x);
      case "cos" -> Series.cos(x);
      case "tan" -> Series.sin(x).over(Series.cos(x));
      case "abs" -> x.n().signum() < 0 ? x.negate() : x;
      case "floor" -> x.floor();
      case "ceil" -> x.negate().floor().negate();
      case "round" -> round(x, args.size() > 1 ? args.get(1) : Num.of(0));
      case "min" -> args.stream().reduce(x, (a, b) -> a.minus(b).n().signum() <= 0 ? a : b);
      case "max" -> args.stream().reduce(x, (a, b) -> a.minus(b).n().signum() >= 0 ? a : b);
      default -> throw unknown(start, name);
    };
  }

  private static Num round(Num x, Num places) {
    Num scale = Num.of(10).power(places);
    Num half = Num.of(1).over(Num.of(2));
    Num size = x.n().signum() < 0 ? x.negate() : x;
    Num rounded = size.times(scale).plus(half).floor().over(scale);
    return x.n().signum() < 0 ? rounded.negate() : rounded;
  }

  private FaultException unknown(int start, String name) {
    at = start;
    return fault(
        "'%s' is unknown; there are pi e sqrt ln log exp sin cos tan abs floor ceil round min max"
            .formatted(name));
  }

  private void close() {
    if (!eat(")")) {
      throw fault("')' was expected");
    }
  }

  private void space() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private boolean ahead(String token) {
    space();
    return text.startsWith(token, at);
  }

  private boolean eat(String token) {
    return eat(token, token.length());
  }

  private boolean eat(String token, int length) {
    boolean there = ahead(token);
    at += there ? length : 0;
    return there;
  }

  private FaultException fault(String message) {
    return new FaultException(
        Errno.BAD_USAGE,
        "%s, at column %d of: %s".formatted(message, at + 1, text),
        "calc eval '2 * (3 + 4)'");
  }
}
