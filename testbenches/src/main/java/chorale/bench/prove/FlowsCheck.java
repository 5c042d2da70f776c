package chorale.bench.prove;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.RoundRobin;
import chorale.nop.OutputFlows;
import java.util.ArrayList;
import java.util.List;

/**
 * The flows of an output whose packets may take any virtual channel (VC) that is free. Behind it
 * lie the buffers of two VCs, which give up their oldest flits when they like, each by itself; a
 * place comes back one cycle later. Packets of two flows and of a stranger, which has flows of its
 * own elsewhere, leave in any order, each in any VC that it may have. Then
 *
 * <ul>
 *   <li>a flow follows its last flit into its VC while it is within a packet, or while the place of
 *       a flit of its own has not come back; else it may have any: neither more nor less,
 *   <li>flits of one flow are never in two buffers,
 *   <li>so they leave the buffers in the order in which they came: shown for one that the proof
 *       chooses, see {@link QueueCheck}.
 * </ul>
 */
final class FlowsCheck extends Module {
  private static final int VCS = 2;
  private static final int PLACES = 2;
  private static final int FLOWS = 2;
  private static final int STRANGER = FLOWS; // the last of those that move
  private static final int MOVER_BITS = 2;

  /** The logic alone, as a module. */
  static final class FlowsUnit extends Module {
    final List<UInt> afterwards = new ArrayList<>();
    final UInt credit;
    final UInt asks;
    final UInt allowed;
    final UInt moves;
    final UInt vc;
    final Bool tail;

    FlowsUnit(Module parent, boolean longPackets) {
      super(parent);
      for (int v = 0; v < VCS; v++) {
        afterwards.add(in(log2(PLACES + 1)).named("afterwards_" + v));
      }
      credit = in(VCS);
      asks = in(FLOWS);
      allowed = out(VCS);
      moves = in(FLOWS);
      vc = in(VCS);
      tail = longPackets ? inBool() : Bool.lit(true);
      var flows = new OutputFlows(this, "0", FLOWS, longPackets, afterwards, credit);
      allowed.set(flows.allowed(asks));
      flows.moves(moves, vc, tail);
    }
  }

  private final Bool[] within = new Bool[FLOWS + 1];
  private final UInt[] taken = new UInt[FLOWS + 1]; // the VC of the last flit, one-hot
  private final UInt[][] buffer = new UInt[VCS][PLACES]; // {the chosen flit, its mover}
  private final UInt[] count = new UInt[VCS];
  private final Bool[] returns = new Bool[VCS]; // a place comes back,
  private final UInt[] returned = new UInt[VCS]; // of a flit of this mover

  FlowsCheck(boolean longPackets) {
    super(null);
    var offer = inBool().named("offer");
    var mover = in(MOVER_BITS).named("mover");
    var chosenVc = inBool().named("in_vc_1");
    var take = in(VCS).named("take");
    var choose = inBool().named("choose");
    var ends = longPackets ? inBool().named("ends") : Bool.lit(true);
    var unit = new FlowsUnit(this, longPackets);
    unit.name("flows");
    state();

    var who = new ArrayList<Bool>();
    for (int m = 0; m <= FLOWS; m++) {
      who.add(mover.eq(m));
    }
    UInt vc = Bits.cat(chosenVc, chosenVc.not());
    var isFlow = RoundRobin.mask(who.subList(0, FLOWS)).named("is_flow");
    unit.asks.set(isFlow);
    var isWithin = Bool.lit(false);
    for (int m = 0; m <= FLOWS; m++) {
      isWithin = isWithin.or(who.get(m).and(within[m]));
    }
    UInt its = RoundRobin.select(RoundRobin.mask(who), List.of(taken));
    var may = who.get(STRANGER).mux(vc, unit.allowed.and(vc)).and(free());
    var moves =
        offer
            .and(mover.ne((1 << MOVER_BITS) - 1))
            .and(room().and(vc).any())
            .and(isWithin.mux(its.eq(vc), may.any()))
            .named("moves");
    unit.moves.set(isFlow.mask(moves));
    unit.vc.set(vc.mask(moves));
    if (longPackets) {
      unit.tail.set(ends);
    }
    credits(unit);
    rule(unit, who);

    for (int m = 0; m <= FLOWS; m++) {
      int number = m;
      when(
          moves.and(who.get(m)),
          () -> {
            within[number].set(ends.not());
            taken[number].set(vc);
          });
    }
    var watching = regBool().named("watching");
    var begins = moves.and(choose).and(isFlow.any()).andNot(watching).named("begins");
    var leaves = buffers(moves.mux(vc, UInt.lit(0, VCS)), Bits.cat(begins, mover), take);
    order(watching, begins, mover, leaves);
  }

