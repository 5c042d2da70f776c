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
 * 2) in binary32, in the order of PyTorch's {@code _single_tensor_adamw}; what a step's number
 * changes is in the constants, so that one kernel serves all steps. In step t, each operation
 * rounded:
 *
 * <pre>
 * m = (beta1 m) + ((1 - beta1) g)
 * v = (beta2 v) + (((1 - beta2) g) g)
 * s = max(v, 2^-126)
 * d = ((s rsqrt(s)) (1 / sqrt(1 - beta2^t))) + eps
 * w = (w (1 - lr decay)) - (((lr / (1 - beta1^t)) m) (1 / d))
 * </pre>
 *
 * The least s keeps the root of 0 from being 0 times infinity; it adds at most 2^-63 to d.
 *
 * @param lr learning rate
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param eps added to the root of the second moment, far above 2^-63
 * @param decay of the weights
 */
public record AdamW(double lr, double beta1, double beta2, double eps, double decay) {
  /** The order of the constants. */
  private static final int BETA1 = 0;

  private static final int REST1 = 1;
  private static final int BETA2 = 2;
  private static final int REST2 = 3;
  private static final int CORRECTION = 4;
  private static final int EPS = 5;
  private static final int STEP = 6;
  private static final int KEPT = 7;
  private static final int LEAST = 8;

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
      (float) (1 / Math.sqrt(1 - Math.pow(beta2, t))),
      (float) eps,
      (float) (lr / (1 - Math.pow(beta1, t))),
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
    var square = k.op(MUL, k.op(MUL, c[REST2], g), g);
    var v = k.op(ADD, k.op(MUL, c[BETA2], k.load32(vs)), square);
    k.store32(vs, v);
    var s = k.op(MAX, v, c[LEAST]);
    var root = k.op(MUL, s, k.op(RSQRT, s));
    var d = k.op(ADD, k.op(MUL, root, c[CORRECTION]), c[EPS]);
    var change = k.op(MUL, k.op(MUL, c[STEP], m), k.op(RECIPROCAL, d));
    return k.op(SUB, k.op(MUL, weights.get(), c[KEPT]), change);
  }
}
