package chorale.rtl.read;

import java.math.BigInteger;
import java.util.Locale;
import org.antlr.v4.runtime.Token;

/**
 * A number as it is written (3.5.1).
 *
 * @param width in bits, or 0 if the text gives none
 * @param value negative if the highest bit of a signed constant is 1
 */
record Literal(int width, boolean signed, BigInteger value) {
  /** Wider signals are taken for a mistake. */
  static final int WIDEST = 1 << 20;

  /** More decimal digits than any number of a design has; their conversion is quadratic. */
  private static final int MOST_DIGITS = 10_000;

  static Literal of(Source source, Token token) {
    String text = token.getText().replaceAll("[_ \t]", "").toLowerCase(Locale.ROOT);
    int quote = text.indexOf('\'');
    if (quote < 0) {
      return new Literal(0, true, digits(source, token, text, 10));
    }
    int width = quote == 0 ? 0 : small(source, token, text.substring(0, quote));
    if (quote > 0 && width == 0) {
      throw source.failure(token, "a constant of 0 bits");
    }
    boolean signed = text.charAt(quote + 1) == 's';
    int base = quote + (signed ? 2 : 1);
    int radix =
        switch (text.charAt(base)) {
          case 'b' -> 2;
          case 'o' -> 8;
          case 'd' -> 10;
          default -> 16;
        };
    BigInteger value = digits(source, token, text.substring(base + 1), radix);
    if (width > 0 && value.bitLength() > width) {
      throw source.failure(token, token.getText() + " does not fit its " + width + " bits");
    }
    boolean negative = signed && width > 0 && value.testBit(width - 1);
    return new Literal(
        width, signed, negative ? value.subtract(BigInteger.ONE.shiftLeft(width)) : value);
  }

  private static int small(Source source, Token token, String text) {
    BigInteger value = digits(source, token, text, 10);
    if (value.bitLength() > 31 || value.intValue() > WIDEST) {
      throw source.failure(token, "a constant of more than " + WIDEST + " bits");
    }
    return value.intValue();
  }

  private static BigInteger digits(Source source, Token token, String text, int radix) {
    if (radix == 10 && text.length() > MOST_DIGITS) {
      throw source.failure(token, "a number of more than " + MOST_DIGITS + " digits");
    }
    for (int i = 0; i < text.length(); i++) {
      if (Character.digit(text.charAt(i), radix) < 0) {
        throw source.failure(
            token, "'%s' is no digit of a number to base %d".formatted(text.charAt(i), radix));
      }
    }
    return text.isEmpty() ? BigInteger.ZERO : new BigInteger(text, radix);
  }
}
