package chorale.workload.vector;

import static chorale.workload.vector.VectorOp.ADD;
import static chorale.workload.vector.VectorOp.MAX;
import static chorale.workload.vector.VectorOp.MUL;
import static chorale.workload.vector.VectorOp.RECIPROCAL;
import static chorale.workload.vector.VectorOp.RSQRT;
import static chorale.workload.vector.VectorOp.SIGMOID;
import static chorale.workload.vector.VectorOp.SUB;

import chorale.workload.vector.Assembler.Value;

/**
 * RMSNorm of rows that are split over dies, and the layers behind it. {@code norm(x) W = r (x g)
 * W}: a die multiplies {@code x g}, whose sums go around with those of the squares; where they end,
 * the root r of a row is known, and is applied to them. So a kernel here begins with what two words
 * add up to: the sum that has come, and the die's own part.
 *
 * <p>Sums over a row are of each lane over the row's words in order, then of lanes 2^0, 2^1 ..
 * apart; they stand in all lanes of a word. "16" is a stream of bf16, "32" one of binary32.
 */
public final class SplitNorm {
  private SplitNorm() {}

  /** 1/n, eps and the smallest normal number, for offsets 0 to 2 of stream constants. */
  public static float[] constants(int n, float eps) {
    return new float[] {1f / n, eps, Float.MIN_NORMAL};
  }

  /** {@code a16 = x gain}, and the sum of the squares of x. Streams x (16), gain, a, squares. */
  public static Kernel squares(int lanes) {
    var k = new Assembler("squares");
    int xs = k.stream("x");
    int gain = k.stream("gain");
    int a = k.stream("a");
    int squares = k.stream("squares");
    var sum = k.zero();
    k.loop(
        () -> {
          var x = k.load16(xs);
          k.store16(a, k.op(MUL, x, k.load16(gain)));
          k.accumulate(ADD, sum, k.op(MUL, x, x));
        });
    k.store32(squares, k.all(ADD, sum, lanes));
    return k.kernel();
  }

  /**
   * {@code y16 = r (x32 + d32)}, and r. Streams s, t (32: parts of the sum of squares), constants
   * (32), x, d, y, root (32).
   */
  public static Kernel rooted() {
    var k = new Assembler("rooted");
    var r = root(k);
    int x = k.stream("x");
    int d = k.stream("d");
    int y = k.stream("y");
    k.store32(k.stream("root"), r);
    k.loop(() -> k.store16(y, k.op(MUL, r, sum(k, x, d, 0))));
    return k.kernel();
  }

  /**
   * SwiGLU of a layer whose rows have the gate's numbers and, {@code words} behind them, as many of
   * up: {@code g = r (x + d)}, so u, {@code h16 = (g sigmoid(g)) u}. Streams s, t, constants (32),
   * x, d, gu (32: g and u as rows of x), h (16), root (32).
   */
  public static Kernel gated(int words) {
    var k = new Assembler("gated");
    var r = root(k);
    int x = k.stream("x");
    int d = k.stream("d");
    int gu = k.stream("gu");
    int h = k.stream("h");
    k.store32(k.stream("root"), r);
    k.loop(
        () -> {
          var g = k.op(MUL, r, sum(k, x, d, 0));
          k.store32(gu, g);
          var u = k.op(MUL, r, sum(k, x, d, words));
          k.store32(gu, words, u);
          k.store16(h, k.op(MUL, k.op(MUL, g, k.op(SIGMOID, g)), u));
        });
    return k.kernel();
  }

  /**
   * Its derivatives, of {@code dh = x + d}: {@code r dg} and {@code r du}, rounded, and {@code e =
   * (r r) (sum of g dg + sum of u du)}. Streams x, d, root, gu (32), dgu (16), one, e (32).
   */
  public static Kernel gatedBackward(int words, int lanes) {
    var k = new Assembler("gated backward");
    int x = k.stream("x");
    int d = k.stream("d");
    var r = k.load32(k.stream("root"));
    int gu = k.stream("gu");
    int dgu = k.stream("dgu");
    var one = k.load32(k.stream("one"));
    int e = k.stream("e");
    var ofGate = k.zero();
    var ofUp = k.zero();
    k.loop(
        () -> {
          var dh = sum(k, x, d, 0);
          var g = k.load32(gu);
          var u = k.load32(gu, words);
          var s = k.op(SIGMOID, g);
          var a = k.op(MUL, g, s);
          var du = k.op(MUL, dh, a);
          k.store16(dgu, words, k.op(MUL, r, du));
          k.accumulate(ADD, ofUp, k.op(MUL, u, du));
          var slope = k.op(ADD, s, k.op(MUL, a, k.op(SUB, one, s)));
          var dg = k.op(MUL, k.op(MUL, dh, u), slope);
          k.store16(dgu, k.op(MUL, r, dg));
          k.accumulate(ADD, ofGate, k.op(MUL, g, dg));
        });
    var energy = k.op(ADD, k.all(ADD, ofGate, lanes), k.all(ADD, ofUp, lanes));
    k.store32(e, k.op(MUL, k.op(MUL, r, r), energy));
    return k.kernel();
  }

