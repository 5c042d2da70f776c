package chorale.chiplet.array;

import chorale.chiplet.Layout;
import chorale.chiplet.Layout.Field;
import chorale.hdl.Module;
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

  private final ArrayParameters p;

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
    return outputStationary
        .put(os ? 1 : 0)
        .or(initial.put(g.init() == null ? 0 : 1))
        .or(turnLeft.put(g.turnsLeft() ? 1 : 0))
        .or(turnTop.put(g.turnsTop() ? 1 : 0))
        .or(m.put(g.m()))
        .or(k.put(g.k()))
        .or(outer.put(foldN))
        .or(foldsM.put(foldM))
        .or(foldsK.put(foldK))
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
  }
}
