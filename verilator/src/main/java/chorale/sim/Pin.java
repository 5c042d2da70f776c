package chorale.sim;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Choice;
import chorale.hdl.SInt;
import chorale.hdl.UInt;
import chorale.hdl.ir.ModuleIr;
import java.math.BigInteger;

/** A port as the designer declared it, in front of the memory that holds it. */
record Pin(Bits bits, ModuleIr.Port info, Port port) {
  private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(64);

  /** The value; an unsigned one of 64 bits as the {@code long} of the same bits. */
  long get() {
    if (info.width() > 64) {
      throw new IllegalStateException(
          "%s has %d bits: use peekBig()".formatted(info.name(), info.width()));
    }
    long raw = port.get();
    int above = 64 - info.width();
    return info.signed() ? raw << above >> above : raw;
  }

  BigInteger getBig() {
    var raw = port.getWide();
    return info.signed() && raw.testBit(info.width() - 1)
        ? raw.subtract(BigInteger.ONE.shiftLeft(info.width()))
        : raw;
  }

  /** Whether this changes the port. */
  boolean set(BigInteger value) {
    if (!info.input()) {
      throw new IllegalArgumentException(info.name() + " is an output: it cannot be poked");
    }
    var checked = checked(value);
    if (checked.equals(getBig())) {
      return false;
    }
    port.setWide(checked);
    return true;
  }

  /** Whether this changes the port. */
  boolean set(long value) {
    int width = info.width();
    boolean plain =
        info.input()
            && width < 64
            && (info.signed()
                ? value >> (width - 1) == 0 || value >> (width - 1) == -1
                : value >>> width == 0);
    if (!plain) {
      return set(big(value));
    }
    if (value == get()) {
      return false;
    }
    port.set(value);
    return true;
  }

  /** A value given as a {@code long}: of an unsigned port of 64 bits, its bits. */
  BigInteger big(long value) {
    var v = BigInteger.valueOf(value);
    return value < 0 && !info.signed() && info.width() == 64 ? v.add(TWO_TO_64) : v;
  }

  BigInteger checked(BigInteger value) {
    int digits = info.signed() ? info.width() - 1 : info.width();
    var least = info.signed() ? BigInteger.ONE.shiftLeft(digits).negate() : BigInteger.ZERO;
    var most = BigInteger.ONE.shiftLeft(digits).subtract(BigInteger.ONE);
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "%s does not fit %s: %s to %s".formatted(value, info.name(), least, most));
    }
    return value;
  }

  /** The name, with the line that declares it. */
  String name() {
    return "%s (%s)".formatted(info.name(), info.place());
  }

  /** A value as the designer thinks of it. */
  String text(BigInteger value) {
    return switch (bits) {
      case Bool _ -> value.testBit(0) ? "true" : "false";
      case Choice<?> c -> {
        var constants = c.type().getEnumConstants();
        int code = value.intValue();
        yield code < constants.length
            ? constants[code].name()
            : number(value) + ", no constant of " + c.type().getSimpleName();
      }
      case UInt _, SInt _ -> number(value);
    };
  }

  private String number(BigInteger value) {
    var raw = value.signum() < 0 ? value.add(BigInteger.ONE.shiftLeft(info.width())) : value;
    return "%d (0x%s)".formatted(value, raw.toString(16));
  }
}
