package chorale.chiplet.vector;

import chorale.hdl.Bool;
import chorale.hdl.Bundle;
import chorale.hdl.Ports;
import chorale.hdl.UInt;
import java.util.List;
import java.util.stream.Stream;

/**
 * What all lanes do, each flag when it is due: a step's operands are read in cycle 1 after its
 * issue, computed with from cycle 2 on, and its result is written in cycle {@code 2 + stages}.
 *
 * @param a 1: where the first operand is
 * @param b 1: where the second one is
 * @param loadsHalf 1: a lane of bf16 comes instead
 * @param loadsFull 1: a lane of binary32 comes instead
 * @param counts 1: the lane's place in the row comes instead
 * @param rounds 2: to bf16 for a store
 * @param negates 2: the second summand changes its sign
 * @param turns 2: so does what the power is of
 * @param flips 2: and both operands of a comparison
 * @param extreme 2: the result is the larger one
 * @param equal 2: whether they are equal
 * @param less 2: whether the first is less
 * @param selects 2: the first or minus infinity
 * @param swaps 2: the first operand of lane {@code i xor 2^s}, for each s
 * @param unit the result is that of a unit, when that is due, in the order of {@link LaneUnit}
 * @param ofSum the reciprocal is of 1 + a power, when that is due
 * @param writes 2 + stages
 * @param target 2 + stages: where the result goes
 */
record LaneFlags(
    UInt a,
    UInt b,
    Bool loadsHalf,
    Bool loadsFull,
    Bool counts,
    Bool rounds,
    Bool negates,
    Bool turns,
    Bool flips,
    Bool extreme,
    Bool equal,
    Bool less,
    Bool selects,
    List<Bool> swaps,
    List<Bool> unit,
    Bool ofSum,
    Bool writes,
    UInt target)
    implements Bundle {

  static LaneFlags of(Ports io, VectorParameters p) {
    return new LaneFlags(
        io.out(p.registerBits()),
        io.out(p.registerBits()),
        io.outBool(),
        io.outBool(),
        io.outBool(),
        io.outBool(),
        io.outBool(),
        io.outBool(),
        io.outBool(),
        io.outBool(),
        io.outBool(),
        io.outBool(),
        io.outBool(),
        flags(io, VectorParameters.exactLog2(p.lanesPerCycle())),
        flags(io, LaneUnit.values().length),
        io.outBool(),
        io.outBool(),
        io.out(p.registerBits()));
  }

  private static List<Bool> flags(Ports io, int n) {
    return Stream.generate(io::outBool).limit(n).toList();
  }
}
