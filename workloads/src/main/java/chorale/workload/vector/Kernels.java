package chorale.workload.vector;

import static chorale.workload.vector.VectorOp.ADD;
import static chorale.workload.vector.VectorOp.MUL;
import static chorale.workload.vector.VectorOp.SIGMOID;
import static chorale.workload.vector.VectorOp.SUB;

/**
 * The kernels. Rows are whole words; what has to fill up the last word is named where it matters.
 * Each kernel states its streams, in order, and its exact order of operations; "16" is a stream of
 * bf16, "32" one of binary32.
 */
public final class Kernels {
  private Kernels() {}

  /** {@code y16 = x32}, rounded. Streams x, y. */
  public static Kernel toBf16() {
    var k = new Assembler("to bf16");
    int x = k.stream("x");
    int y = k.stream("y");
    k.loop(() -> k.store16(y, k.load32(x)));
    return k.kernel();
  }

  /** {@code y32 = x16}. Streams x, y. */
  public static Kernel toFp32() {
    var k = new Assembler("to fp32");
    int x = k.stream("x");
    int y = k.stream("y");
    k.loop(() -> k.store32(y, k.load16(x)));
    return k.kernel();
  }

  /** {@code y16 = x16 + d16}. Streams x, d, y; y may be x. */
  public static Kernel residual() {
    var k = new Assembler("residual");
    int x = k.stream("x");
    int d = k.stream("d");
    int y = k.stream("y");
    k.loop(() -> k.store16(y, k.op(ADD, k.load16(x), k.load16(d))));
    return k.kernel();
  }

  /**
   * {@code y16 = ((w0 x0) + w1 x1) + ..} of {@code contributions} rows of bf16, each product and
   * each sum rounded to binary32. Streams w (32: at offset i weight i of the row in all lanes), y,
   * x0, x1 ..
   */
  public static Kernel combine(int contributions) {
    if (contributions < 1 || contributions > Instruction.STREAMS - 2) {
      throw new IllegalArgumentException(
          "combine of %d rows: 1 to %d".formatted(contributions, Instruction.STREAMS - 2));
    }
    var k = new Assembler("combine " + contributions);
    int w = k.stream("w");
    int y = k.stream("y");
    var x = new int[contributions];
    var weight = new Assembler.Value[contributions];
    for (int i = 0; i < contributions; i++) {
      x[i] = k.stream("x" + i);
      weight[i] = k.load32(w, i);
    }
    k.loop(
        () -> {
          var sum = k.op(MUL, weight[0], k.load16(x[0]));
          for (int i = 1; i < contributions; i++) {
            sum = k.op(ADD, sum, k.op(MUL, weight[i], k.load16(x[i])));
          }
          k.store16(y, sum);
        });
    return k.kernel();
  }

  /**
   * SwiGLU, {@code h = silu(g) u}: {@code h16 = (g sigmoid(g)) u}, each product rounded to
   * binary32. Streams g (32), u (32), h (16).
   */
  public static Kernel swiglu() {
    var k = new Assembler("swiglu");
    int gs = k.stream("g");
    int us = k.stream("u");
    int h = k.stream("h");
    k.loop(
        () -> {
          var g = k.load32(gs);
          var silu = k.op(MUL, g, k.op(SIGMOID, g));
          k.store16(h, k.op(MUL, silu, k.load32(us)));
        });
    return k.kernel();
  }

  /**
   * SwiGLU backward. With {@code s = sigmoid(g)} and {@code a = g s}: {@code du16 = dh a} and
   * {@code dg16 = (dh u) (s + a (1 - s))}. Streams g (32), u (32), dh (32), dg (16), du (16), one
   * (32: 1 in all lanes at offset 0).
   */
  public static Kernel swigluBackward() {
    var k = new Assembler("swiglu backward");
    int gs = k.stream("g");
    int us = k.stream("u");
    int dhs = k.stream("dh");
    int dg = k.stream("dg");
    int du = k.stream("du");
    int ones = k.stream("one");
    var one = k.load32(ones);
    k.loop(
        () -> {
          var g = k.load32(gs);
          var dh = k.load32(dhs);
          var s = k.op(SIGMOID, g);
          var a = k.op(MUL, g, s);
          k.store16(du, k.op(MUL, dh, a));
          var slope = k.op(ADD, s, k.op(MUL, a, k.op(SUB, one, s)));
          k.store16(dg, k.op(MUL, k.op(MUL, dh, k.load32(us)), slope));
        });
    return k.kernel();
  }
}
