package chorale.chiplet.vector;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.Vec;
import chorale.hdl.lib.Delay;
import java.util.ArrayList;

/**
 * V lanes, which take a word in L / V parts, and what tells them when to do what. A word to store
 * is complete in the cycle after the flags of its last part.
 */
final class VectorLanes extends Module {
  private static final int HALF = 16;
  private static final int FULL = 32;

  /** Steps, in the cycle in which the words that they read are there. */
  final VectorFlags flags;

  final UInt halfWord;
  final UInt fullWord;

  /** A word to store; one of bf16 in the lower halves of its lanes. */
  final UInt stored;

  private final VectorParameters p;

  VectorLanes(Module parent, VectorParameters p) {
    super(parent);
    this.p = p;
    flags = flipped(io -> VectorFlags.of(io, p));
    halfWord = in(p.halfBits());
    fullWord = in(p.fullBits());
    stored = out(p.fullBits());
    flags.stores().optional();
    flags.last().optional();
    flags.address().optional();

    var common = wires(io -> LaneFlags.of(io, p));
    drive(common);
    var part = flags.part();
    var firstPart = p.parts() == 1 ? Bool.lit(true) : part.eq(0).named("first_part");
    var halves = kept(halfWord, firstPart, flags.valid().and(flags.is(Opcode.LOAD16)), "half");
    var fulls = kept(fullWord, firstPart, flags.valid().and(flags.is(Opcode.LOAD32)), "full");
    int placeBits = VectorParameters.COUNT_BITS + VectorParameters.exactLog2(p.lanes());
    var lane = new VectorLane[p.lanesPerCycle()];
    for (int i = 0; i < lane.length; i++) {
      lane[i] = new VectorLane(this, p, placeBits);
      connect(common, lane[i].flags);
      lane[i].half.set(ofPart(halves, i, HALF));
      lane[i].full.set(ofPart(fulls, i, FULL));
      lane[i].place.set(place(i));
      lane[i].operand.optional(); // one lane has no partner
    }
    for (int i = 0; i < lane.length; i++) {
      for (int s = 0; s < lane[i].partner.length; s++) {
        lane[i].partner[s].set(lane[i ^ 1 << s].operand);
      }
    }
    stored.set(gathered(lane));
  }

  private void drive(LaneFlags lanes) {
    lanes.a().set(flags.a());
    lanes.b().set(flags.b());
    lanes.loadsHalf().set(flags.is(Opcode.LOAD16));
    lanes.loadsFull().set(flags.is(Opcode.LOAD32));
    lanes.counts().set(flags.is(Opcode.INDEX));
    lanes.rounds().set(delayed(flags.is(Opcode.STORE16)));
    lanes.negates().set(delayed(flags.is(Opcode.SUB)));
    lanes.turns().set(delayed(flags.is(Opcode.SIGMOID)));
    lanes.flips().set(delayed(flags.is(Opcode.MIN, Opcode.GREATER)));
    lanes.extreme().set(delayed(flags.is(Opcode.MAX, Opcode.MIN)));
    lanes.equal().set(delayed(flags.is(Opcode.EQUAL)));
    lanes.less().set(delayed(flags.is(Opcode.GREATER)));
    lanes.selects().set(delayed(flags.is(Opcode.SELECT)));
    for (int s = 0; s < lanes.swaps().size(); s++) {
      var swaps = flags.is(Opcode.EXCHANGE).and(flags.immediate().eq(s));
      lanes.swaps().get(s).set(delayed(swaps));
    }
    for (var unit : LaneUnit.values()) {
      var uses = flags.is(unit.ops);
      lanes.unit().get(unit.ordinal()).set(Delay.by(this, uses, 1 + unit.latency(p)));
    }
    int ofSum = 1 + LaneUnit.reciprocalFrom(p);
    lanes.ofSum().set(Delay.by(this, flags.is(Opcode.SIGMOID), ofSum));
    var writes = flags.valid().andNot(flags.is(Opcode.STORE16, Opcode.STORE32));
    lanes.writes().set(Delay.by(this, writes, 1 + p.stages()));
    lanes.target().set(Delay.by(this, flags.dst(), 1 + p.stages()));
  }

  /** A word that came with the first part stays for the others. */
  private UInt kept(UInt word, Bool first, Bool loads, String what) {
    if (p.parts() == 1) {
      return word;
    }
    var held = regWithoutReset(word.width()).named(what + "_held");
    when(first.and(loads), () -> held.set(word));
    return first.mux(word, held).named(what);
  }

  private UInt ofPart(UInt word, int i, int bits) {
    var options = new ArrayList<UInt>();
    for (int c = 0; c < p.parts(); c++) {
      int lo = (c * p.lanesPerCycle() + i) * bits;
      options.add(word.slice(lo + bits - 1, lo));
    }
    return options.size() == 1 ? options.getFirst() : Vec.of(options).at(flags.part());
  }

  /** {@code {word, part, lane}}. */
  private UInt place(int i) {
    int laneBits = VectorParameters.exactLog2(p.lanesPerCycle());
    UInt word = flags.word();
    UInt group = p.parts() == 1 ? word : Bits.cat(word, flags.part());
    return laneBits == 0 ? group : Bits.cat(group, UInt.lit(i, laneBits));
  }

  /** The word of the last part and of those before it. */
  private UInt gathered(VectorLane[] lane) {
    var parts = new Bits[p.parts()];
    var all = new Bits[lane.length];
    for (int i = 0; i < lane.length; i++) {
      all[lane.length - 1 - i] = lane[i].stored;
    }
    var present = Bits.cat(all);
    parts[0] = present;
    if (p.parts() > 1) {
      var part = delayed(flags.part()).named("part_stored");
      for (int c = 0; c < p.parts() - 1; c++) {
        var held = regWithoutReset(present.width()).named("gathered_" + c);
        when(part.eq(c), () -> held.set(present));
        parts[p.parts() - 1 - c] = held;
      }
    }
    return Bits.cat(parts);
  }
}
