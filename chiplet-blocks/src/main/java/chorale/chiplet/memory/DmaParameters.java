package chorale.chiplet.memory;

import chorale.chiplet.array.Datapath;
import chorale.hdl.Module;

/**
 * A {@link Dma}. What it moves at a time is a block: a word of the SRAM or a burst of the memory,
 * whichever is larger.
 *
 * @param datapath with values, or timing only
 * @param burstBytes bytes of a burst of the memory, a power of two
 * @param wordBytes bytes of a word of the SRAM, a power of two
 * @param addressBits to number the bursts of the memory
 * @param sramBits to number the words of the SRAM
 * @param countBits of a loop's count
 * @param indexBits of an index in a list, a power of two
 * @param outstanding blocks of loads that may be under way, a power of two
 */
public record DmaParameters(
    Datapath datapath,
    int burstBytes,
    int wordBytes,
    int addressBits,
    int sramBits,
    int countBits,
    int indexBits,
    int outstanding) {
  /** Commands that may be taken and not done. */
  public static final int UNDER_WAY = 4;

  public DmaParameters {
    powerOfTwo("bytes of a burst", burstBytes, 1);
    powerOfTwo("bytes of a word", wordBytes, 1);
    powerOfTwo("bits of an index", indexBits, 8);
    powerOfTwo("outstanding blocks", outstanding, 2);
    if (indexBits > 8 * wordBytes || 8 * wordBytes / indexBits >= 256) {
      throw new IllegalArgumentException(
          "indices of %d bits in words of %d bytes: 1 to 128 to a word"
              .formatted(indexBits, wordBytes));
    }
    if (addressBits < 4 || sramBits < 4 || countBits < 8) {
      throw new IllegalArgumentException(
          "a DMA with addresses of %d and %d bits and counts of %d: at least 4, 4 and 8"
              .formatted(addressBits, sramBits, countBits));
    }
  }

  private static void powerOfTwo(String what, int value, int least) {
    if (value < least || Integer.bitCount(value) != 1) {
      throw new IllegalArgumentException(
          "%d %s of a DMA: a power of two, at least %d".formatted(value, what, least));
    }
  }

  /** The same engine with the other datapath. */
  public DmaParameters with(Datapath other) {
    return new DmaParameters(
        other, burstBytes, wordBytes, addressBits, sramBits, countBits, indexBits, outstanding);
  }

  boolean values() {
    return datapath == Datapath.VALUES;
  }

  /** Bursts of a block. */
  public int blockBursts() {
    return Math.max(1, wordBytes / burstBytes);
  }

  /** Words of a block. */
  public int blockWords() {
    return Math.max(1, burstBytes / wordBytes);
  }

  /** Bits of a burst's data; 1 without values. */
  public int burstBits() {
    return values() ? 8 * burstBytes : 1;
  }

  /** Bits of a word's data; 1 without values. */
  public int wordBits() {
    return values() ? 8 * wordBytes : 1;
  }

  /** Bits of a word of a list of indices, in both datapaths. */
  public int indexWordBits() {
    return 8 * wordBytes;
  }

  /** Indices in a word. */
  public int indicesPerWord() {
    return indexWordBits() / indexBits;
  }

  /** Bits of the tag of a burst: which block, and which burst of it. */
  public int tagBits() {
    return Module.log2(outstanding) + partBits();
  }

  /** Bits to number the bursts of a block; 0 if it is one. */
  int partBits() {
    return Integer.numberOfTrailingZeros(blockBursts());
  }

  /** Bits to number the words of a block; 0 if it is one. */
  int stepBits() {
    return Integer.numberOfTrailingZeros(blockWords());
  }

  static int numberBits() {
    return Module.log2(UNDER_WAY);
  }
}
