package chorale.workload.vector;

import static chorale.workload.vector.VectorOp.ADD;
import static chorale.workload.vector.VectorOp.MUL;
import static chorale.workload.vector.VectorOp.SIGMOID;
import static chorale.workload.vector.VectorOp.SUB;

import chorale.workload.vector.Assembler.Value;

/**
 * The kernels. Rows are whole words; what has to fill up the last word is named where it matters.
 * Each kernel states its streams, in order, and its exact order of operations; "16" is a stream of
 * bf16, "32" one of binary32.
 */
public final class Kernels {
  /** Streams of {@link #combine} besides those of weights and sums. */
  private static final int COMBINE_STREAMS = Instruction.STREAMS - 2;

  /** Most contributions: their weights, a sum and a product have registers at the same time. */
  private static final int COMBINED = Instruction.REGISTERS - 2;

  private Kernels() {}

  /** How many of so many rows that are combined lie behind each other in one stream. */
  public static int rowsOfStream(int contributions) {
    return Math.ceilDiv(contributions, COMBINE_STREAMS);
  }

  /** {@code y16 = x32}, rounded. Streams x, y. */
  public static Kernel toBf16() {
    var k = new Assembler("to bf16");
    int x = k.stream("x");
    int y = k.stream("y");
    k.loop(() -> k.store16(y, k.load32(x)));
    return k.kernel();
  }

  /** {@code y16 = x32 + d32}, rounded to binary32 first. Streams x, d, y. */
  public static Kernel added() {
    var k = new Assembler("added");
    int x = k.stream("x");
    int d = k.stream("d");
    int y = k.stream("y");
    k.loop(() -> k.store16(y, k.op(ADD, k.load32(x), k.load32(d))));
    return k.kernel();
  }

  /** {@code y16 = w x32}. Streams w (32: a weight of the row in all lanes), x, y. */
  public static Kernel scaled() {
    var k = new Assembler("scaled");
    int w = k.stream("w");
    int x = k.stream("x");
    int y = k.stream("y");
    var weight = k.load32(w);
    k.loop(() -> k.store16(y, k.op(MUL, weight, k.load32(x))));
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

  /** {@code y16 = x16 - d16}. Streams x, d, y. */
  public static Kernel difference() {
    var k = new Assembler("difference");
    int x = k.stream("x");
    int d = k.stream("d");
    int y = k.stream("y");
    k.loop(() -> k.store16(y, k.op(SUB, k.load16(x), k.load16(d))));
    return k.kernel();
  }

  /**
   * {@code y16 = ((w0 x0) + w1 x1) + ..} of {@code contributions} rows of bf16, each product and
   * each sum rounded to binary32. Streams w (32: at offset i weight i of the row in all lanes), y,
   * x0, x1 .. If there are more rows than streams, {@link #rowsOfStream} of them, each of {@code
   * words} words, lie behind each other in a stream.
   */
  public static Kernel combine(int contributions, int words) {
    int rows = rowsOfStream(contributions);
    int most = Math.min(COMBINED, (1 + (Instruction.IMMEDIATES - 1) / words) * COMBINE_STREAMS);
    if (contributions < 1 || contributions > most) {
      throw new IllegalArgumentException(
          "combine of %d rows of %d words: 1 to %d".formatted(contributions, words, most));
    }
    var k = new Assembler("combine " + contributions);
    int w = k.stream("w");
    int y = k.stream("y");
    var x = new int[contributions];
    var weight = new Value[contributions];
    for (int i = 0; i < contributions; i++) {
      x[i] = i % rows == 0 ? k.stream("x" + i) : x[i - 1];
      weight[i] = k.load32(w, i);
    }
    k.loop(
        () -> {
          var sum = k.op(MUL, weight[0], k.load16(x[0]));
          for (int i = 1; i < contributions; i++) {
            sum = k.op(ADD, sum, k.op(MUL, weight[i], k.load16(x[i], i % rows * words)));
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

  /** 1, {@code 2 sqrt(2/pi)} and the factor of the cube: the constants of {@link #gelu}. */
  public static float[] geluConstants() {
    return new float[] {1, (float) (2 * Math.sqrt(2 / Math.PI)), 0.044715f, 3 * 0.044715f};
  }

  /**
   * GELU in its tanh form (D. Hendrycks and K. Gimpel, Gaussian Error Linear Units, 2016): {@code
   * x/2 (1 + tanh z)} with {@code z = sqrt(2/pi) (x + 0.044715 x^3)} is {@code x sigmoid(2 z)}, and
   * computed as {@code y16 = x sigmoid((c1 x) (1 + (c2 (x x))))}. Streams x (32), y (16), constants
   * (32: {@link #geluConstants}).
   */
  public static Kernel gelu() {
    var k = new Assembler("gelu");
    int xs = k.stream("x");
    int y = k.stream("y");
    var c = constants(k);
    k.loop(
        () -> {
          var x = k.load32(xs);
          k.store16(y, k.op(MUL, x, geluGate(k, x, k.op(MUL, x, x), c)));
        });
    return k.kernel();
  }

  /**
   * GELU backward: with s the sigmoid of {@link #gelu}, {@code dx16 = dy (s + ((x s) (1 - s)) (c1
   * (1 + (c3 (x x)))))}, {@code c3 = 3 c2}. Streams x (32), dy (32), dx (16), constants (32).
   */
  public static Kernel geluBackward() {
    var k = new Assembler("gelu backward");
    int xs = k.stream("x");
    int dy = k.stream("dy");
    int dx = k.stream("dx");
    var c = constants(k);
    k.loop(
        () -> {
          var x = k.load32(xs);
          var square = k.op(MUL, x, x);
          var s = geluGate(k, x, square, c);
          var slope = k.op(MUL, c[1], k.op(ADD, c[0], k.op(MUL, c[3], square)));
          var bend = k.op(MUL, k.op(MUL, x, s), k.op(SUB, c[0], s));
          var sum = k.op(ADD, s, k.op(MUL, bend, slope));
          k.store16(dx, k.op(MUL, k.load32(dy), sum));
        });
    return k.kernel();
  }

  private static Value[] constants(Assembler k) {
    int stream = k.stream("constants");
    return new Value[] {
      k.load32(stream, 0), k.load32(stream, 1), k.load32(stream, 2), k.load32(stream, 3)
    };
  }

  private static Value geluGate(Assembler k, Value x, Value square, Value[] c) {
    var cubic = k.op(ADD, c[0], k.op(MUL, c[2], square));
    return k.op(SIGMOID, k.op(MUL, k.op(MUL, c[1], x), cubic));
  }

  /**
   * The sum of a matrix's rows, {@code y32 = ((0 + x0) + x1) + ..}: a row of the command is a
   * column of words, its words are those of the matrix's rows, and stream x has the matrix's stride
   * as its word stride. Streams x (32), y (32).
   */
  public static Kernel sumOfRows() {
    var k = new Assembler("sum of rows");
    int x = k.stream("x");
    int y = k.stream("y");
    var sum = k.zero();
    k.loop(() -> k.accumulate(ADD, sum, k.load32(x)));
    k.store32(y, sum);
    return k.kernel();
  }
}
