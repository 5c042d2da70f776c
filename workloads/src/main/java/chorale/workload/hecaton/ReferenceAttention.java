package chorale.workload.hecaton;

import static chorale.workload.hecaton.SequentialSums.at;
import static chorale.workload.hecaton.SequentialSums.rows;

import chorale.workload.train.Arithmetic;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Attention of {@link BlockReference}, one head and one token after the other. Rows are by token.
 *
 * @param <N> the numbers
 */
final class ReferenceAttention<N> {
  private final BlockData data;
  private final SlicedSums order;
  private final SequentialSums<N> sums;
  private final Arithmetic<N> n;
  private final int tokens;
  private final int headSize;
  private final List<List<N>> q;
  private final List<List<N>> k;
  private final List<List<N>> v;
  private final List<List<N>> output;

  /** By query head and token the weights of tokens, 0 where none is seen. */
  private final List<List<List<N>>> probability = new ArrayList<>();

  ReferenceAttention(
      BlockData data,
      SlicedSums order,
      SequentialSums<N> sums,
      List<List<N>> q,
      List<List<N>> k,
      List<List<N>> v,
      Arithmetic<N> arithmetic) {
    this.data = data;
    this.order = order;
    this.sums = sums;
    this.q = q;
    this.k = k;
    this.v = v;
    n = arithmetic;
    tokens = q.size();
    headSize = (int) data.shape().headSize();
    output = attend();
  }

  List<List<N>> output() {
    return output;
  }

  private List<List<N>> attend() {
    int heads = q.getFirst().size() / headSize;
    var out = rows(tokens, heads * headSize, (_, _) -> n.of(0));
    for (int head = 0; head < heads; head++) {
      int from = head * headSize;
      int key = kvHead(head) * headSize;
      var p = rows(tokens, tokens, (_, _) -> n.of(0));
      for (int t = 0; t < tokens; t++) {
        int token = t;
        int begin = data.firstSeen(t);
        int end = data.seenEnd(t);
        var scores = new ArrayList<N>();
        for (int s = begin; s < end; s++) {
          int seen = s;
          N dot =
              sums.ascending(
                  n.of(0), 0, headSize, i -> n.times(at(q, token, from + i), at(k, seen, key + i)));
          scores.add(n.times(n.of(data.scale()), dot));
        }
        N max = scores.stream().reduce(n::max).orElseThrow();
        var powers = scores.stream().map(score -> n.exp(n.minus(score, max))).toList();
        N share = n.reciprocal(sums.ofRow(0, powers.size(), powers::get));
        for (int s = begin; s < end; s++) {
          p.get(t).set(s, n.toBf16(n.times(powers.get(s - begin), share)));
        }
        for (int i = 0; i < headSize; i++) {
          int number = i;
          N sum =
              sums.ascending(
                  n.of(0), begin, end, s -> n.times(at(p, token, s), at(v, s, key + number)));
          out.get(t).set(from + i, n.toBf16(sum));
        }
      }
      probability.add(p);
    }
    return out;
  }

  /** Gradients of queries, keys and values, not rounded. */
  List<List<List<N>>> backward(List<List<N>> dOut) {
    int heads = probability.size();
    var dScores = new ArrayList<List<List<N>>>();
    for (int head = 0; head < heads; head++) {
      var p = probability.get(head);
      int from = head * headSize;
      int key = kvHead(head) * headSize;
      var ds = rows(tokens, tokens, (_, _) -> n.of(0));
      for (int t = 0; t < tokens; t++) {
        int token = t;
        IntFunction<N> dp =
            s ->
                sums.ascending(
                    n.of(0),
                    0,
                    headSize,
                    i -> n.times(at(dOut, token, from + i), at(v, s, key + i)));
        int begin = data.firstSeen(t);
        int end = data.seenEnd(t);
        N mean = sums.ofRow(begin, end, s -> n.times(at(p, token, s), dp.apply(s)));
        for (int s = begin; s < end; s++) {
          ds.get(t).set(s, n.toBf16(n.times(at(p, t, s), n.minus(dp.apply(s), mean))));
        }
      }
      dScores.add(ds);
    }
    N scale = n.of(data.scale());
    var dq =
        rows(
            tokens,
            heads * headSize,
            (t, i) -> {
              int head = i / headSize;
              int key = kvHead(head) * headSize + i % headSize;
              return n.times(
                  scale,
                  sums.ascending(
                      n.of(0),
                      data.firstSeen(t),
                      data.seenEnd(t),
                      s -> n.times(at(dScores.get(head), t, s), at(k, s, key))));
            });
    var dk = ofKeys(k.getFirst().size(), dScores, q);
    var scaledDk = rows(tokens, k.getFirst().size(), (t, i) -> n.times(scale, at(dk, t, i)));
    return List.of(dq, scaledDk, ofKeys(k.getFirst().size(), probability, dOut));
  }

  /** Sums over a key's query heads and the tokens that see it, of token slices where it is cut. */
  private List<List<N>> ofKeys(int width, List<List<List<N>>> factors, List<List<N>> queries) {
    int group = (int) (data.shape().heads() / data.shape().kvHeads());
    int p = order.slices(true);
    boolean cut = tokens / data.shape().length() % p != 0;
    return rows(
        tokens,
        width,
        (s, i) -> {
          int kvHead = i / headSize;
          int column = i / (width / order.slices(false));
          IntFunction<N> slice =
              number -> {
                N sum = n.of(0);
                int from = cut ? number * (tokens / p) : data.firstSeen(s);
                int end = cut ? from + tokens / p : (int) (from + data.shape().length());
                for (int head = kvHead * group; head < (kvHead + 1) * group; head++) {
                  for (int t = from; t < end; t++) {
                    if (data.firstSeen(t) <= s && s < data.seenEnd(t)) {
                      N query = at(queries, t, head * headSize + i % headSize);
                      sum = n.add(sum, n.times(at(factors.get(head), t, s), query));
                    }
                  }
                }
                return sum;
              };
          // place i of column j has token slice i, or i + j
          return cut
              ? sums.sliced(
                  true,
                  s,
                  column,
                  place -> slice.apply(order.skewed() ? (place + column) % p : place))
              : slice.apply(0);
        });
  }

  private int kvHead(int head) {
    return (int) (head / (data.shape().heads() / data.shape().kvHeads()));
  }
}
