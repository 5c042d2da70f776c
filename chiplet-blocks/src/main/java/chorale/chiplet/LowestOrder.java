package chorale.chiplet;

import chorale.hdl.Bool;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Who goes first to a group's memory: of those who ask the one with the lowest order number that
 * the Program gave, of equal ones the first in the list. Without registers.
 */
final class LowestOrder {
  private LowestOrder() {}

  /** For each who asks, whether it wins: exactly one does if anybody asks. */
  static List<Bool> wins(List<Stream> asked, UnaryOperator<UInt> order) {
    var wins = new ArrayList<Bool>();
    for (int i = 0; i < asked.size(); i++) {
      Bool best = asked.get(i).valid();
      UInt mine = order.apply(asked.get(i).bits());
      for (int j = 0; j < asked.size(); j++) {
        if (j != i) {
          UInt other = order.apply(asked.get(j).bits());
          Bool precedes = j < i ? other.le(mine) : other.lt(mine);
          best = best.andNot(asked.get(j).valid().and(precedes));
        }
      }
      wins.add(best);
    }
    return wins;
  }
}
