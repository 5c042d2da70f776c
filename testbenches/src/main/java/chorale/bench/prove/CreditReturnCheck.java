package chorale.bench.prove;

import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.nop.d2d.CreditPayout;
import chorale.nop.d2d.CreditTally;

/**
 * Credits of a buffer over a {@link LossyWire}: each is in exactly one place, whatever is lost or
 * repeated; and while nothing is lost, all that are on the way come out in a fixed number of
 * cycles.
 */
final class CreditReturnCheck extends Module {
  CreditReturnCheck(int places, int cycles) {
    super(null);
    var send = inBool().named("send");
    var free = inBool().named("free");
    var reply = inBool().named("reply");
    var tally = new CreditTally(this, places);
    var payout = new CreditPayout(this, places);
    tally.name("tally");
    payout.name("payout");
    var back = new LossyWire(this, tally.count.width(), cycles);
    back.name("back");
    back.leaves.set(reply);
    back.frame.set(tally.count);
    back.lose.set(inBool().named("lose_back"));
    back.repeat.set(inBool().named("repeat_back"));
    payout.arrives.set(back.arrives);
    payout.count.set(back.arrived);

    // The two ends: a flit needs a credit, a place can only become free if it is taken.
    int width = log2(2 * places + 2);
    var left = reg(width, places).named("left");
    var taken = reg(width).named("taken");
    var onTheWay = reg(width).named("on_the_way");
    var sends = wireBool().named("sends");
    var frees = wireBool().named("frees");
    sends.set(send.and(left.any()));
    frees.set(free.and(taken.any()));
    tally.credit.set(frees);
    UInt out = payout.credit.zext(width);
    left.set(left.plus(out).minus(sends.zext(width)));
    taken.set(taken.plus(sends.zext(width)).minus(frees.zext(width)));
    onTheWay.set(onTheWay.plus(frees.zext(width)).minus(out));
    assertThat(payout.credit.not().or(onTheWay.any()), "no credit is made");
    assertThat(left.plus(taken).plus(onTheWay).eq(places), "each credit is in one place");

    int patience = cycles + places + 3;
    var calm = reg(log2(patience + 1)).named("calm");
    var isCalm = reply.andNot(back.lose).andNot(back.repeat).andNot(frees);
    when(isCalm.not(), () -> calm.set(0)).elseWhen(calm.ne(patience), () -> calm.set(calm.plus(1)));
    assertThat(calm.ne(patience).or(onTheWay.any().not()), "no credit stays on the way");
  }
}
