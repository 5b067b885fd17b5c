package llmos.plugin.calc;

import java.util.LinkedHashMap;
import java.util.Map;
import llmos.api.Arg;
import llmos.api.Device;
import llmos.api.Op;

/** Exact arithmetic: integers and fractions of any size; roots and functions to 34 digits, marked as such. */
@Device(value = "calc", help = "Exact arithmetic.")
public final class CalcDevice {
  /** Its public constructor is called by the plugin. */
  public CalcDevice() {}

  /** The value of an expression. */
  @Op(
      help = "The exact value of an expression.",
      returns = "value exact text",
      example = "calc eval '15% of 80 + 2^10'")
  public Map<String, Object> eval(
      @Arg(name = "expression", help = "with + - * / % ^ ! ( ) sqrt ln sin …", rest = true)
          String expression) {
    Num value = new Parser(expression).value();
    boolean fraction = !value.approx() && !value.terminates();
    Map<String, Object> record = new LinkedHashMap<>();
    record.put(
        "text",
        fraction ? value + " ≈ " + value.value() : (value.approx() ? "≈ " : "") + value.value());
    record.put("value", value.value());
    record.put("exact", !value.approx());
    return record;
  }
}
