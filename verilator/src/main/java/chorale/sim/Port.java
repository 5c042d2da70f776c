package chorale.sim;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.Objects;

/**
 * A port of a {@link Model}. Reading and writing are plain memory accesses of about 1 ns, without a
 * call into native code. A written input takes effect at the next {@link Model#step}, {@link
 * Model#run} or {@link Model#eval}.
 *
 * <p>All methods throw {@link IllegalStateException} after the model is closed.
 */
public final class Port {
  private final PortInfo info;
  private final int number;
  private final int bytes;
  private final MemorySegment memory;

  Port(PortInfo info, int number, MemorySegment memory) {
    this.info = info;
    this.number = number;
    this.bytes = info.bytes();
    this.memory = memory;
  }

  /** Name, width and direction. */
  public PortInfo info() {
    return info;
  }

  int number() {
    return number;
  }

  /**
   * The value, zero-extended. Throws {@link IllegalStateException} if the port is wider than 64
   * bits.
   */
  public long get() {
    return switch (bytes) {
      case 1 -> Byte.toUnsignedLong(memory.get(JAVA_BYTE, 0));
      case 2 -> Short.toUnsignedLong(memory.get(JAVA_SHORT, 0));
      case 4 -> Integer.toUnsignedLong(memory.get(JAVA_INT, 0));
      case 8 -> memory.get(JAVA_LONG, 0);
      default -> throw new IllegalStateException(this + " is wider than 64 bits: use getWide()");
    };
  }

  /**
   * Sets an input to {@code value}, which must fit as an unsigned or as a two's complement number.
   * Throws {@link IllegalArgumentException} if it does not, or if the port is an output; {@link
   * IllegalStateException} if the port is wider than 64 bits.
   */
  public void set(long value) {
    checkInput();
    long bits = checked(value);
    switch (bytes) {
      case 1 -> memory.set(JAVA_BYTE, 0, (byte) bits);
      case 2 -> memory.set(JAVA_SHORT, 0, (short) bits);
      case 4 -> memory.set(JAVA_INT, 0, (int) bits);
      case 8 -> memory.set(JAVA_LONG, 0, bits);
      default -> throw new IllegalStateException(this + " is wider than 64 bits: use setWide()");
    }
  }

  /** The value as an unsigned number, for any width. */
  public BigInteger getWide() {
    var magnitude = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      magnitude[bytes - 1 - i] = memory.get(JAVA_BYTE, i);
    }
    return new BigInteger(1, magnitude);
  }

  /**
   * Sets an input of any width. Throws {@link IllegalArgumentException} if {@code value} fits
   * neither as an unsigned nor as a two's complement number, or if the port is an output.
   */
  public void setWide(BigInteger value) {
    checkInput();
    if (value.signum() < 0 ? value.bitLength() >= info.width() : value.bitLength() > info.width()) {
      throw tooLarge(value.toString());
    }
    // Verilator needs the bits above the width to be 0.
    var bits = value.signum() < 0 ? value.add(BigInteger.ONE.shiftLeft(info.width())) : value;
    for (int i = 0; i < bytes; i++) {
      memory.set(JAVA_BYTE, i, bits.shiftRight(8 * i).byteValue());
    }
  }

  /**
   * Bits {@code 64 * index} to {@code 64 * index + 63} of the value. Throws {@link
   * IndexOutOfBoundsException} beyond the width.
   */
  public long word64(int index) {
    Objects.checkIndex(index, info.longs());
    if (bytes <= 8) {
      return get();
    }
    long low = Integer.toUnsignedLong(memory.get(JAVA_INT, 8L * index));
    boolean last = 8L * index + 4 == bytes;
    return last ? low : low | (long) memory.get(JAVA_INT, 8L * index + 4) << 32;
  }

  /**
   * Sets bits {@code 64 * index} to {@code 64 * index + 63} of an input, without the detour over a
   * {@link BigInteger}. Throws as {@link #set(long)}, and {@link IndexOutOfBoundsException} beyond
   * the width.
   */
  public void setWord64(int index, long value) {
    Objects.checkIndex(index, info.longs());
    checkInput();
    long bits = checked(index, value);
    if (bytes <= 8) {
      set(bits);
      return;
    }
    memory.set(JAVA_INT, 8L * index, (int) bits);
    if (8L * index + 4 < bytes) {
      memory.set(JAVA_INT, 8L * index + 4, (int) (bits >>> 32));
    }
  }

  /**
   * Word {@code index} of a record for {@link Model#feed}: {@code value} with the bits above the
   * width cut.
   */
  long checked(int index, long value) {
    int left = info.width() - 64 * index;
    if (left >= 64) {
      return value;
    }
    boolean fits = value >>> left == 0 || value >> (left - 1) == -1;
    if (!fits) {
      throw tooLarge(Long.toString(value));
    }
    return value & (1L << left) - 1;
  }

  private long checked(long value) {
    return checked(0, value);
  }

  void checkInput() {
    if (!info.input()) {
      throw new IllegalArgumentException(this + " is an output");
    }
  }

  private IllegalArgumentException tooLarge(String value) {
    return new IllegalArgumentException(value + " does not fit " + this);
  }

  @Override
  public String toString() {
    return "port " + info.name() + " (" + info.width() + " bits)";
  }
}
