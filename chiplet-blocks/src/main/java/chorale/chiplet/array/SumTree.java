package chorale.chiplet.array;

import chorale.hdl.Bits;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * Adds up the sums of a tile's arrays, column by column: those of arrays 0 and 1, 2 and 3, .., then
 * the results in the same way. Latency {@link ArrayParameters#treeLevels}, throughput a word a
 * cycle; its registers have no reset. Sums of bf16 products are rounded in each addition, those of
 * int8 wrap.
 */
final class SumTree extends Module {
  /** For each array C sums. */
  final UInt[] in;

  /** C sums. */
  final UInt out;

  SumTree(Module parent, ArrayParameters p) {
    super(parent);
    in = new UInt[p.arrays()];
    for (int a = 0; a < in.length; a++) {
      in[a] = in(p.sumWordBits());
    }
    out = out(p.sumWordBits());
    int bits = p.element().sumBits;
    var lanes = new Bits[p.columns()];
    for (int j = 0; j < lanes.length; j++) {
      var sums = new UInt[in.length];
      for (int a = 0; a < sums.length; a++) {
        sums[a] = in[a].slice((j + 1) * bits - 1, j * bits);
      }
      for (int count = sums.length / 2; count > 0; count /= 2) {
        for (int a = 0; a < count; a++) {
          UInt held = regWithoutReset(bits).named("sum_%d_%d_%d".formatted(j, count, a));
          held.set(Mac.add(this, p.element(), sums[2 * a], sums[2 * a + 1]));
          sums[a] = held;
        }
      }
      lanes[lanes.length - 1 - j] = sums[0];
    }
    out.set(Bits.cat(lanes));
  }
}
