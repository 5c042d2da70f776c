package chorale.chiplet.array;

import chorale.chiplet.Layout;
import chorale.chiplet.Layout.Field;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import java.math.BigInteger;

/**
 * The word of a GEMM command. The array does {@code outer x inner} folds of {@code steps} steps:
 *
 * <pre>
 *                      outer       inner       steps   left word of a step   top word
 * weight-stationary    ceil(N/C)   ceil(K/R)   M       row of A, R of K      row of B, C of N
 * output-stationary    ceil(N/C)   ceil(M/R)   K       column of A, R of M   row of B, C of N
 * </pre>
 *
 * In both, results leave as rows of Y, C of N in a word: for each outer fold rows 0 to M - 1, and
 * initial values enter in the same order. Addresses count words of the memory at that side; a
 * stride is the distance of consecutive rows of the matrix as it is stored.
 *
 * <p>A tile of A arrays deals out the inner dimension in shares of {@code S = R ceil(K / (A R))},
 * in order: array a has k from a S to the smaller of (a + 1) S and K. The last array that has
 * anything may have less than the others, those behind it have nothing. Inner folds of a
 * weight-stationary GEMM are then {@code S / R}, steps of an output-stationary one at most S.
 */
public final class GemmFormat {
  /** Bits of a number of rows or steps. */
  public static final int STEP_BITS = 15;

  /** Bits of a number of folds. */
  public static final int FOLD_BITS = 13;

  private final Layout layout = new Layout();
  final Field outputStationary = layout.field(1);
  final Field initial = layout.field(1);
  final Field turnLeft = layout.field(1);
  final Field turnTop = layout.field(1);
  final Field m = layout.field(STEP_BITS);
  final Field k = layout.field(STEP_BITS);
  final Field outer = layout.field(FOLD_BITS);
  final Field foldsM = layout.field(FOLD_BITS);
  final Field foldsK = layout.field(FOLD_BITS);
  final Field lastM;

  /** Rows of the last fold in K, of the last array that has anything. */
  final Field lastK;

  final Field lastN;
  final Field left;
  final Field leftStride;
  final Field top;
  final Field topStride;
  final Field init;
  final Field initStride;
  final Field result;
  final Field resultStride;

  // Only of a tile of more than one array.
  private Field lastArray;
  private Field lastSteps;
  private Field lastFolds;
  private Field leftShare;
  private Field topShare;

  private final ArrayParameters p;

  /**
   * What an array does of a GEMM.
   *
   * @param any whether it is anything
   * @param k how much of the inner dimension
   * @param folds in K
   * @param lastK rows of the last of them
   * @param left address of its first left word
   * @param top address of its first top word
   */
  record Share(Bool any, UInt k, UInt folds, UInt lastK, UInt left, UInt top) {}

  /** The commands of an array. */
  public GemmFormat(ArrayParameters p) {
    this.p = p;
    lastM = layout.field(Module.log2(p.rows() + 1));
    lastK = layout.field(Module.log2(p.rows() + 1));
    lastN = layout.field(Module.log2(p.columns() + 1));
    left = layout.field(p.addressBits());
    leftStride = layout.field(p.addressBits());
    top = layout.field(p.addressBits());
    topStride = layout.field(p.addressBits());
    init = layout.field(p.addressBits());
    initStride = layout.field(p.addressBits());
    result = layout.field(p.addressBits());
    resultStride = layout.field(p.addressBits());
    if (p.arrays() > 1) {
      lastArray = layout.field(Module.log2(p.arrays()));
      lastSteps = layout.field(STEP_BITS);
      lastFolds = layout.field(FOLD_BITS);
      leftShare = layout.field(p.addressBits());
      topShare = layout.field(p.addressBits());
    }
  }

  /** Index of the last array that has anything to do. */
  UInt lastArray(UInt command) {
    return p.arrays() == 1 ? UInt.lit(0, 1) : lastArray.of(command);
  }

