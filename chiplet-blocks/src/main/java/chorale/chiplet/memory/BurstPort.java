package chorale.chiplet.memory;

import chorale.hdl.Bool;
import chorale.hdl.Bundle;
import chorale.hdl.Ports;
import chorale.hdl.UInt;

/**
 * Requests for single bursts of a memory, numbered from 0, and the answers to reads: the rules of
 * {@link DramPort} for a memory that may have several pseudo-channels. A request moves in every
 * cycle in which {@code valid} and {@code ready} are 1; requests to one burst take effect in the
 * order in which they moved, and a write is done when it moved. A read is answered once, under its
 * tag, in a later cycle, in any order; who asks must take the answer.
 *
 * @param write whether the request writes
 * @param address of the burst
 * @param tag of a read, given back with its data
 * @param data what to write; 1 bit, not read, in a timing datapath
 * @param answer data of a read is there
 * @param answerTag its tag
 * @param answerData the data; 1 bit, 0, in a timing datapath
 * @param broken the data is wrong beyond mending
 */
public record BurstPort(
    Bool valid,
    Bool ready,
    Bool write,
    UInt address,
    UInt tag,
    UInt data,
    Bool answer,
    UInt answerTag,
    UInt answerData,
    Bool broken)
    implements Bundle {
  /** The side of who asks; {@code flipped} is that of the memory. */
  public static BurstPort client(Ports io, int addressBits, int tagBits, int dataBits) {
    return new BurstPort(
        io.outBool(),
        io.inBool(),
        io.outBool(),
        io.out(addressBits),
        io.out(tagBits),
        io.out(dataBits),
        io.inBool(),
        io.in(tagBits),
        io.in(dataBits),
        io.inBool());
  }

  /** Whether a request moves. */
  public Bool fire() {
    return valid.and(ready);
  }
}