  private void state() {
    for (int m = 0; m <= FLOWS; m++) {
      within[m] = regBool().named("within_" + m);
      taken[m] = reg(VCS).named("taken_" + m);
    }
    for (int v = 0; v < VCS; v++) {
      count[v] = reg(log2(PLACES + 1)).named("count_" + v);
      returns[v] = regBool().named("returns_" + v);
      returned[v] = reg(MOVER_BITS).named("returned_" + v);
      for (int k = 0; k < PLACES; k++) {
        buffer[v][k] = reg(MOVER_BITS + 1).named("buffer_" + v + "_" + k);
      }
    }
  }

  /** Flits that have left in a VC and whose places have not come back. */
  private UInt away(int v) {
    int bits = count[v].width();
    return count[v].plus(returns[v].zext(bits));
  }

  private UInt room() {
    var each = new ArrayList<Bool>();
    for (int v = 0; v < VCS; v++) {
      each.add(away(v).ne(PLACES));
    }
    return RoundRobin.mask(each).named("room");
  }

  /** The VCs that no packet holds. */
  private UInt free() {
    UInt held = UInt.lit(0, VCS);
    for (int m = 0; m <= FLOWS; m++) {
      held = held.or(taken[m].mask(within[m]));
    }
    return held.not().named("free");
  }

  private void credits(FlowsUnit unit) {
    for (int v = 0; v < VCS; v++) {
      unit.afterwards.get(v).set(returns[v].mux(away(v), away(v).plus(1)));
    }
    unit.credit.set(RoundRobin.mask(List.of(returns)));
  }

  /** Exactly what is allowed to the flow that asks, and never in two buffers. */
  private void rule(FlowsUnit unit, List<Bool> who) {
    for (int m = 0; m < FLOWS; m++) {
      Bool[] in = new Bool[VCS];
      Bool any = within[m];
      for (int v = 0; v < VCS; v++) {
        in[v] = returns[v].and(returned[v].eq(m));
        for (int k = 0; k < PLACES; k++) {
          in[v] = in[v].or(count[v].gt(k).and(owner(buffer[v][k]).eq(m)));
        }
        any = any.or(in[v]);
      }
      assertThat(in[0].and(in[1]).not(), "a flow is in one buffer");
      UInt rule = any.mux(taken[m], UInt.lit((1L << VCS) - 1, VCS));
      assertThat(
          who.get(m).not().or(unit.allowed.eq(rule)),
          "a flow follows its last flit as long as it has to, and no longer");
    }
  }

  private static UInt owner(UInt word) {
    return word.slice(MOVER_BITS - 1, 0);
  }

  /** The buffers; returns which of them give up a flit. */
  private List<Bool> buffers(UInt arrives, UInt word, UInt take) {
    var leaves = new ArrayList<Bool>();
    for (int v = 0; v < VCS; v++) {
      int bits = count[v].width();
      Bool comes = arrives.bit(v);
      var goes = take.bit(v).and(count[v].any()).named("goes_" + v);
      UInt left = count[v].minus(goes.zext(bits));
      count[v].set(left.plus(comes.zext(bits)));
      for (int k = 0; k < PLACES; k++) {
        UInt stays = k + 1 < PLACES ? goes.mux(buffer[v][k + 1], buffer[v][k]) : buffer[v][k];
        buffer[v][k].set(comes.and(left.eq(k)).mux(word, stays));
      }
      returns[v].set(goes);
      returned[v].set(owner(buffer[v][0]));
      leaves.add(goes);
    }
    return leaves;
  }

  /** The chosen flit leaves when those of its flow that came before have. */
  private void order(Bool watching, Bool begins, UInt mover, List<Bool> leaves) {
    var watched = reg(MOVER_BITS).named("watched"); // its flow
    int bits = log2(VCS * PLACES + 1);
    var ahead = reg(bits).named("ahead");
    var flow = begins.mux(mover, watched).named("flow");
    UInt before = UInt.lit(0, bits); // flits of the flow
    UInt gone = UInt.lit(0, bits); // that leave now
    Bool done = Bool.lit(false);
    for (int v = 0; v < VCS; v++) {
      for (int k = 0; k < PLACES; k++) {
        Bool is = count[v].gt(k).and(owner(buffer[v][k]).eq(flow));
        before = before.plus(is.zext(bits));
      }
      Bool isOne = leaves.get(v).and(owner(buffer[v][0]).eq(flow));
      gone = gone.plus(isOne.zext(bits));
      done = done.or(watching.and(leaves.get(v)).and(buffer[v][0].bit(MOVER_BITS)));
    }
    assertThat(done.not().or(ahead.eq(0)), "no flit passes another of its flow");
    when(
            begins,
            () -> {
              watching.set(true);
              watched.set(mover);
            })
        .elseWhen(done, () -> watching.set(false));
    ahead.set(begins.mux(before, ahead).minus(gone));
  }
}
