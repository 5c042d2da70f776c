package chorale.chiplet.vector;

import chorale.hdl.Bool;
import chorale.hdl.Bundle;
import chorale.hdl.Module;
import chorale.hdl.Ports;
import chorale.hdl.UInt;

/**
 * A step, in the cycle after its issue, in which the word that it reads is there.
 *
 * @param valid there is one
 * @param op its {@link Opcode}
 * @param dst {@code {register, row, part}} that it writes
 * @param a the same of its first operand; of an exchange with lanes of another part, that one
 * @param b the same of its second operand
 * @param part which part of the word
 * @param word count of the loop
 * @param immediate of the instruction
 * @param stores a word to write is complete
 * @param last the last step of a command
 * @param address of the word to write
 */
record VectorFlags(
    Bool valid,
    UInt op,
    UInt dst,
    UInt a,
    UInt b,
    UInt part,
    UInt word,
    UInt immediate,
    Bool stores,
    Bool last,
    UInt address)
    implements Bundle {

  static VectorFlags of(Ports io, VectorParameters p) {
    return new VectorFlags(
        io.outBool(),
        io.out(Module.log2(Opcode.values().length)),
        io.out(p.registerBits()),
        io.out(p.registerBits()),
        io.out(p.registerBits()),
        io.out(Math.max(1, p.partBits())),
        io.out(VectorParameters.COUNT_BITS),
        io.out(VectorFormat.IMMEDIATE_BITS),
        io.outBool(),
        io.outBool(),
        io.out(p.addressBits()));
  }

  /** Whether it is one of these. */
  Bool is(Opcode... ops) {
    return is(op, ops);
  }

  static Bool is(UInt op, Opcode... ops) {
    Bool any = Bool.lit(false);
    for (Opcode o : ops) {
      any = any.or(op.eq(o.ordinal()));
    }
    return any;
  }
}
