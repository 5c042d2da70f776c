package chorale.sim;

/**
 * A port of the top Verilog module.
 *
 * @param name the port's name in the Verilog
 * @param width bits, at least 1
 * @param input whether the test bench drives it
 */
public record PortInfo(String name, int width, boolean input) {
  /** Checks the width; throws {@link IllegalArgumentException} when it is below 1. */
  public PortInfo {
    if (width < 1) {
      throw new IllegalArgumentException("port " + name + " has width " + width);
    }
  }

  /** An input of {@code width} bits. */
  public static PortInfo in(String name, int width) {
    return new PortInfo(name, width, true);
  }

  /** An output of {@code width} bits. */
  public static PortInfo out(String name, int width) {
    return new PortInfo(name, width, false);
  }

  /**
   * Bytes the port occupies in a Verilated model: 1, 2, 4 or 8 up to 64 bits, then whole 32-bit
   * words, least significant first (Verilator manual, "Connecting to C++").
   */
  int bytes() {
    if (width <= 8) {
      return 1;
    }
    if (width <= 16) {
      return 2;
    }
    return width <= 32 ? 4 : width <= 64 ? 8 : (width + 31) / 32 * 4;
  }

  /** 64-bit words that hold the port's value. */
  public int longs() {
    return (width + 63) / 64;
  }

  /**
   * The name of the C++ member: Verilator writes each pair of underscores as {@code ___05F}, since
   * {@code __} marks hierarchy in its own names.
   */
  String member() {
    return name.replace("__", "___05F");
  }
}
