package chorale.workload.train;

import chorale.workload.Placement;
import chorale.workload.Routing;
import chorale.workload.num.SwitchOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where and in which order the rows of a token's experts are added: at its home, in top-k order, or
 * by the switches on their way, those of a chiplet in top-k order.
 *
 * @param switches empty: the home adds
 */
public record HomeOrder(Optional<InSwitch> switches) {
  /** At the home. */
  public static final HomeOrder HOME = new HomeOrder(Optional.empty());

  /**
   * Switches that add.
   *
   * @param order theirs
   * @param placement of the experts
   */
  public record InSwitch(SwitchOrder order, Placement placement) {}

  /** By switches. */
  public static HomeOrder inSwitch(SwitchOrder order, Placement placement) {
    return new HomeOrder(Optional.of(new InSwitch(order, placement)));
  }

  /** Whether switches add. */
  boolean isInSwitch() {
    return switches.isPresent();
  }

  /** A number of a token's row from those of its experts, in top-k order; only in switches. */
  <N> N sum(Arithmetic<N> n, Routing routing, int token, List<N> parts) {
    var s = switches.orElseThrow();
    int chiplets = s.order.groups() * s.order.chiplets();
    var rows = new ArrayList<List<N>>();
    for (int c = 0; c < chiplets; c++) {
      rows.add(new ArrayList<>());
    }
    for (int j = 0; j < parts.size(); j++) {
      rows.get(s.placement.chiplet(routing.expert(token, j))).add(parts.get(j));
    }
    return s.order.sum(rows, n::add, n::toBf16);
  }
}
