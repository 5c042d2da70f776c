package chorale.chiplet;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.nop.Channel;
import java.util.Arrays;

/**
 * Puts packets of one or more classes onto a link, each in its virtual channel. In every cycle the
 * first class goes that has a flit and a credit. Latency 1 cycle, throughput 1 flit per cycle.
 */
final class Injector extends Module {
  /** Flits by class, the first with the highest priority. */
  final Stream[] source;

  final Channel link;

  /** A flit goes out. */
  final Bool moves;

  /** There are flits, and none goes out for want of a credit. */
  final Bool blocked;

  Injector(Module parent, int width, int downstream, TrafficClass... classes) {
    super(parent);
    source = new Stream[classes.length];
    for (int i = 0; i < source.length; i++) {
      source[i] = sink(width);
    }
    link = Channel.sender(this, TrafficClass.VCS, width);
    moves = outBool();
    blocked = outBool();
    moves.optional();
    blocked.optional();

    var leaves = new Bits[TrafficClass.VCS]; // the highest VC first
    Arrays.fill(leaves, Bool.lit(false));
    Bool offered = Bool.lit(false);
    Bool taken = Bool.lit(false); // by a class before
    for (int i = 0; i < source.length; i++) {
      var credits = reg(log2(downstream + 1), downstream).named("credits_" + i);
      source[i].ready().set(credits.any().andNot(taken));
      var move = source[i].fire().named("move_" + i);
      Bool back = link.credit().bit(classes[i].vc());
      when(move.andNot(back), () -> credits.set(credits.minus(1)))
          .elseWhen(back.andNot(move), () -> credits.set(credits.plus(1)));
      leaves[leaves.length - 1 - classes[i].vc()] = delayed(move).named("leaves_" + i);
      offered = offered.or(source[i].valid());
      taken = taken.or(move);
    }
    UInt flit = source[source.length - 1].bits();
    for (int i = source.length - 2; i >= 0; i--) {
      flit = source[i].fire().mux(source[i].bits(), flit);
    }
    var leaving = regWithoutReset(width);
    leaving.set(flit);
    link.valid().set(Bits.cat(leaves));
    link.flit().set(leaving);
    moves.set(taken);
    blocked.set(offered.andNot(taken));
  }
}
