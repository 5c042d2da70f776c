package chorale.hdl.lib;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;

/**
 * The buffer at the far end of a {@link CreditSender}'s link: a place for every credit, and a
 * credit sent back for every word that leaves.
 *
 * <p>A word that arrives in cycle t can leave in t + 1; its credit is sent one cycle after it left,
 * from a register. Throughput 1 word per cycle. A word that arrives without a credit while all
 * places are taken, which is an error of the sender, is dropped.
 *
 * <pre>{@code
 * var receiver = new CreditReceiver(this, 64, 7);
 * receiver.valid.set(inBool().named("link_valid"));
 * receiver.bits.set(in(64).named("link_bits"));
 * outBool().named("link_credit").set(receiver.credit);
 * results.from(receiver.out);
 * }</pre>
 */
public final class CreditReceiver extends Module {
  /** Whether a word arrives. */
  public final Bool valid;

  /** The word that arrives. */
  public final UInt bits;

  /** Whether a place has become free. */
  public final Bool credit;

  /** Words out, in order. */
  public final Stream out;

  /** A receiver of {@code places} words, at least 1, of {@code width} bits. */
  public CreditReceiver(Module parent, int width, int places) {
    require(places >= 1, "a CreditReceiver of %d places: at least 1".formatted(places));
    super(parent);
    valid = inBool();
    bits = in(width);
    credit = outBool();
    out = source(width);
    if (places == 1) {
      var queue = new RegisterFifo(this, width, places, false);
      connect(queue.enq, queue.deq);
    } else {
      var queue = new Fifo(this, width, places);
      connect(queue.enq, queue.deq);
    }
  }

  private void connect(Stream enq, Stream deq) {
    enq.ready().optional(); // a word without a place is dropped
    enq.valid().set(valid);
    enq.bits().set(bits);
    out.from(deq);
    credit.set(delayed(deq.fire()).named("freed"));
  }
}
