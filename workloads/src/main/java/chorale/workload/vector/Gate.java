package chorale.workload.vector;

import static chorale.workload.vector.VectorOp.ADD;
import static chorale.workload.vector.VectorOp.EQUAL;
import static chorale.workload.vector.VectorOp.MAX;
import static chorale.workload.vector.VectorOp.MUL;
import static chorale.workload.vector.VectorOp.RECIPROCAL;
import static chorale.workload.vector.VectorOp.SELECT;
import static chorale.workload.vector.VectorOp.SUB;

import chorale.workload.vector.Assembler.Value;

/**
 * The gate of a mixture of experts: softmax over a token's logits and the k experts with the
 * largest probabilities, the largest first, of equal ones that with the lowest index.
 */
public final class Gate {
  /** Most experts of a token. */
  public static final int MOST = 8;

  private Gate() {}

  /**
   * A row is a token, its numbers the experts' logits; what fills up the last word is minus
   * infinity. Probabilities are {@code exp(x - max) (1 / sum)} in binary32, with sums as in {@link
   * Softmax}. Of the choices, at offset t of streams weight and expert, in all lanes: the
   * probability, and the expert's index as a number. Renormalised, a weight is {@code p (1 / ((p0 +
   * p1) + ..))}.
   *
   * <p>Streams logits (32), probability (32), rest (32: as many words, free for use), weight (32),
   * expert (32). A row with a NaN gets the index infinity.
   */
  public static Kernel kernel(int lanes, int topK, boolean renormalised) {
    if (topK < 1 || topK > MOST) {
      throw new IllegalArgumentException("a gate to %d experts: 1 to %d".formatted(topK, MOST));
    }
    var k = new Assembler("gate to %d%s".formatted(topK, renormalised ? ", renormalised" : ""));
    int logits = k.stream("logits");
    int probability = k.stream("probability");
    int rest = k.stream("rest");
    int weight = k.stream("weight");
    int expert = k.stream("expert");

    var max = Softmax.maximum(k, logits, lanes);
    var sum = k.zero();
    k.loop(
        () -> {
          var power = Softmax.power(k, logits, max);
          k.store32(rest, power);
          k.accumulate(ADD, sum, power);
        });
    var scale = k.op(RECIPROCAL, k.all(ADD, sum, lanes));
    var first = k.minusInfinity();
    k.loop(
        () -> {
          var p = k.op(MUL, k.load32(rest), scale);
          k.store32(rest, p);
          k.store32(probability, p);
          k.accumulate(MAX, first, p);
        });

    var chosen = new Value[topK];
    var largest = first;
    for (int t = 0; t < topK; t++) {
      chosen[t] = k.all(MAX, largest, lanes);
      var index = lowest(k, rest, chosen[t], lanes);
      k.store32(expert, t, k.op(SUB, k.zero(), index));
      if (t + 1 < topK) {
        largest = without(k, rest, index);
      }
    }
    if (renormalised) {
      Value total = chosen[0];
      for (int t = 1; t < topK; t++) {
        total = k.op(ADD, total, chosen[t]);
      }
      var share = k.op(RECIPROCAL, total);
      for (int t = 0; t < topK; t++) {
        chosen[t] = k.op(MUL, chosen[t], share);
      }
    }
    for (int t = 0; t < topK; t++) {
      k.store32(weight, t, chosen[t]);
    }
    return k.kernel();
  }

  /** Minus the lowest index of those that equal {@code value}, in all lanes. */
  private static Value lowest(Assembler k, int rest, Value value, int lanes) {
    var zero = k.zero();
    var best = k.minusInfinity();
    k.loop(
        () -> {
          var minus = k.op(SUB, zero, k.index());
          k.accumulate(MAX, best, k.op(SELECT, minus, k.op(EQUAL, k.load32(rest), value)));
        });
    return k.all(MAX, best, lanes);
  }

  /** Takes the number at an index, given as minus it, out; the largest of the others, by lane. */
  private static Value without(Assembler k, int rest, Value minusIndex) {
    var largest = k.minusInfinity();
    k.loop(
        () -> {
          var left = k.op(SELECT, k.load32(rest), k.op(ADD, k.index(), minusIndex));
          k.store32(rest, left);
          k.accumulate(MAX, largest, left);
        });
    return largest;
  }
}
