package chorale.workload.num;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/**
 * The order in which a tree of two levels of switches adds up what chiplets send of a token. A
 * switch adds the first rows of its chiplets, then the second ones of those that have any, with the
 * sum so far as the last operand, and so on; the root adds the sums of the switches. Operands are
 * added as a tree in the order of the children, {@code ((c0 + c1) + (c2 + c3)) + sum}, what is not
 * there is left out; each switch rounds once.
 *
 * @param groups number of switches
 * @param chiplets of a switch
 */
public record SwitchOrder(int groups, int chiplets) {
  /**
   * The sum.
   *
   * @param rows by chiplet, its numbers in the order in which it sends them
   * @param plus the addition within a switch
   * @param round what a switch does to its sum
   */
  public <N> N sum(List<List<N>> rows, BinaryOperator<N> plus, UnaryOperator<N> round) {
    var sums = new ArrayList<N>();
    for (int g = 0; g < groups; g++) {
      sums.add(ofSwitch(rows.subList(g * chiplets, (g + 1) * chiplets), plus, round));
    }
    return round.apply(tree(sums, plus));
  }

  private static <N> N ofSwitch(
      List<List<N>> rows, BinaryOperator<N> plus, UnaryOperator<N> round) {
    int rounds = rows.stream().mapToInt(List::size).max().orElse(0);
    N sum = null;
    for (int r = 0; r < rounds; r++) {
      var operands = new ArrayList<N>();
      for (var of : rows) {
        operands.add(r < of.size() ? of.get(r) : null);
      }
      operands.add(sum);
      sum = tree(operands, plus);
    }
    return sum == null ? null : round.apply(sum);
  }

  /**
   * Neighbours in pairs, then neighbouring sums; an odd one at the end waits for the next level.
   */
  private static <N> N tree(List<N> operands, BinaryOperator<N> plus) {
    List<N> level = operands;
    while (level.size() > 1) {
      var next = new ArrayList<N>();
      for (int i = 0; i + 1 < level.size(); i += 2) {
        N a = level.get(i);
        N b = level.get(i + 1);
        next.add(a == null ? b : b == null ? a : plus.apply(a, b));
      }
      if (level.size() % 2 == 1) {
        next.add(level.getLast());
      }
      level = Collections.unmodifiableList(next);
    }
    return level.getFirst();
  }
}
