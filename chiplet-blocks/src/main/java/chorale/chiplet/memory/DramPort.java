package chorale.chiplet.memory;

import chorale.hdl.Bool;
import chorale.hdl.Bundle;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * Requests for single bursts of one pseudo-channel, and the answers to reads. A request moves in
 * every cycle in which {@code valid} and {@code ready} are 1. Requests to one burst take effect in
 * the order in which they moved; others may overtake each other. A write is done when it moved: a
 * later read sees it. A read is answered once, under its tag, in the order that suits the banks;
 * who asks must be able to take the answer.
 *
 * @param write whether the request writes
 * @param bank of the burst
 * @param row of the burst
 * @param column of the burst
 * @param tag of a read, given back with its data; reads under way may have equal tags
 * @param data what to write; 1 bit, not read, in a timing datapath
 * @param answer data of a read is there
 * @param answerTag its tag
 * @param answerData the data; 1 bit, 0, in a timing datapath
 * @param corrected a single bit of the data was wrong and is mended
 * @param broken two bits of a word of the data are wrong, and the data with them
 */
public record DramPort(
    Bool valid,
    Bool ready,
    Bool write,
    UInt bank,
    UInt row,
    UInt column,
    UInt tag,
    UInt data,
    Bool answer,
    UInt answerTag,
    UInt answerData,
    Bool corrected,
    Bool broken)
    implements Bundle {
  /** The controller's side. */
  static DramPort server(Module m, ControllerParameters p) {
    DramShape shape = p.shape();
    return new DramPort(
        m.inBool(),
        m.outBool(),
        m.inBool(),
        m.in(shape.bankBits()),
        m.in(shape.rowBits()),
        m.in(shape.columnBits()),
        m.in(p.tagBits()),
        m.in(p.dataBits()),
        m.outBool(),
        m.out(p.tagBits()),
        m.out(p.dataBits()),
        m.outBool(),
        m.outBool());
  }

  /** Whether a request moves. */
  public Bool fire() {
    return valid.and(ready);
  }
}
