package chorale.hdl.lib;

import chorale.hdl.Bits;
import chorale.hdl.Domain;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;

/**
 * A queue between two clock domains: words go into a memory in one and are read in the other; the
 * pointers cross in Gray code, of which one bit changes at a time, through two registers (C.
 * Cummings, <i>Simulation and Synthesis Techniques for Asynchronous FIFO Design</i>, SNUG 2002).
 * Throughput 1 word per cycle of the slower clock; latency 3 cycles of the receiver. A queue that
 * seems full or empty may have changed since; it never overflows, and nothing is lost or doubled.
 * Both domains must be reset together.
 *
 * <pre>{@code
 * var queue = new AsyncFifo(this, 64, 16, core, link);
 * queue.enq.from(words);
 * results.from(queue.deq);
 * }</pre>
 */
public final class AsyncFifo extends Module {
  private final Domain write;
  private final Domain read;

  /** Words in, in the domain of the writer. */
  public final Stream enq;

  /** Words out, in order, in the domain of the reader. */
  public final Stream deq;

  /**
   * A queue of {@code depth} words, a power of two, of {@code width} bits {@code from} one domain
   * of the parent {@code to} another.
   */
  public AsyncFifo(Module parent, int width, int depth, Domain from, Domain to) {
    require(
        depth >= 2 && Integer.bitCount(depth) == 1,
        "an AsyncFifo of %d words: a power of two, at least 2".formatted(depth));
    super(parent);
    write = clockDomain(from.kind());
    read = clockDomain(to.kind());
    write.from(from);
    read.from(to);
    enq = sink(width);
    deq = source(width);
    int bits = log2(depth) + 1;
    var ram = mem(depth, width).acrossDomains();

    var tail = within(write, () -> new GrayCounter(this, bits));
    var head = within(read, () -> new GrayCounter(this, bits));
    var headThere = synchronised(write, head.code).named("headThere");
    var tailHere = synchronised(read, tail.code).named("tailHere");

    // Full: the pointers differ by depth, which in Gray code changes the two highest bits.
    enq.ready().set(tail.code.ne(headThere.xor(UInt.lit(3L << (bits - 2), bits))));
    tail.enable.set(enq.fire());
    within(
        write, () -> when(enq.fire(), () -> ram.write(tail.binary.truncate(bits - 1), enq.bits())));
    deq.valid().set(head.code.ne(tailHere));
    deq.bits().set(ram.read(head.binary.truncate(bits - 1)));
    head.enable.set(deq.fire());
  }

  /** {@code gray}, of another domain, as {@code domain} sees it. */
  private UInt synchronised(Domain domain, UInt gray) {
    var bits = new Bits[gray.width()];
    for (int i = 0; i < bits.length; i++) {
      var bit = within(domain, () -> new Synchronizer(this, 2));
      bit.in.set(gray.bit(bits.length - 1 - i));
      bits[i] = bit.out;
    }
    return Bits.cat(bits);
  }
}
