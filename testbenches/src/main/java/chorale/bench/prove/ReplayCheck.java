package chorale.bench.prove;

import chorale.hdl.Bits;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.nop.d2d.ReplayReceiver;
import chorale.nop.d2d.ReplaySender;

/**
 * Go-back-N over two {@link LossyWire}s: whatever is lost or repeated in either direction, and
 * whenever frames leave, each payload comes out once, unchanged and in order; and every replay has
 * an error of its own. While nothing is lost and frames leave in every cycle, a payload comes out
 * within a fixed number of cycles.
 */
final class ReplayCheck extends Module {
  private static final int WIDTH = 1;

  ReplayCheck(int window, int cycles) {
    super(null);
    var valid = inBool().named("push_valid");
    var bits = in(WIDTH).named("push_bits");
    var launch = inBool().named("launch");
    var reply = inBool().named("reply");
    var choose = inBool().named("choose");
    var sender = new ReplaySender(this, WIDTH, window);
    var receiver = new ReplayReceiver(this, window);
    sender.name("sender");
    receiver.name("receiver");
    int number = sender.number.width();
    sender.in.valid().set(valid);
    sender.in.bits().set(bits);
    sender.launch.set(launch);

    var there = new LossyWire(this, number + 2 + WIDTH, cycles);
    there.name("there");
    there.leaves.set(launch);
    there.frame.set(Bits.cat(sender.payload, sender.number, sender.round, sender.data));
    there.lose.set(inBool().named("lose_there"));
    there.repeat.set(inBool().named("repeat_there"));
    UInt frame = there.arrived;
    receiver.arrives.set(there.arrives);
    receiver.data.set(frame.bit(0));
    receiver.round.set(frame.bit(1));
    receiver.number.set(frame.slice(number + 1, 2));

    var back = new LossyWire(this, number + 1, cycles);
    back.name("back");
    back.leaves.set(reply);
    back.frame.set(Bits.cat(receiver.wanted, receiver.wantedRound));
    back.lose.set(inBool().named("lose_back"));
    back.repeat.set(inBool().named("repeat_back"));
    sender.heard.set(back.arrives);
    sender.wantedRound.set(back.arrived.bit(0));
    sender.wanted.set(back.arrived.slice(number, 1));

    var push = wireBool().named("push");
    var pop = wireBool().named("pop");
    push.set(sender.in.fire());
    pop.set(receiver.take);
    var once = new OnceCheck(this, WIDTH, window);
    once.name("once");
    once.push.set(push);
    once.pushed.set(bits);
    once.pop.set(pop);
    once.popped.set(frame.slice(number + 1 + WIDTH, number + 2));
    once.choose.set(choose);

    var begun = regBool().named("begun");
    when(push, () -> begun.set(true));
    assertThat(begun.or(sender.in.ready()), "ready at the beginning");

    // Only what happened to a frame since the last replay excuses another one.
    var excuse = regBool().named("excuse");
    when(sender.replays, () -> excuse.set(false))
        .elseWhen(there.lose.or(there.repeat), () -> excuse.set(true));
    assertThat(sender.replays.not().or(excuse), "no replay without an error");

    // The other half of "exactly once": nothing stays behind.
    var calm = launch.and(reply);
    for (LossyWire wire : new LossyWire[] {there, back}) {
      calm = calm.andNot(wire.lose).andNot(wire.repeat);
    }
    int patience = 4 * cycles + 8;
    var waited = reg(log2(patience + 2)).named("waited");
    var waits = wireBool().named("waits");
    waits.set(calm.and(sender.in.ready().not().or(sender.data)).andNot(pop));
    waited.set(waits.mux(waited.plus(1), UInt.lit(0, waited.width())));
    assertThat(waited.lt(patience), "what is lost comes again");
  }
}
