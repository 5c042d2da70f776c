package chorale.chiplet.memory;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import java.util.List;

/**
 * The oldest of some candidates, by a tournament over their time stamps. Stamps are compared modulo
 * their width: right while the oldest is younger than half its range. Of equal ones the lower goes
 * first.
 *
 * @param any whether there is a candidate
 * @param index of the oldest
 * @param stamp of the oldest
 */
record Oldest(Bool any, UInt index, UInt stamp) {
  /** The oldest of those for which {@code candidate} holds. */
  static Oldest of(List<Bool> candidate, List<? extends UInt> stamp) {
    return of(candidate, stamp, 0, candidate.size(), Module.log2(candidate.size()));
  }

  private static Oldest of(
      List<Bool> candidate, List<? extends UInt> stamp, int from, int to, int bits) {
    if (to - from == 1) {
      return new Oldest(candidate.get(from), UInt.lit(from, bits), stamp.get(from));
    }
    int middle = (from + to) / 2;
    var low = of(candidate, stamp, from, middle, bits);
    var high = of(candidate, stamp, middle, to, bits);
    int top = low.stamp.width() - 1;
    Bool younger = high.stamp.minus(low.stamp).bit(top);
    Bool takesHigh = high.any.and(younger.or(low.any.not()));
    return new Oldest(
        low.any.or(high.any),
        takesHigh.mux(high.index, low.index),
        takesHigh.mux(high.stamp, low.stamp));
  }
}
