package chorale.chiplet;

import chorale.chiplet.memory.DramTiming;
import chorale.hdl.Module;

/**
 * The HBM stack that the chiplets of a group share.
 *
 * @param timing of its pseudo-channels
 * @param channels of them, a power of two
 * @param chiplets of a group, 1 to 16
 * @param loads blocks that a chiplet may have asked for and not got, a power of two
 * @param stores blocks that a chiplet may have sent and not been told to be stored, a power of two
 * @param open blocks that the stack works on at a time, a power of two; with the bursts that each
 *     has in a channel no more than the controllers' tags can name
 */
public record StackParameters(
    DramTiming timing, int channels, int chiplets, int loads, int stores, int open) {
  private static final int MOST_CHIPLETS = 16;

  public StackParameters {
    powerOfTwo("channels", channels, 1);
    powerOfTwo("loads under way", loads, 2);
    powerOfTwo("stores under way", stores, 2);
    powerOfTwo("open blocks", open, 2);
    if (chiplets < 1 || chiplets > MOST_CHIPLETS) {
      throw new IllegalArgumentException(
          "a stack for %d chiplets: 1 to %d".formatted(chiplets, MOST_CHIPLETS));
    }
  }

  private static void powerOfTwo(String what, int value, int least) {
    if (value < least || Integer.bitCount(value) != 1) {
      throw new IllegalArgumentException(
          "%d %s of a stack: a power of two, at least %d".formatted(value, what, least));
    }
  }

  /** Bits to number the chiplets of a group. */
  int chipletBits() {
    return Module.log2(Math.max(2, chiplets));
  }
}
