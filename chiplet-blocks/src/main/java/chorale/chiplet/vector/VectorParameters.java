package chorale.chiplet.vector;

import chorale.chiplet.array.Datapath;
import chorale.hdl.Module;

/**
 * A vector engine and the memories beside it.
 *
 * @param lanes L, lanes of a word, a power of two from 2 to 256
 * @param lanesPerCycle V, lanes that compute: a power of two up to L
 * @param block B, rows that an instruction is issued for one after the other: a power of two from 8
 *     to 64, large enough that {@code (B - 1) L / V > stages}, so that an instruction finds the
 *     results of the one before
 * @param stages cycles of the slowest unit, that of the sigmoid, 1 to 14; the adder has up to 4,
 *     the multiplier up to 3
 * @param instructions words of the instruction memory, 2 to 65536
 * @param addressBits width of a word address of the memories beside the engine, 2 to 32
 * @param datapath with values, or timing only
 */
public record VectorParameters(
    int lanes,
    int lanesPerCycle,
    int block,
    int stages,
    int instructions,
    int addressBits,
    Datapath datapath) {

  /** Registers of a row. */
  public static final int REGISTERS = 16;

  /** Bits of a number of rows or words. */
  public static final int COUNT_BITS = 15;

  /** Checks the ranges. */
  public VectorParameters {
    power("lanes", lanes, 2, 256);
    power("lanesPerCycle", lanesPerCycle, 1, lanes);
    power("block", block, 8, 64);
    inRange("stages", stages, 1, LaneUnit.MAX_STAGES);
    inRange("instructions", instructions, 2, 1 << 16);
    inRange("addressBits", addressBits, 2, 32);
    if ((block - 1) * (lanes / lanesPerCycle) <= stages) {
      throw new IllegalArgumentException(
          "a vector engine with blocks of %d rows and units of %d stages: a longer block"
              .formatted(block, stages));
    }
  }

  /** V of L lanes, blocks of 16 rows, units of 6 stages, 512 instructions, 20-bit addresses. */
  public static VectorParameters of(int lanes, int lanesPerCycle, Datapath datapath) {
    return new VectorParameters(lanes, lanesPerCycle, 16, 6, 512, 20, datapath);
  }

  /** The same engine with the other datapath. */
  public VectorParameters with(Datapath other) {
    return new VectorParameters(
        lanes, lanesPerCycle, block, stages, instructions, addressBits, other);
  }

  /** Whether words carry values. */
  boolean values() {
    return datapath == Datapath.VALUES;
  }

  /** Bits of a word of bf16; 1 without values. */
  int halfBits() {
    return values() ? 16 * lanes : 1;
  }

  /** Bits of a word of binary32; 1 without values. */
  int fullBits() {
    return values() ? 32 * lanes : 1;
  }

  /** Parts of a word, one a cycle. */
  int parts() {
    return lanes / lanesPerCycle;
  }

  /** Bits that tell the parts apart, 0 if there is but one. */
  int partBits() {
    return exactLog2(parts());
  }

  int rowBits() {
    return exactLog2(block);
  }

  /** Bits of {@code {register, row, part}}. */
  int registerBits() {
    return exactLog2(REGISTERS) + rowBits() + partBits();
  }

  int pcBits() {
    return Module.log2(instructions);
  }

  static int exactLog2(int n) {
    return Integer.numberOfTrailingZeros(n);
  }

  private static void power(String what, int value, int least, int most) {
    if (value < least || value > most || Integer.bitCount(value) != 1) {
      throw new IllegalArgumentException(
          "a vector engine with %s %d: a power of two from %d to %d"
              .formatted(what, value, least, most));
    }
  }

  private static void inRange(String what, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "a vector engine with %s %d: %d to %d".formatted(what, value, least, most));
    }
  }
}
