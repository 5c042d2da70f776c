package chorale.workload.vector;

import static chorale.workload.vector.VectorOp.ADD;
import static chorale.workload.vector.VectorOp.MAX;
import static chorale.workload.vector.VectorOp.MUL;
import static chorale.workload.vector.VectorOp.RECIPROCAL;
import static chorale.workload.vector.VectorOp.RSQRT;
import static chorale.workload.vector.VectorOp.SUB;

import chorale.workload.vector.Assembler.Value;
import java.util.function.Supplier;

/**
 * AdamW (I. Loshchilov and F. Hutter, Decoupled Weight Decay Regularization, ICLR 2019, algorithm
 * 2) in binary32, in the order of docs/numerics.md, which bounds its errors. What the number t of a
 * step changes is in the constants, so that one kernel serves all steps. Each operation rounds:
 *
 * <pre>
 * m = (beta1 m) + ((1 - beta1) g)
 * v = (beta2 v) + ((1 - beta2) (g g))
 * p = v c2                                  c2 = 1 / (1 - beta2^t)
 * q = p rsqrt(max(p, 2^-126))
 * w = (w (1 - lr decay)) - (((lr m) c1) (1 / (q + eps)))      c1 = 1 / (1 - beta1^t)
 * </pre>
 *
 * The least p under the root keeps the root of 0 from being 0 times infinity.
 *
 * @param lr learning rate
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param eps added to the root of the second moment
 * @param decay of the weights
 */
public record AdamW(double lr, double beta1, double beta2, double eps, double decay) {
  /** The order of the constants. */
  private static final int BETA1 = 0;

  private static final int REST1 = 1;
  private static final int BETA2 = 2;
  private static final int REST2 = 3;
  private static final int CORRECTION1 = 4;
  private static final int CORRECTION2 = 5;
  private static final int RATE = 6;
  private static final int EPS = 7;
  private static final int KEPT = 8;
  private static final int LEAST = 9;

  /** The constants of step {@code t}, from 1, for offsets 0, 1 .. of stream constants. */
  public float[] constants(int t) {
    if (t < 1) {
      throw new IllegalArgumentException("step %d of AdamW: from 1".formatted(t));
    }
    return new float[] {
      (float) beta1,
      (float) (1 - beta1),
      (float) beta2,
      (float) (1 - beta2),
      (float) (1 / (1 - Math.pow(beta1, t))),
      (float) (1 / (1 - Math.pow(beta2, t))),
      (float) lr,
      (float) eps,
      (float) (1 - lr * decay),
      Float.MIN_NORMAL
    };
  }

  /** Weights in bf16. Streams constants (32), g (32), m (32), v (32), w (16). */
  public static Kernel kernel() {
    var k = new Assembler("adamw");
    int constants = k.stream("constants");
    int g = k.stream("g");
    int m = k.stream("m");
    int v = k.stream("v");
    int w = k.stream("w");
    var c = load(k, constants);
    k.loop(() -> k.store16(w, step(k, c, k.load32(g), m, v, () -> k.load16(w))));
    return k.kernel();
  }

  /**
   * Weights in binary32, with a copy in bf16. Streams constants (32), g (32), m (32), v (32), w
   * (32), copy (16).
   */
  public static Kernel masterKernel() {
    var k = new Assembler("adamw with master weights");
    int constants = k.stream("constants");
    int g = k.stream("g");
    int m = k.stream("m");
    int v = k.stream("v");
    int w = k.stream("w");
    int copy = k.stream("copy");
    var c = load(k, constants);
    k.loop(
        () -> {
          var changed = step(k, c, k.load32(g), m, v, () -> k.load32(w));
          k.store32(w, changed);
          k.store16(copy, changed);
        });
    return k.kernel();
  }

  private static Value[] load(Assembler k, int constants) {
    var c = new Value[LEAST + 1];
    for (int i = 0; i < c.length; i++) {
      c[i] = k.load32(constants, i);
    }
    return c;
  }

  private static Value step(
      Assembler k, Value[] c, Value g, int ms, int vs, Supplier<Value> weights) {
    var m = k.op(ADD, k.op(MUL, c[BETA1], k.load32(ms)), k.op(MUL, c[REST1], g));
    k.store32(ms, m);
    var square = k.op(MUL, c[REST2], k.op(MUL, g, g));
    var v = k.op(ADD, k.op(MUL, c[BETA2], k.load32(vs)), square);
    k.store32(vs, v);
    var p = k.op(MUL, v, c[CORRECTION2]);
    var q = k.op(MUL, p, k.op(RSQRT, k.op(MAX, p, c[LEAST])));
    var d = k.op(RECIPROCAL, k.op(ADD, q, c[EPS]));
    var change = k.op(MUL, k.op(MUL, k.op(MUL, c[RATE], m), c[CORRECTION1]), d);
    return k.op(SUB, k.op(MUL, weights.get(), c[KEPT]), change);
  }
}
