package llmos.plugin.calc;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import llmos.api.Errno;
import llmos.api.FaultException;

/** A rational number, lowest terms, positive denominator; approximate ones came out of a root or a series. */
record Num(BigInteger n, BigInteger d, boolean approx) {
  static final MathContext SHOWN = new MathContext(34);
  private static final int MOST_BITS = 200_000;
  private static final int MOST_DECIMALS = 60;

  static Num of(BigInteger n, BigInteger d, boolean approx) {
    if (d.signum() == 0) {
      throw new FaultException(Errno.BAD_USAGE, "division by zero", "");
    }
    BigInteger g = n.gcd(d).multiply(BigInteger.valueOf(d.signum()));
    if (n.bitLength() > MOST_BITS || d.bitLength() > MOST_BITS) {
      throw tooLarge();
    }
    return new Num(n.divide(g), d.divide(g), approx);
  }

  static Num of(long n) {
    return new Num(BigInteger.valueOf(n), BigInteger.ONE, false);
  }

  static Num of(BigDecimal decimal, boolean approx) {
    BigInteger unscaled = decimal.unscaledValue();
    return decimal.scale() >= 0
        ? of(unscaled, BigInteger.TEN.pow(decimal.scale()), approx)
        : of(unscaled.multiply(BigInteger.TEN.pow(-decimal.scale())), BigInteger.ONE, approx);
  }

  static FaultException tooLarge() {
    return new FaultException(
        Errno.LIMIT, "the result is too large: more than about 60,000 digits", "");
  }

  Num plus(Num o) {
    return of(n.multiply(o.d).add(o.n.multiply(d)), d.multiply(o.d), approx || o.approx);
  }

  Num minus(Num o) {
    return plus(o.negate());
  }

  Num negate() {
    return new Num(n.negate(), d, approx);
  }

  Num times(Num o) {
    return of(n.multiply(o.n), d.multiply(o.d), approx || o.approx);
  }

  Num over(Num o) {
    return of(n.multiply(o.d), d.multiply(o.n), approx || o.approx);
  }

  /** What is left of this after as many whole o as fit; its sign is that of o. */
  Num mod(Num o) {
    return minus(o.times(over(o).floor()));
  }

  Num floor() {
    BigInteger[] parts = n.divideAndRemainder(d);
    return new Num(
        parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0],
        BigInteger.ONE,
        approx);
  }

  Num power(Num o) {
    if (!o.whole()) {
      if (n.signum() <= 0) {
        throw new FaultException(
            Errno.BAD_USAGE, "only a positive number has a power that is not whole", "");
      }
      return Series.exp(o.times(Series.ln(this)));
    }
    long bits = Math.max(n.bitLength(), d.bitLength());
    if (o.n.bitLength() > 31 || (bits > 1 && o.n.abs().longValue() * bits > MOST_BITS)) {
      throw tooLarge();
    }
    int e = Math.abs(o.n.intValue());
    if (bits <= 1 && e > 2) {
      e = e % 2 == 0 ? 2 : 1; // of 0, 1 and -1
    }
    Num raised = new Num(n.pow(e), d.pow(e), approx || o.approx);
    return o.n.signum() < 0 ? of(1).over(raised) : raised;
  }

  Num factorial() {
    if (!whole() || n.signum() < 0 || n.bitLength() > 12 || n.intValue() > 3000) {
      throw new FaultException(
          Errno.LIMIT, "a factorial is of a whole number from 0 to 3000, not of " + this, "");
    }
    BigInteger product = BigInteger.ONE;
    for (int i = 2; i <= n.intValue(); i++) {
      product = product.multiply(BigInteger.valueOf(i));
    }
    return new Num(product, BigInteger.ONE, approx);
  }

  boolean whole() {
    return d.equals(BigInteger.ONE);
  }

  BigDecimal decimal(MathContext context) {
    return new BigDecimal(n).divide(new BigDecimal(d), context);
  }

  /** Exactly, if that is a decimal of bounded length. */
  boolean terminates() {
    BigInteger rest = d.shiftRight(d.getLowestSetBit());
    BigInteger five = BigInteger.valueOf(5);
    int fives = 0;
    while (rest.mod(five).signum() == 0 && fives <= MOST_DECIMALS) {
      rest = rest.divide(five);
      fives++;
    }
    return rest.equals(BigInteger.ONE) && Math.max(fives, d.getLowestSetBit()) <= MOST_DECIMALS;
  }

  /** The decimal, exact where it can be, else to 34 digits. */
  String value() {
    if (approx) {
      return plain(decimal(SHOWN));
    }
    return plain(terminates() ? new BigDecimal(n).divide(new BigDecimal(d)) : decimal(SHOWN));
  }

  private static String plain(BigDecimal decimal) {
    BigDecimal stripped = decimal.stripTrailingZeros();
    return Math.abs(stripped.scale()) > 100 && stripped.precision() < 100
        ? stripped.toString()
        : stripped.toPlainString();
  }

  @Override
  public String toString() {
    return approx || terminates() ? value() : n + "/" + d;
  }
}
