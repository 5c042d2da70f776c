package chorale.hdl;

import chorale.hdl.ir.Reset;
import chorale.hdl.lib.AsyncFifo;
import chorale.hdl.lib.Handshake;

/** Words go from one clock to another, through a queue and through a handshake. */
final class TwoClocks extends Module {
  static final int WIDTH = 16;

  final Domain from;
  final Domain to;
  final Stream fast;
  final Stream fastOut;
  final Stream slow;
  final Stream slowOut;

  TwoClocks(Reset kind, int depth) {
    super(null);
    from = clockDomain(kind);
    to = clockDomain(kind);
    fast = sink(WIDTH);
    fastOut = source(WIDTH);
    slow = sink(WIDTH);
    slowOut = source(WIDTH);
    var queue = new AsyncFifo(this, WIDTH, depth, from, to);
    queue.enq.from(fast);
    fastOut.from(queue.deq);
    var handshake = new Handshake(this, WIDTH, from, to);
    handshake.enq.from(slow);
    slowOut.from(handshake.deq);
  }
}
