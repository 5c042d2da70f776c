package chorale.workload.vector;

import static chorale.workload.vector.VectorOp.ADD;
import static chorale.workload.vector.VectorOp.MUL;
import static chorale.workload.vector.VectorOp.RSQRT;
import static chorale.workload.vector.VectorOp.SUB;

import chorale.workload.vector.Assembler.Value;

/**
 * RMSNorm (B. Zhang and R. Sennrich, Root Mean Square Layer Normalization, NeurIPS 2019) of rows of
 * n numbers: {@code r = rsqrt((sum of (x x)) (1/n) + eps)}. Sums are of each lane over the row's
 * words in order, then of lanes 2^0, 2^1 .. apart. What fills up the last word is 0 in x and dy.
 */
public final class RmsNorm {
  private RmsNorm() {}

  /** 1/n and eps, for offsets 0 and 1 of stream constants. */
  public static float[] constants(int n, double eps) {
    return new float[] {(float) (1.0 / n), (float) eps};
  }

  /**
   * {@code y16 = (x r) gain}. Streams x (16), gain (16: the same row for all, with row stride 0), y
   * (16), constants (32).
   */
  public static Kernel forward(int lanes) {
    var k = new Assembler("rmsnorm");
    int x = k.stream("x");
    int gain = k.stream("gain");
    int y = k.stream("y");
    int constants = k.stream("constants");
    var r = root(k, x, k.load32(constants), k.load32(constants, 1), lanes);
    k.loop(() -> k.store16(y, k.op(MUL, k.op(MUL, k.load16(x), r), k.load16(gain))));
    return k.kernel();
  }

  /**
   * With {@code h = x r} and {@code d = dy gain}: {@code dx16 = r (d - h ((sum of (h d)) (1/n)))},
   * and {@code dgain32 = h dy}, of which {@link Kernels#sumOfRows} makes the gain's gradient.
   * Streams x (16), gain (16), dy (32), dx (16), dgain (32), constants (32).
   */
  public static Kernel backward(int lanes) {
    var k = new Assembler("rmsnorm backward");
    int x = k.stream("x");
    int gain = k.stream("gain");
    int dy = k.stream("dy");
    int dx = k.stream("dx");
    int dgain = k.stream("dgain");
    int constants = k.stream("constants");
    var share = k.load32(constants);
    var r = root(k, x, share, k.load32(constants, 1), lanes);
    var sum = k.zero();
    k.loop(
        () -> {
          var h = k.op(MUL, k.load16(x), r);
          var dh = k.load32(dy);
          k.store32(dgain, k.op(MUL, h, dh));
          k.accumulate(ADD, sum, k.op(MUL, h, k.op(MUL, dh, k.load16(gain))));
        });
    var mean = k.op(MUL, k.all(ADD, sum, lanes), share);
    k.loop(
        () -> {
          var h = k.op(MUL, k.load16(x), r);
          var d = k.op(MUL, k.load32(dy), k.load16(gain));
          k.store16(dx, k.op(MUL, r, k.op(SUB, d, k.op(MUL, h, mean))));
        });
    return k.kernel();
  }

  private static Value root(Assembler k, int xs, Value share, Value eps, int lanes) {
    var squares = k.zero();
    k.loop(
        () -> {
          var x = k.load16(xs);
          k.accumulate(ADD, squares, k.op(MUL, x, x));
        });
    var mean = k.op(MUL, k.all(ADD, squares, lanes), share);
    return k.op(RSQRT, k.op(ADD, mean, eps));
  }
}
