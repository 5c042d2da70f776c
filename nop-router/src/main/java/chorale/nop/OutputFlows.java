package chorale.nop;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.RoundRobin;
import java.util.ArrayList;
import java.util.List;

/**
 * In which virtual channels (VCs) of an output the packets of one input and one class may leave if
 * any will do ({@link VcClass#isFree}). The packets are divided into flows, all that one leaf sends
 * to another into one of them: while a packet of a flow is on its way into the next buffer, or lies
 * in it, the others follow it into its VC; else any is allowed. So a packet never passes one of its
 * flow that left before it, and packets between two leaves keep their order. A part of a router,
 * without a module of its own.
 *
 * <p>Kept for each flow: its last VC, and how many places of that VC must come back until that of
 * the flow's last flit has, since flits leave a buffer in the order in which they came.
 */
public final class OutputFlows {
  /** So many flows at most, a power of two; pairs of leaves beyond that share them. */
  static final int MOST = 8;

  /** So many at most at an output, of all its inputs: else they would grow with ports squared. */
  private static final int OF_OUTPUT = 64;

  private final Module router;
  private final List<UInt> afterwards;
  private final UInt credit;
  private final UInt[] last; // per flow, one-hot
  private final UInt[] outstanding;
  private final List<UInt> allowed = new ArrayList<>(); // per flow
  private final Bool[] open; // within a packet; null in classes of single flits

  /**
   * Flows of one input, class and output.
   *
   * @param label ends the names of the registers
   * @param afterwards per VC of the class, flits whose places are not back if one more leaves now
   * @param credit of these VCs
   */
  public OutputFlows(
      Module router,
      String label,
      int flows,
      boolean longPackets,
      List<UInt> afterwards,
      UInt credit) {
    this.router = router;
    this.afterwards = afterwards;
    this.credit = credit;
    last = new UInt[flows];
    outstanding = new UInt[flows];
    open = new Bool[flows];
    for (int g = 0; g < flows; g++) {
      String at = label + "_" + g;
      last[g] = router.reg(afterwards.size()).named("last_" + at);
      outstanding[g] = router.reg(afterwards.getFirst().width()).named("outstanding_" + at);
      open[g] = longPackets ? router.regBool().named("flows_" + at) : null;
      Bool left = outstanding[g].any();
      Bool bound = open[g] == null ? left : left.or(open[g]);
      int vcs = last[g].width();
      allowed.add(bound.mux(last[g], UInt.lit((1L << vcs) - 1, vcs)));
    }
  }

  /** How many flows each of the inputs of an output has, a power of two. */
  static int most(int inputs) {
    return Math.clamp(Integer.highestOneBit(OF_OUTPUT / inputs), 1, MOST);
  }

  /** The number of a flow, of {@link #MOST}, among {@code most}: digits to that base, xored. */
  static int fold(int flow, int most) {
    int folded = 0;
    for (int rest = flow; rest > 0 && most > 1; rest /= most) {
      folded ^= rest % most;
    }
    return folded;
  }

  /** How many flows there are. */
  int count() {
    return last.length;
  }

  /** The VCs that the next packet of a flow may take; {@code flow} is one-hot. */
  public UInt allowed(UInt flow) {
    return RoundRobin.select(flow, allowed);
  }

  /** Whether a flit that leaves does so in the VC of the last of its flow, or is free to choose. */
  Bool follows(UInt flow, UInt vc) {
    Bool follows = Bool.lit(true);
    for (int g = 0; g < last.length; g++) {
      Bool isFree = open[g] == null ? Bool.lit(true) : open[g].not();
      Bool mayLeave = vc.eq(last[g]).or(isFree.andNot(outstanding[g].any()));
      follows = follows.and(flow.bit(g).not().or(mayLeave));
    }
    return follows;
  }

  /**
   * A flit leaves.
   *
   * @param flow its flow, one-hot; 0 if none leaves
   * @param vc in which it leaves, one-hot
   * @param tail whether it is the last of its packet
   */
  public void moves(UInt flow, UInt vc, Bool tail) {
    UInt behind = RoundRobin.select(vc, afterwards);
    for (int g = 0; g < last.length; g++) {
      UInt own = last[g];
      UInt left = outstanding[g];
      Bool within = open[g];
      router
          .when(
              flow.bit(g),
              () -> {
                own.set(vc);
                left.set(behind);
                if (within != null) {
                  within.set(tail.not());
                }
              })
          .elseWhen(left.any().and(own.and(credit).any()), () -> left.set(left.minus(1)));
    }
  }
}
