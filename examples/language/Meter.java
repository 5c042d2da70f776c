import chorale.hdl.*;
import chorale.hdl.Module;
import chorale.hdl.ir.Reset;
import chorale.hdl.lib.AsyncFifo;
import chorale.hdl.lib.Synchronizer;

/** Counts the pulses of a link in the link's clock, and hands every count to the module's own. */
final class Meter extends Module {
  final Domain link = clockDomain(Reset.ASYNC_LOW); // inputs link_clock and link_reset_n
  final Bool pulse = inBool();
  final Bool pause = inBool();
  final Stream counts = source(8);

  Meter(Module parent) {
    super(parent);
    var paused = within(link, () -> new Synchronizer(this, 2));
    paused.in.set(delayed(pause));
    var count = within(link, () -> reg(8));
    when(pulse.andNot(paused.out), () -> count.set(count.plus(1)));
    var queue = new AsyncFifo(this, 8, 4, link, ownDomain());
    queue.enq.valid().set(pulse);
    queue.enq.ready().optional();
    queue.enq.bits().set(count);
    counts.from(queue.deq);
  }
}
