package chorale.chiplet;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.nop.FlitFormat;
import chorale.nop.Link;

/**
 * Puts packets of several sources onto one link. Between packets the first source that has one
 * wins; a packet keeps the link from head to tail. Latency 1 cycle, throughput 1 flit per cycle.
 */
final class Injector extends Module {
  /** Sources, the first with the highest priority. */
  final Stream[] source;

  final Link link;

  /** A flit goes out. */
  final Bool moves;

  /** A flit is held back for want of a credit. */
  final Bool starved;

  Injector(Module parent, FlitFormat format, int sources, int downstream) {
    super(parent);
    source = new Stream[sources];
    for (int i = 0; i < sources; i++) {
      source[i] = sink(format.width());
    }
    link = Link.sender(this, format.width());
    moves = outBool();
    starved = outBool();
    moves.optional();
    starved.optional();

    var owner = reg(log2(sources + 1), sources); // the number of sources means: nobody
    var free = owner.eq(sources);
    var credits = reg(log2(downstream + 1), downstream);
    Bool offered = Bool.lit(false);
    UInt flit = UInt.lit(0, format.width());
    Bool earlier = Bool.lit(false);
    for (int i = sources - 1; i >= 0; i--) {
      flit = source[i].valid().and(free).or(owner.eq(i)).mux(source[i].bits(), flit);
    }
    for (int i = 0; i < sources; i++) {
      var chosen = owner.eq(i).or(free.and(source[i].valid()).andNot(earlier)).named("chosen_" + i);
      offered = offered.or(chosen.and(source[i].valid()));
      earlier = earlier.or(source[i].valid());
      source[i].ready().set(chosen.and(credits.any()));
      int self = i;
      Stream s = source[i];
      when(
          s.fire(),
          () ->
              owner.set(
                  format
                      .isTail(s.bits())
                      .mux(UInt.lit(sources, owner.width()), UInt.lit(self, owner.width()))));
    }
    var move = offered.and(credits.any());
    when(move.andNot(link.credit()), () -> credits.set(credits.minus(1)))
        .elseWhen(link.credit().andNot(move), () -> credits.set(credits.plus(1)));
    var leaving = regWithoutReset(format.width());
    leaving.set(flit);
    link.valid().set(delayed(move).named("leaves"));
    link.flit().set(leaving);
    moves.set(move);
    starved.set(offered.andNot(credits.any()));
  }
}
