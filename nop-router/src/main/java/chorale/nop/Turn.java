package chorale.nop;

import chorale.hdl.Bool;
import chorale.hdl.UInt;
import java.util.List;
import java.util.function.Function;

/** A front at one of its outputs. */
final class Turn {
  final Front from;
  final int output;
  Bool wanted; // it goes there, and has not yet
  Bool served; // the output has its copy; null where nothing forks
  boolean isLast; // of its outputs, in the order of rank
  Bool claimed; // the output is kept for this head; null unless it claims outputs
  Bool waits; // a grant does not move the head, for it lacks others; null unless it claims
  Bool claims; // the head keeps the output, and waits; null unless it claims outputs
  Bool may; // there is a VC and a credit for it
  UInt vc; // in which of the next VCs it leaves; null if there is one
  OutputFlows flows; // at the output, of all packets of its input and class; null unless it is free
  UInt flow; // which of these is its own, one-hot; null unless it is free
  VcTurn inTurn; // of the VCs of its class at the output; null unless it is free
  Bool granted; // it has the output in this cycle
  Bool sent; // it goes there now: the same, unless it claims outputs
  Bool request; // it could go there now
  Bool asks; // and asks the output's arbiter: the same, unless its input chooses one of its VCs

  Turn(Front from, int output) {
    this.from = from;
    this.output = output;
  }

  String label() {
    return from.label() + "_" + output;
  }

  /** Whether the flit is not the first of its packet. */
  Bool isWithin(VcRouter.Flits flits) {
    return from.kind.packetFlits() == 1 ? Bool.lit(false) : flits.isHead(from.flit).not();
  }

  /** Whether something holds for any of some. */
  static Bool any(List<Turn> turns, Function<Turn, Bool> what) {
    return turns.stream().map(what).reduce(Bool.lit(false), Bool::or);
  }
}
