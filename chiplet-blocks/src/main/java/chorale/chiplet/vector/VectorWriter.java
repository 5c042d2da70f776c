package chorale.chiplet.vector;

import chorale.chiplet.SramPort;
import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.RegisterFifo;

/**
 * Writes words to the two memories in the order in which they come, one a cycle. When a write is
 * refused no step is issued in the next cycle, so that no more than the steps of 3 cycles are on
 * their way: 4 places are enough, and what waits here is never older than a few steps.
 */
final class VectorWriter extends Module {
  private static final int PLACES = 4;

  /** Pulse: a word, or the end of a command, or both. */
  final Bool valid;

  /** There is a word. */
  final Bool writes;

  /** It is of binary32. */
  final Bool isFull;

  /** It is the end of a command. */
  final Bool last;

  final UInt address;

  /** One of bf16 has its lanes in the lower halves. */
  final UInt word;

  final SramPort half;
  final UInt halfWord;
  final SramPort full;
  final UInt fullWord;

  /** A write was refused in the cycle before. */
  final Bool refused;

  /** Pulse: a command's last word is written. */
  final Bool done;

  VectorWriter(Module parent, VectorParameters p) {
    super(parent);
    valid = inBool();
    writes = inBool();
    isFull = inBool();
    last = inBool();
    address = in(p.addressBits());
    word = in(p.fullBits());
    half = SramPort.client(this, p.addressBits());
    halfWord = out(p.halfBits());
    full = SramPort.client(this, p.addressBits());
    fullWord = out(p.fullBits());
    refused = outBool();
    done = outBool();

    int bits = p.fullBits() + p.addressBits();
    var queue = new RegisterFifo(this, bits + 3, PLACES, false);
    queue.enq.valid().set(valid);
    queue.enq.bits().set(Bits.cat(writes, isFull, last, address, word));
    assertThat(valid.not().or(queue.enq.ready()), "a word finds no place");
    var head = queue.deq.bits();
    var wants = queue.deq.valid().and(head.bit(bits + 2)).named("wants");
    var toFull = head.bit(bits + 1).named("to_full");
    var at = head.slice(bits - 1, p.fullBits());
    var data = head.truncate(p.fullBits());
    half.request().set(wants.andNot(toFull));
    half.address().set(at);
    halfWord.set(p.values() ? halves(data, p.lanes()) : data);
    full.request().set(wants.and(toFull));
    full.address().set(at);
    fullWord.set(data);
    var waits = wants.andNot(toFull.mux(full.grant(), half.grant())).named("waits");
    queue.deq.ready().set(waits.not());
    refused.set(delayed(waits));
    done.set(queue.deq.fire().and(head.bit(bits)));
  }

  private static UInt halves(UInt word, int lanes) {
    var parts = new Bits[lanes];
    for (int i = 0; i < lanes; i++) {
      parts[lanes - 1 - i] = word.slice(32 * i + 15, 32 * i);
    }
    return Bits.cat(parts);
  }
}
