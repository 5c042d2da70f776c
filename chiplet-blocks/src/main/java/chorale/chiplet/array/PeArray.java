package chorale.chiplet.array;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.Delay;

/**
 * R x C processing elements with the registers that skew words at the edges, and a queue of partial
 * sums at each column. Nothing stalls: {@link ArrayControl} sees to it that every word finds its
 * place.
 *
 * <p>Lanes of rows and columns that a fold does not use are 0 from the edge on, so that their PEs
 * keep still: in such a row operands and products are 0, and sums only pass; in such a column
 * weights, operands from the top, products and sums are 0, and only left operands pass.
 *
 * <p>A word of results belongs to a step {@code productStages + R + C - 1} cycles earlier; row i of
 * an output-stationary fold to its last step, {@code productStages + C + i} cycles earlier.
 */
final class PeArray extends Module {
  final ArrayFlags flags;
  final ArrayExtent extent;

  /** R operands, lane i for row i. */
  final UInt left;

  /** C operands: weights of a row, or the operands that enter from the top. */
  final UInt top;

  /** C initial values. */
  final UInt init;

  /** C results. */
  final UInt result;

  private final ArrayParameters p;

  PeArray(Module parent, ArrayParameters p) {
    super(parent);
    this.p = p;
    flags = flipped(io -> ArrayFlags.of(io, p.rows()));
    extent = flipped(io -> ArrayExtent.of(io, p));
    left = in(p.leftBits());
    top = in(p.topBits());
    init = in(p.sumWordBits());
    result = out(p.sumWordBits());
    int rows = p.rows();
    int columns = p.columns();
    var pe = new ProcessingElement[rows][columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        pe[i][j] = new ProcessingElement(this, p);
        pe[i][j].name("pe_" + i + "_" + j);
      }
    }
    for (int i = 0; i < rows; i++) {
      fromWest(pe, i);
    }
    var lanes = new Bits[columns];
    var again = Delay.by(this, flags.again(), p.productStages());
    var keeps = Delay.by(this, flags.keeps(), p.productStages() + rows);
    var begins = Delay.by(this, flags.initial(), p.productStages());
    for (int j = 0; j < columns; j++) {
      lanes[columns - 1 - j] = column(pe, j, again, keeps, begins);
      if (j < columns - 1) {
        again = delayed(again).named("again_" + j);
        keeps = delayed(keeps).named("keeps_" + j);
        begins = delayed(begins).named("begins_" + j);
      }
    }
    result.set(Bits.cat(lanes));
  }

  /** Connects row i, whose steps come i cycles late; its rows of weights do not. */
  private void fromWest(ProcessingElement[][] pe, int i) {
    int bits = p.element().operandBits;
    var west = pe[i][0].west;
    west.enters().set(Delay.by(this, flags.enters(), i));
    west.stays().set(Delay.by(this, flags.stays(), i));
    west.first().set(Delay.by(this, flags.first(), i));
    west.last().set(Delay.by(this, flags.last(), i));
    west.loads().set(flags.loads().and(flags.loadRow().eq(i)));
    UInt lane = left.slice((i + 1) * bits - 1, i * bits).mask(extent.rows().gt(i));
    west.operand().set(late(lane, i));
    for (int j = 1; j < p.columns(); j++) {
      connect(pe[i][j - 1].east, pe[i][j].west);
    }
    pe[i][p.columns() - 1].east.operand().optional();
  }

  /** Connects column j, which is j cycles late, and gives its lane of the results. */
  private UInt column(ProcessingElement[][] pe, int j, Bool again, Bool keeps, Bool begins) {
    int bits = p.element().operandBits;
    int sumBits = p.element().sumBits;
    int rows = p.rows();
    var sums = new Accumulators(this, p.accumulatorRows(), sumBits);
    Bool isUsed = extent.columns().gt(j);
    UInt enters = top.slice((j + 1) * bits - 1, j * bits).mask(isUsed);
    UInt operand = late(enters, j).named("operand_" + j);
    Bool used = Delay.by(this, isUsed, j).named("used_" + j);
    UInt lane = init.slice((j + 1) * sumBits - 1, j * sumBits).mask(extent.initial().gt(j));
    UInt value = late(lane, p.productStages() + j).mask(begins).named("value_" + j);
    for (int i = 0; i < rows; i++) {
      pe[i][j].bus.set(operand);
      pe[i][j].busUsed.set(used);
      if (p.outputStationary()) {
        pe[i][j].init.set(value);
        pe[i][j].north.set(i == 0 ? operand : pe[i - 1][j].south);
      }
      pe[i][j].northSum.set(i == 0 ? again.mux(sums.out, value) : pe[i - 1][j].southSum);
    }
    UInt bottom = pe[rows - 1][j].southSum;
    sums.pop.set(again);
    sums.push.set(keeps);
    sums.in.set(bottom);
    UInt out = bottom;
    if (p.outputStationary()) {
      pe[rows - 1][j].south.optional();
      UInt stayed = gather(pe, j, 0, rows);
      out = sends(pe, j, 0, rows).mux(stayed, bottom);
    }
    return late(out, p.columns() - 1 - j);
  }

  /** The or of the results of rows lo to hi - 1 of column j, of which at most one is not 0. */
  private static UInt gather(ProcessingElement[][] pe, int j, int lo, int hi) {
    int mid = (lo + hi) / 2;
    return hi - lo == 1 ? pe[lo][j].result : gather(pe, j, lo, mid).or(gather(pe, j, mid, hi));
  }

  private static Bool sends(ProcessingElement[][] pe, int j, int lo, int hi) {
    int mid = (lo + hi) / 2;
    return hi - lo == 1 ? pe[lo][j].sends : sends(pe, j, lo, mid).or(sends(pe, j, mid, hi));
  }

  /** {@code value} some cycles later, in registers without reset. */
  private UInt late(UInt value, int cycles) {
    UInt stage = value;
    for (int i = 0; i < cycles; i++) {
      UInt held = regWithoutReset(value.width()).named("late");
      held.set(stage);
      stage = held;
    }
    return stage;
  }
}
