package chorale.nop;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.fp.FloatAdder;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds the payloads of one flit of each child, lane by lane, in a fixed order: neighbours in pairs,
 * then neighbouring sums, ((c0 + c1) + (c2 + c3)); an odd one at the end waits for the next level.
 * Absent children are left out: their place is taken by the neutral element, -0, which changes no
 * number, so that only a NaN that nothing is added to does not pass as it is: it becomes the
 * canonical one. Latency {@code levels * stages} cycles, throughput 1 flit per cycle, no stalls.
 */
final class AdderTree extends Module {
  /** A flit of each child, as wide as a sum's. */
  final UInt[] in;

  /** Which children count. */
  final UInt present;

  final UInt sum;

  private final Element element;
  private final int stages;

  AdderTree(Module parent, Element element, int inputs, int width, int stages) {
    super(parent);
    this.element = element;
    this.stages = stages;
    in = new UInt[inputs];
    for (int i = 0; i < inputs; i++) {
      in[i] = in(width);
    }
    present = in(inputs);
    sum = out(width);

    int laneBits = element == Element.COUNT ? width : FloatAdder.WIDTH;
    long neutral = element == Element.COUNT ? 0 : FloatAdder.NEUTRAL;
    var lanes = new Bits[width / laneBits];
    for (int lane = 0; lane < lanes.length; lane++) {
      int low = lane * laneBits;
      var operands = new ArrayList<UInt>();
      for (int i = 0; i < inputs; i++) {
        UInt operand = in[i].slice(low + laneBits - 1, low);
        Bool counts = present.bit(i);
        operands.add(
            counts.mux(operand, UInt.lit(neutral, laneBits)).named("operand_" + lane + "_" + i));
      }
      lanes[lanes.length - 1 - lane] = total(operands, lane);
    }
    sum.set(Bits.cat(lanes));
  }

  /** Cycles from the operands of {@code inputs} children to their sum. */
  static int latency(int inputs, int stages) {
    int levels = 32 - Integer.numberOfLeadingZeros(inputs - 1);
    return levels * stages;
  }

  private UInt total(List<UInt> operands, int lane) {
    List<UInt> level = operands;
    for (int depth = 0; level.size() > 1; depth++) {
      var next = new ArrayList<UInt>();
      for (int i = 0; i < level.size(); i += 2) {
        String name = "sum_%d_%d_%d".formatted(lane, depth, i / 2);
        next.add(i + 1 < level.size() ? add(level, i, name) : later(level.get(i), name));
      }
      level = next;
    }
    return level.getFirst();
  }

  private UInt add(List<UInt> level, int i, String name) {
    if (element == Element.COUNT) {
      return later(level.get(i).plus(level.get(i + 1)), name);
    }
    var adder = new FloatAdder(this, stages);
    adder.name(name);
    adder.a.set(level.get(i));
    adder.b.set(level.get(i + 1));
    return adder.sum;
  }

  /** {@code value}, as much later as a sum. */
  private UInt later(UInt value, String name) {
    UInt stage = value;
    for (int i = 1; i <= stages; i++) {
      var held = regWithoutReset(value.width()).named(name + "_" + i);
      held.set(stage);
      stage = held;
    }
    return stage;
  }

  @Override
  protected String kind() {
    return "AdderTree_%s_%d".formatted(element, in.length);
  }
}