  /**
   * The same behind attention, whose rows are the queries of {@code group} heads of keys, keys, and
   * values, each of the loop's words: {@code dy} times the scale for queries and keys, {@code r
   * dy}, rounded, and e. Streams y (16), dy, root, scale (32), sent (16), e (32).
   */
  public static Kernel attendedBackward(int group, int words, int lanes) {
    var k = new Assembler("attended backward");
    int y = k.stream("y");
    int dy = k.stream("dy");
    var r = k.load32(k.stream("root"));
    var scale = k.load32(k.stream("scale"));
    int sent = k.stream("sent");
    int e = k.stream("e");
    Value[] sums = {k.zero(), k.zero(), k.zero()};
    for (int part = 0; part < group + 2; part++) {
      int at = part * words;
      boolean scaled = part <= group;
      var sum = sums[Math.max(0, part - group + 1)];
      k.loop(
          () -> {
            var d = k.load32(dy, at);
            var derivative = scaled ? k.op(MUL, scale, d) : d;
            k.store16(sent, at, k.op(MUL, r, derivative));
            k.accumulate(ADD, sum, k.op(MUL, k.load16(y, at), derivative));
          });
    }
    var energy = k.op(ADD, k.all(ADD, sums[0], lanes), k.all(ADD, sums[1], lanes));
    energy = k.op(ADD, energy, k.all(ADD, sums[2], lanes));
    k.store32(e, k.op(MUL, k.op(MUL, r, r), energy));
    return k.kernel();
  }

  /**
   * {@code dn32 = x + d} and {@code share32 = (s + t) (1/n)}. Streams s, t, constants (32), x, d,
   * dn, share; dn may be d.
   */
  public static Kernel energies() {
    var k = new Assembler("energies");
    int s = k.stream("s");
    int t = k.stream("t");
    var mean = k.load32(k.stream("constants"));
    int x = k.stream("x");
    int d = k.stream("d");
    int dn = k.stream("dn");
    k.store32(k.stream("share"), k.op(MUL, sum(k, s, t, 0), mean));
    k.loop(() -> k.store32(dn, sum(k, x, d, 0)));
    return k.kernel();
  }

  /**
   * {@code dx16 = residual + (gain dn - x share)} and {@code dgain32 = x dn}, of which {@link
   * Kernels#sumOfRows} makes the gain's gradient. Streams dn, share (32), gain, x, residual, dx
   * (16), dgain (32).
   */
  public static Kernel backward() {
    var k = new Assembler("split norm backward");
    int dns = k.stream("dn");
    var share = k.load32(k.stream("share"));
    int gain = k.stream("gain");
    int xs = k.stream("x");
    int residual = k.stream("residual");
    int dx = k.stream("dx");
    int dgain = k.stream("dgain");
    k.loop(
        () -> {
          var dn = k.load32(dns);
          var x = k.load16(xs);
          k.store32(dgain, k.op(MUL, x, dn));
          var change = k.op(SUB, k.op(MUL, k.load16(gain), dn), k.op(MUL, x, share));
          k.store16(dx, k.op(ADD, k.load16(residual), change));
        });
    return k.kernel();
  }

  /** {@code y16 = x16 + (a32 + b32)}. Streams x, a, b, y. */
  public static Kernel residual() {
    var k = new Assembler("residual of sums");
    int x = k.stream("x");
    int a = k.stream("a");
    int b = k.stream("b");
    int y = k.stream("y");
    k.loop(() -> k.store16(y, k.op(ADD, k.load16(x), sum(k, a, b, 0))));
    return k.kernel();
  }

  /** {@code y32 = a32 + b32}. Streams a, b, y. */
  public static Kernel sums() {
    var k = new Assembler("sums");
    int a = k.stream("a");
    int b = k.stream("b");
    int y = k.stream("y");
    k.loop(() -> k.store32(y, sum(k, a, b, 0)));
    return k.kernel();
  }

  private static Value sum(Assembler k, int a, int b, int offset) {
    return k.op(ADD, k.load32(a, offset), k.load32(b, offset));
  }

  /** {@code 1 / (m rsqrt(m))} of {@code m = (s + t) (1/n) + eps}. */
  private static Value root(Assembler k) {
    int s = k.stream("s");
    int t = k.stream("t");
    int constants = k.stream("constants");
    var mean = k.op(MUL, sum(k, s, t, 0), k.load32(constants));
    var m = k.op(ADD, mean, k.load32(constants, 1));
    var root = k.op(MUL, m, k.op(RSQRT, k.op(MAX, m, k.load32(constants, 2))));
    return k.op(RECIPROCAL, root);
  }
}
