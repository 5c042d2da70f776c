package chorale.chiplet.vector;

import chorale.hdl.lib.fp.Exponential;
import chorale.hdl.lib.fp.FloatAdder;
import chorale.hdl.lib.fp.FloatMultiplier;
import chorale.hdl.lib.fp.Reciprocal;
import chorale.hdl.lib.fp.ReciprocalRoot;

/** The units of a lane that have stages. */
enum LaneUnit {
  ADDER(Opcode.ADD, Opcode.SUB),
  MULTIPLIER(Opcode.MUL),
  EXPONENTIAL(Opcode.EXP),
  /** Behind the exponential and an adder: {@code 1 / (1 + e^-x)} is all three. */
  RECIPROCAL(Opcode.RECIPROCAL, Opcode.SIGMOID),
  ROOT(Opcode.RSQRT);

  /** Most stages that can be made use of. */
  static final int MAX_STAGES =
      Exponential.MAX_STAGES + FloatAdder.MAX_STAGES + Reciprocal.MAX_STAGES;

  /** What it is used for. */
  final Opcode[] ops;

  LaneUnit(Opcode... ops) {
    this.ops = ops;
  }

  /** Cycles from operands to result. */
  int latency(VectorParameters p) {
    return switch (this) {
      case ADDER -> Math.min(p.stages(), FloatAdder.MAX_STAGES);
      case MULTIPLIER -> Math.min(p.stages(), FloatMultiplier.MAX_STAGES);
      case EXPONENTIAL -> Math.min(Math.ceilDiv(p.stages(), 2), Exponential.MAX_STAGES);
      case RECIPROCAL -> p.stages();
      case ROOT -> Math.min(p.stages(), ReciprocalRoot.MAX_STAGES);
    };
  }

  /** Cycles from operands to the reciprocal: those of the exponential and the adder. */
  static int reciprocalFrom(VectorParameters p) {
    int rest = p.stages() - EXPONENTIAL.latency(p);
    int own = Math.min(Math.ceilDiv(rest, 2), Reciprocal.MAX_STAGES);
    return p.stages() - own;
  }
}
