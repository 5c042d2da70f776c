package chorale.bench.prove;

import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.nop.d2d.D2dParameters;
import chorale.nop.d2d.FlitGather;
import chorale.nop.d2d.FlitSpread;

/**
 * Flits that are put into payloads and taken out again: none is lost or doubled, whenever the
 * payloads move, as long as they are as far apart as frames are.
 */
final class FlitGroupCheck extends Module {
  FlitGroupCheck(int group) {
    super(null);
    var p = new D2dParameters(1, 1, 3, group, 2, 8, 0, 1, D2dParameters.CRC_16);
    var push = inBool().named("push");
    var bits = in(1).named("bits");
    var go = inBool().named("go");
    var hurry = inBool().named("hurry");
    var gather = new FlitGather(this, p);
    var spread = new FlitSpread(this, p);
    gather.name("gather");
    spread.name("spread");
    var once = new OnceCheck(this, 1, p.places() + 1);
    once.name("once");

    // A flit comes if it has a credit; a payload, if the last one is through.
    var comes = wireBool().named("comes");
    comes.set(push.and(once.inside.lt(p.places())));
    var since = reg(log2(group + 1), group).named("since");
    var fires = wireBool().named("fires");
    gather.valid.set(comes.asUInt());
    gather.flit.set(bits);
    gather.hurry.set(hurry);
    gather.out.ready().set(go.and(since.ge(group - 1)));
    fires.set(gather.out.fire());
    when(fires, () -> since.set(0)).elseWhen(since.ne(group), () -> since.set(since.plus(1)));
    assertThat(gather.ready.or(comes.not()), "there is room for a flit with a credit");
    assertThat(fires.not().or(gather.out.bits().bit(0)), "a payload has a flit");
    var isFull = gather.out.bits().bit((group - 1) * p.slotBits());
    assertThat(fires.not().or(hurry).or(isFull), "it is full unless in a hurry");
    spread.take.set(fires);
    spread.payload.set(gather.out.bits());

    once.push.set(comes);
    once.pushed.set(bits);
    once.pop.set(spread.valid.any());
    once.popped.set(spread.flit);
    once.choose.set(inBool().named("choose"));

    int patience = group + 3;
    var waited = reg(log2(patience + 2)).named("waited");
    var due = once.inside.ge(group).or(once.inside.any().and(hurry));
    var waits = go.and(due).andNot(spread.valid.any());
    waited.set(waits.mux(waited.plus(1), UInt.lit(0, waited.width())));
    assertThat(waited.lt(patience), "a flit that is inside comes out, if in a hurry or a group");
  }
}
