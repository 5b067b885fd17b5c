package llmos.plugin.office;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.regex.Pattern;
import llmos.plugin.office.CellCode.Kind;
import llmos.plugin.office.CellCode.Token;

/**
 * Numbers by the codes of workbooks: {@code #,##0.00 "kg"}, {@code 0%}, {@code dd.mm.yyyy}. Colours, conditions and the padding of
 * columns have no place in a text. What a code means that is not known here is answered with the plain number.
 */
final class CellFormat {
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?([eE][-+]?\\d{1,3})?");
  private static final double MOST_WHOLE = 1e15;

  /** A number of no more characters than this has no digit that a spreadsheet would not show. */
  private static final int SHORT = 15;

  private final List<CellCode> codes;

  CellFormat(String code) {
    this.codes = CellCode.all(code);
  }

  /** The number as the code shows it; what is no number is given back. */
  String show(String raw, boolean since1904) {
    if (!NUMBER.matcher(raw).matches()) {
      return raw;
    }
    double value = Double.parseDouble(raw);
    if (!Double.isFinite(value)) {
      return raw;
    }
    boolean negative = value < 0 && codes.size() > 1;
    CellCode code =
        negative ? codes.get(1) : value == 0 && codes.size() > 2 ? codes.get(2) : codes.getFirst();
    if (code.isDate()) {
      return CellDate.show(value, code.tokens(), since1904).orElseGet(() -> general(value));
    }
    if (code.isPlain()) {
      boolean asItIs = raw.length() <= SHORT && raw.indexOf('E') < 0 && raw.indexOf('e') < 0;
      return asItIs ? raw : general(value);
    }
    return number(negative ? -value : value, code);
  }

  private static String number(double shown, CellCode code) {
    StringBuilder out = new StringBuilder();
    for (Token token : code.tokens()) {
      out.append(
          token.kind() == Kind.DIGITS
              ? digits(code.isPercent() ? shown * 100 : shown, token.text())
              : token.text());
    }
    return out.toString().strip();
  }

  private static String digits(double value, String pattern) {
    String bare = pattern.replaceAll(",+$", "");
    double scaled = value / Math.pow(1000, pattern.length() - bare.length());
    int point = bare.indexOf('.');
    int decimals = point < 0 ? 0 : bare.length() - point - 1;
    int needed = point < 0
        ? 0
        : (int) bare.substring(point).chars().filter(c -> c == '0').count();
    BigDecimal rounded = BigDecimal.valueOf(scaled).setScale(decimals, RoundingMode.HALF_UP);
    while (rounded.scale() > needed && rounded.stripTrailingZeros().scale() < rounded.scale()) {
      rounded = rounded.setScale(rounded.scale() - 1, RoundingMode.UNNECESSARY);
    }
    String plain = rounded.abs().toPlainString();
    int end = plain.indexOf('.') < 0 ? plain.length() : plain.indexOf('.');
    String whole = bare.substring(0, point < 0 ? bare.length() : point);
    long least = whole.chars().filter(c -> c == '0').count();
    StringBuilder integer = new StringBuilder(plain.substring(0, end));
    while (integer.length() < least) {
      integer.insert(0, '0');
    }
    for (int i = integer.length() - 3; whole.indexOf(',') >= 0 && i > 0; i -= 3) {
      integer.insert(i, ',');
    }
    return (rounded.signum() < 0 ? "-" : "") + integer + plain.substring(end);
  }

  /** As it is: no more digits than a spreadsheet keeps. */
  static String general(double value) {
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(15)).stripTrailingZeros();
    boolean plain = Math.abs(value) < MOST_WHOLE && (Math.abs(value) >= 1e-9 || value == 0);
    return plain ? rounded.toPlainString() : rounded.toString();
  }
}
