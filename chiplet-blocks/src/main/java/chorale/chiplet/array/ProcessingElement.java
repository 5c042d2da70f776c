package chorale.chiplet.array;

import chorale.hdl.Bool;
import chorale.hdl.Bundle;
import chorale.hdl.Module;
import chorale.hdl.Ports;
import chorale.hdl.UInt;

/**
 * One processing element: multiplies, adds, and hands the left operand east one cycle later.
 *
 * <p>Weight-stationary: the product of the left operand and the held weight is added to the sum
 * from the north, which leaves to the south {@code 1 + productStages} cycles after the operand
 * came. Weights are double-buffered: {@code loads} fills the second register from the column's bus,
 * the first step of a fold takes it over. A PE without a weight passes the sum on unchanged.
 *
 * <p>Output-stationary: the operand from the north goes on south one cycle later, and the sum
 * stays; the first step of a fold begins with the column's initial value. After the last step the
 * sum is on {@code result} for one cycle, which is 0 at all other times.
 */
public final class ProcessingElement extends Module {
  /** What comes from the west and goes on east. */
  record Step(Bool enters, Bool stays, Bool first, Bool last, Bool loads, UInt operand)
      implements Bundle {
    static Step in(Ports p, ArrayParameters array) {
      return new Step(
          p.inBool(),
          p.inBool(),
          p.inBool(),
          p.inBool(),
          p.inBool(),
          p.in(array.element().operandBits));
    }
  }

  final Step west;
  final Step east;

  /** The column's bus: the top operand or a weight. */
  final UInt bus;

  /** Whether the weight on the bus is one. */
  final Bool busUsed;

  /** The column's initial value, for output-stationary folds. */
  final UInt init;

  final UInt north;
  final UInt northSum;
  final UInt south;
  final UInt southSum;

  /** The sum of a finished output-stationary fold, or 0. */
  final UInt result;

  /** Whether {@link #result} is a sum. */
  final Bool sends;

  /** Part of {@code parent}, or a circuit by itself if that is null. */
  public ProcessingElement(Module parent, ArrayParameters p) {
    super(parent);
    int operandBits = p.element().operandBits;
    int sumBits = p.element().sumBits;
    boolean both = p.outputStationary();
    west = ports(io -> Step.in(io, p));
    east = flipped(io -> Step.in(io, p));
    bus = in(operandBits);
    busUsed = inBool();
    init = both ? in(sumBits) : null;
    north = both ? in(operandBits) : null;
    northSum = in(sumBits);
    south = both ? out(operandBits) : null;
    southSum = out(sumBits);
    result = both ? out(sumBits) : null;
    sends = both ? outBool() : null;

    var operand = regWithoutReset(operandBits);
    operand.set(west.operand());
    east.operand().set(operand);
    var enters = delayed(west.enters());
    var stays = delayed(west.stays());
    var first = delayed(west.first());
    var last = delayed(west.last());
    var loads = delayed(west.loads());
    east.enters().set(enters);
    east.stays().set(stays);
    east.first().set(first);
    east.last().set(last);
    east.loads().set(loads);

    // Weights.
    var waiting = regWithoutReset(operandBits);
    var waitingUsed = regBool();
    var weight = regWithoutReset(operandBits);
    var weightUsed = regBool();
    when(
        west.loads(),
        () -> {
          waiting.set(bus);
          waitingUsed.set(busUsed);
        });
    var changes = west.enters().and(west.first()).andNot(west.stays()).named("changes");
    when(
        changes,
        () -> {
          weight.set(waiting);
          weightUsed.set(waitingUsed);
        });
    var held = changes.mux(waiting, weight);
    var heldUsed = changes.mux(waitingUsed, weightUsed);

    // The product, and what goes with it through its registers.
    UInt factor = held;
    Bool used = heldUsed;
    if (both) {
      var down = regWithoutReset(operandBits);
      down.set(north);
      south.set(down);
      factor = west.stays().mux(north, held);
      used = west.stays().or(heldUsed);
    }
    int stages = p.productStages();
    var product = Mac.product(this, p.element(), west.operand(), factor, stages).named("product");
    Bool adds = after(used, stages);
    Bool moves = after(west.enters(), stages);
    var sum = regWithoutReset(sumBits);
    UInt base = northSum;
    if (both) {
      Bool sumStays = after(west.stays(), stages);
      Bool sumFirst = after(west.first(), stages);
      base = sumStays.mux(sumFirst.mux(init, sum), northSum);
      Bool ended = after(west.last().and(west.enters()), stages + 1);
      result.set(sum.mask(ended));
      sends.set(ended);
    }
    UInt from = base.named("from");
    var total = Mac.add(this, p.element(), from, product).named("total");
    when(moves, () -> sum.set(adds.mux(total, from)));
    southSum.set(sum);
  }

  private Bool after(Bool flag, int cycles) {
    Bool stage = flag;
    for (int i = 0; i < cycles; i++) {
      stage = delayed(stage);
    }
    return stage;
  }
}