  /** Its share of the inner dimension; all arrays before it have {@code k}. */
  UInt lastSteps(UInt command) {
    return p.arrays() == 1 ? k.of(command) : lastSteps.of(command);
  }

  /** Its folds in K. */
  UInt lastFolds(UInt command) {
    return p.arrays() == 1 ? foldsK.of(command) : lastFolds.of(command);
  }

  /** What an array has to do. */
  Share share(int array, UInt command) {
    if (p.arrays() == 1) {
      return new Share(
          Bool.lit(true),
          k.of(command),
          foldsK.of(command),
          lastK.of(command),
          left.of(command),
          top.of(command));
    }
    Bool isLast = lastArray.of(command).eq(array);
    return new Share(
        lastArray.of(command).ge(array),
        isLast.mux(lastSteps.of(command), k.of(command)),
        isLast.mux(lastFolds.of(command), foldsK.of(command)),
        isLast.mux(lastK.of(command), UInt.lit(p.rows(), lastK.width())),
        moved(left.of(command), leftShare.of(command), array),
        moved(top.of(command), topShare.of(command), array));
  }

  private UInt moved(UInt from, UInt share, int array) {
    return array == 0
        ? from
        : from.plus(share.times(UInt.lit(array, Module.log2(array + 1))).truncate(p.addressBits()));
  }

  /** Bits of a command. */
  public int width() {
    return layout.width();
  }

  /** The command word of a GEMM; throws if the array cannot do it. */
  public BigInteger encode(Gemm g) {
    g.check(p);
    boolean os = g.dataflow() == Dataflow.OUTPUT_STATIONARY;
    int foldM = Math.ceilDiv(g.m(), p.rows());
    int foldN = Math.ceilDiv(g.n(), p.columns());
    int foldK = Math.ceilDiv(g.k(), p.rows());
    int foldsOfShare = Math.ceilDiv(foldK, p.arrays());
    int share = foldsOfShare * p.rows();
    int last = Math.ceilDiv(g.k(), share) - 1; // array
    BigInteger word =
        outputStationary
            .put(os ? 1 : 0)
            .or(initial.put(g.init() == null ? 0 : 1))
            .or(turnLeft.put(g.turnsLeft() ? 1 : 0))
            .or(turnTop.put(g.turnsTop() ? 1 : 0))
            .or(m.put(g.m()))
            .or(k.put(Math.min(g.k(), share)))
            .or(outer.put(foldN))
            .or(foldsM.put(foldM))
            .or(foldsK.put(foldsOfShare))
            .or(lastM.put(g.m() - (foldM - 1) * p.rows()))
            .or(lastK.put(g.k() - (foldK - 1) * p.rows()))
            .or(lastN.put(g.n() - (foldN - 1) * p.columns()))
            .or(left.put(g.left().address()))
            .or(leftStride.put(g.left().stride()))
            .or(top.put(g.top().address()))
            .or(topStride.put(g.top().stride()))
            .or(init.put(g.init() == null ? 0 : g.init().address()))
            .or(initStride.put(g.init() == null ? 0 : g.init().stride()))
            .or(result.put(g.result().address()))
            .or(resultStride.put(g.result().stride()));
    if (p.arrays() == 1) {
      return word;
    }
    // By rows of the matrix as it is stored, or by words of a row.
    boolean leftByRows = os != g.turnsLeft();
    return word.or(lastArray.put(last))
        .or(lastSteps.put(g.k() - last * share))
        .or(lastFolds.put(foldK - last * foldsOfShare))
        .or(leftShare.put(within(leftByRows ? share * g.left().stride() : foldsOfShare)))
        .or(topShare.put(within(g.turnsTop() ? foldsOfShare : share * g.top().stride())));
  }

  /** An address as it wraps. */
  private long within(long address) {
    return address & -1L >>> Long.SIZE - p.addressBits();
  }
}
