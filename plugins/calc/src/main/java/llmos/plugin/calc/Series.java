package llmos.plugin.calc;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import llmos.api.Errno;
import llmos.api.FaultException;

/** Functions whose values are not rational, to more digits than are shown. */
final class Series {
  private static final MathContext WORK = new MathContext(60);
  static final BigDecimal PI = new BigDecimal(
      "3.14159265358979323846264338327950288419716939937510582097494459230781640628620899");
  private static final BigDecimal TINY = BigDecimal.ONE.scaleByPowerOfTen(-58);
  private static final BigDecimal LN10 = ln(BigDecimal.TEN);

  private Series() {}

  static Num sqrt(Num x) {
    if (x.n().signum() < 0) {
      throw new FaultException(Errno.BAD_USAGE, "the square root of a negative number", "");
    }
    BigInteger n = x.n().sqrt();
    BigInteger d = x.d().sqrt();
    if (n.multiply(n).equals(x.n()) && d.multiply(d).equals(x.d())) {
      return Num.of(n, d, x.approx());
    }
    return Num.of(x.decimal(WORK).sqrt(WORK), true);
  }

  static Num exp(Num x) {
    BigDecimal value = x.decimal(WORK);
    if (value.abs().compareTo(BigDecimal.valueOf(10_000)) > 0) {
      throw Num.tooLarge();
    }
    // e^x = (e^(x/2^k))^(2^k): the series is short for small arguments.
    BigDecimal small = value.divide(BigDecimal.valueOf(1 << 20), WORK);
    BigDecimal sum = BigDecimal.ONE;
    BigDecimal term = BigDecimal.ONE;
    MathContext more = new MathContext(75);
    for (int i = 1; term.abs().compareTo(TINY.scaleByPowerOfTen(-15)) > 0 && i < 200; i++) {
      term = term.multiply(small, more).divide(BigDecimal.valueOf(i), more);
      sum = sum.add(term, more);
    }
    return x.n().signum() == 0 ? Num.of(1) : Num.of(sum.pow(1 << 20, more).round(WORK), true);
  }

  static Num ln(Num x) {
    if (x.n().signum() <= 0) {
      throw new FaultException(Errno.BAD_USAGE, "a logarithm is of a positive number", "");
    }
    return x.equals(Num.of(1)) ? Num.of(0) : Num.of(ln(x.decimal(WORK)), true);
  }

  /** Scaled to near 1, then 2·artanh((m−1)/(m+1)). */
  private static BigDecimal ln(BigDecimal x) {
    if (x.compareTo(BigDecimal.TEN) == 0) {
      return artanh2(BigDecimal.valueOf(10).sqrt(WORK).sqrt(WORK)).multiply(BigDecimal.valueOf(4));
    }
    int tens = x.precision() - x.scale() - 1;
    BigDecimal mantissa = x.scaleByPowerOfTen(-tens).sqrt(WORK).sqrt(WORK);
    return artanh2(mantissa)
        .multiply(BigDecimal.valueOf(4))
        .add(LN10.multiply(BigDecimal.valueOf(tens)), WORK);
  }

  private static BigDecimal artanh2(BigDecimal m) {
    BigDecimal z = m.subtract(BigDecimal.ONE).divide(m.add(BigDecimal.ONE), WORK);
    BigDecimal square = z.multiply(z, WORK);
    BigDecimal power = z;
    BigDecimal sum = z;
    for (int i = 3; power.abs().compareTo(TINY) > 0; i += 2) {
      power = power.multiply(square, WORK);
      sum = sum.add(power.divide(BigDecimal.valueOf(i), WORK), WORK);
    }
    return sum.multiply(BigDecimal.TWO);
  }

  static Num log(Num x) {
    Num natural = ln(x);
    BigDecimal log = natural.decimal(WORK).divide(LN10, WORK);
    BigDecimal whole = log.setScale(0, java.math.RoundingMode.HALF_EVEN);
    boolean power = log.subtract(whole).abs().compareTo(TINY.scaleByPowerOfTen(10)) < 0
        && Math.abs(whole.intValue()) < 10_000
        && Num.of(10).power(Num.of(whole.longValue())).equals(x);
    return power ? Num.of(whole.longValue()) : Num.of(log, true);
  }

  static Num sin(Num x) {
    if (x.n().signum() == 0) {
      return Num.of(0);
    }
    BigDecimal value = x.decimal(WORK);
    if (value.abs().compareTo(BigDecimal.valueOf(1_000_000)) > 0) {
      throw new FaultException(Errno.LIMIT, "an angle is at most a million radians", "");
    }
    BigDecimal turn = PI.multiply(BigDecimal.TWO);
    BigDecimal angle = value.remainder(turn);
    BigDecimal term = angle;
    BigDecimal sum = angle;
    for (int i = 2; term.abs().compareTo(TINY) > 0; i += 2) {
      term = term.multiply(angle, WORK)
          .multiply(angle, WORK)
          .divide(BigDecimal.valueOf((long) -i * (i + 1)), WORK);
      sum = sum.add(term, WORK);
    }
    return Num.of(sum.setScale(50, java.math.RoundingMode.HALF_EVEN), true);
  }

  static Num cos(Num x) {
    Num quarter = Num.of(PI.divide(BigDecimal.TWO, new MathContext(80)), true);
    return x.n().signum() == 0 ? Num.of(1) : sin(x.plus(quarter));
  }
}
