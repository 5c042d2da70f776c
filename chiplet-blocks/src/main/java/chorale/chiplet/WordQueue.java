package chorale.chiplet;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.Fifo;

/**
 * Words that an engine reads from an SRAM, each with a tag, on their way to where it sends them: a
 * word is there from 2 cycles after its read on. A read waits for a place, so what was read always
 * has one; with 4 of them a word a cycle passes.
 */
final class WordQueue {
  private static final int PLACES = 4;

  /** A word is read in this cycle. */
  final Bool reads;

  /** A word is there. */
  final Bool valid;

  /** Its tag. */
  final UInt tag;

  final UInt word;

  private final Module engine;
  private final Fifo queue;
  private final UInt reserved;
  private final UInt read;

  /**
   * In {@code engine}.
   *
   * @param port of the SRAM; it asks where {@code wants} holds and there is a place
   * @param read the word that was read in the cycle before
   */
  WordQueue(Module engine, SramPort port, UInt read, Bool wants, int tagBits) {
    this.engine = engine;
    this.read = read;
    int wordBits = read.width();
    reserved = engine.reg(Module.log2(PLACES + 1)).named("reserved");
    port.request().set(wants.and(reserved.ne(PLACES)));
    reads = port.fire();
    queue = new Fifo(engine, wordBits + tagBits, PLACES);
    queue.name("queue");
    queue.enq.ready().optional(); // a place was reserved
    valid = queue.deq.valid();
    var head = queue.deq.bits();
    tag = head.slice(wordBits + tagBits - 1, wordBits);
    word = head.truncate(wordBits);
  }

  /** Tags the word that is read in this cycle. */
  void tag(UInt ofRead) {
    queue.enq.valid().set(engine.delayed(reads));
    queue.enq.bits().set(Bits.cat(engine.delayed(ofRead), read));
  }

  /** The word that is there goes where {@code goes}; whether one does. */
  Bool take(Bool goes) {
    queue.deq.ready().set(goes);
    var taken = queue.deq.fire();
    int width = reserved.width();
    reserved.set(reserved.plus(reads.zext(width)).minus(taken.zext(width)));
    return taken;
  }
}
