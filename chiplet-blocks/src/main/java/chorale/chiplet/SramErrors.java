package chorale.chiplet;

import chorale.hdl.Bool;
import chorale.hdl.Bundle;
import chorale.hdl.Ports;
import chorale.hdl.UInt;

/**
 * What a protected {@link Sram} says of its errors, and where errors come from in a test.
 *
 * @param flips bits of the stored word that are flipped in all words written in this cycle
 * @param mended words that were read with single wrong bits, so far
 * @param broken by port, whether the word that it reads in this cycle is wrong beyond mending
 * @param brokenAddress the address of that word; of several, the first port's
 * @param brokenWords words that were read so, so far
 */
public record SramErrors(UInt flips, UInt mended, UInt broken, UInt brokenAddress, UInt brokenWords)
    implements Bundle {
  static final int COUNT_BITS = 32;

  /** The side of the SRAM. */
  static SramErrors of(Ports io, int codeBits, int ports, int addressBits) {
    return new SramErrors(
        io.in(codeBits),
        io.out(COUNT_BITS),
        io.out(ports),
        io.out(addressBits),
        io.out(COUNT_BITS));
  }

  /** Whether any port reads a broken word in this cycle. */
  public Bool any() {
    return broken.any();
  }
}
