package chorale.workload.vector;

import static chorale.workload.vector.VectorOp.ADD;
import static chorale.workload.vector.VectorOp.EXP;
import static chorale.workload.vector.VectorOp.MAX;
import static chorale.workload.vector.VectorOp.MUL;
import static chorale.workload.vector.VectorOp.RECIPROCAL;
import static chorale.workload.vector.VectorOp.SUB;

import chorale.workload.vector.Assembler.Value;

/**
 * Softmax of each row. Sums are of each lane over the row's words in order, then of lanes 2^0, 2^1
 * .. apart. What fills up the last word is minus infinity in x, 0 in y and dy.
 */
public final class Softmax {
  private Softmax() {}

  /**
   * {@code y16 = exp(x - max) (1 / sum of exp(x - max))}, the exponential computed twice rather
   * than kept in memory. Each row has a finite number. Streams x (32), y (16).
   */
  public static Kernel forward(int lanes) {
    var k = new Assembler("softmax");
    int x = k.stream("x");
    int y = k.stream("y");
    var max = maximum(k, x, lanes);
    var sum = k.zero();
    k.loop(() -> k.accumulate(ADD, sum, power(k, x, max)));
    var scale = k.op(RECIPROCAL, k.all(ADD, sum, lanes));
    k.loop(() -> k.store16(y, k.op(MUL, power(k, x, max), scale)));
    return k.kernel();
  }

  /**
   * The same of {@code c x}, c positive: its largest number is c times that of x. Streams x (32), y
   * (16), c (32: in all lanes).
   */
  public static Kernel scaled(int lanes) {
    var k = new Assembler("softmax of scaled");
    int x = k.stream("x");
    int y = k.stream("y");
    var c = k.load32(k.stream("c"));
    var max = k.op(MUL, c, maximum(k, x, lanes));
    var sum = k.zero();
    k.loop(() -> k.accumulate(ADD, sum, power(k, x, c, max)));
    var share = k.op(RECIPROCAL, k.all(ADD, sum, lanes));
    k.loop(() -> k.store16(y, k.op(MUL, power(k, x, c, max), share)));
    return k.kernel();
  }

  private static Value power(Assembler k, int x, Value c, Value max) {
    return k.op(EXP, k.op(SUB, k.op(MUL, c, k.load32(x)), max));
  }

  /** {@code dx16 = y (dy - sum of (y dy))}. Streams y (16), dy (32), dx (16). */
  public static Kernel backward(int lanes) {
    var k = new Assembler("softmax backward");
    int ys = k.stream("y");
    int dys = k.stream("dy");
    int dx = k.stream("dx");
    var sum = k.zero();
    k.loop(() -> k.accumulate(ADD, sum, k.op(MUL, k.load16(ys), k.load32(dys))));
    var mean = k.all(ADD, sum, lanes);
    k.loop(() -> k.store16(dx, k.op(MUL, k.load16(ys), k.op(SUB, k.load32(dys), mean))));
    return k.kernel();
  }

  /** The largest number of a row of binary32, in all lanes. */
  static Value maximum(Assembler k, int x, int lanes) {
    var max = k.minusInfinity();
    k.loop(() -> k.accumulate(MAX, max, k.load32(x)));
    return k.all(MAX, max, lanes);
  }

  /** {@code exp(x - max)} of the loop's present word. */
  static Value power(Assembler k, int x, Value max) {
    return k.op(EXP, k.op(SUB, k.load32(x), max));
  }
}
