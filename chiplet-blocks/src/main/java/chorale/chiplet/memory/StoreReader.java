package chorale.chiplet.memory;

import chorale.chiplet.SramPort;
import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.lib.RegisterFifo;

/**
 * Reads blocks of the SRAM: one word a cycle while it grants. A block's data may be taken in the
 * cycle after its last word was granted, and waits for that: who asks must not have more blocks
 * waiting than there are places.
 */
final class StoreReader extends Module {
  /** A block is to be read: stays until {@link #taken}. */
  final Bool valid;

  /** Its first word. */
  final UInt address;

  /** Pulse: its last word is granted. */
  final Bool taken;

  /** Reads of the SRAM. */
  final SramPort port;

  /** The word read by the request granted in the cycle before. */
  final UInt word;

  /** Data of blocks, the first word lowest; 1 bit, 0, without values. */
  final Stream block;

  StoreReader(Module parent, DmaParameters p, int places) {
    super(parent);
    int words = p.blockWords();
    int blockBits = p.values() ? words * p.wordBits() : 1;
    valid = inBool();
    address = in(p.sramBits());
    taken = outBool();
    port = SramPort.client(this, p.sramBits());
    word = in(p.wordBits());
    block = source(blockBits);
    block.bits().optional(); // nobody reads it without values

    var queue = new RegisterFifo(this, blockBits, places, true);
    queue.name("blocks");
    queue.enq.ready().optional(); // there is a place for every block that waits
    block.from(queue.deq);
    port.request().set(valid);
    if (words == 1) {
      port.address().set(address);
      taken.set(port.fire());
      queue.enq.valid().set(delayed(taken));
      queue.enq.bits().set(p.values() ? word : UInt.lit(0, 1));
      return;
    }
    var step = reg(p.stepBits());
    var reads = port.fire().named("reads");
    port.address().set(address.plus(step.resize(p.sramBits())));
    taken.set(reads.and(step.all()));
    when(reads, () -> step.set(step.plus(1)));
    queue.enq.valid().set(delayed(taken));
    if (p.values()) {
      var comes = delayed(reads).named("comes");
      var earlier = regWithoutReset((words - 1) * p.wordBits()); // the block's words but the last
      var shifted =
          words == 2 ? word : Bits.cat(word, earlier.slice(earlier.width() - 1, p.wordBits()));
      when(comes, () -> earlier.set(shifted));
      queue.enq.bits().set(Bits.cat(word, earlier));
    } else {
      queue.enq.bits().set(0);
    }
  }
}
