package chorale.workload.place;

import chorale.workload.Placement;
import chorale.workload.Routing;
import java.util.Arrays;
import java.util.BitSet;

/**
 * What a placement makes the links of a NoP-Tree carry, in packets; a packet is a token's vector
 * with its head. Immutable.
 *
 * <p>Down: a token crosses the trunk of a group once if one of its experts lives there, and the
 * leaf link of a chiplet once (multicast in the switches). Up, when switches add: the same,
 * mirrored. Up, in mode {@code home}: every contribution by itself.
 */
public final class LinkLoads {
  private final int tokens;
  private final long[] trunks;
  private final long[] leaves;
  private final long[] pairs;
  private final long[] groupPairs;

  private LinkLoads(Routing routing, Placement placement, Tree tree) {
    tokens = routing.tokens();
    trunks = new long[tree.groups()];
    leaves = new long[tree.places()];
    pairs = new long[tree.places()];
    groupPairs = new long[tree.groups()];
    var chiplets = new BitSet();
    var groups = new BitSet();
    for (int t = 0; t < tokens; t++) {
      chiplets.clear();
      groups.clear();
      for (int j = 0; j < routing.topK(); j++) {
        int chiplet = placement.chiplet(routing.expert(t, j));
        chiplets.set(chiplet);
        groups.set(tree.group(chiplet));
        pairs[chiplet]++;
        groupPairs[tree.group(chiplet)]++;
      }
      chiplets.stream().forEach(c -> leaves[c]++);
      groups.stream().forEach(g -> trunks[g]++);
    }
  }

  /** The loads of {@code placement} on {@code tree} under {@code routing}. */
  public static LinkLoads of(Routing routing, Placement placement, Tree tree) {
    return new LinkLoads(routing, placement, tree);
  }

  /** C_T: distinct chiplets per token. */
  public double replicas() {
    return (double) Arrays.stream(leaves).sum() / tokens;
  }

  /** Distinct groups per token. */
  public double groups() {
    return (double) Arrays.stream(trunks).sum() / tokens;
  }

  /** Packets on the trunk that carries most. */
  public long busiestTrunk() {
    return Arrays.stream(trunks).max().orElseThrow();
  }

  /** Packets on the leaf link that carries most. */
  public long busiestLeaf() {
    return Arrays.stream(leaves).max().orElseThrow();
  }

  /**
   * Packets on the busiest link, down, and up if switches add. Links being equally wide, it is a
   * trunk: a token that reaches a chiplet has crossed the trunk of its group.
   */
  public long binding() {
    return Math.max(busiestTrunk(), busiestLeaf());
  }

  /** Packets on the busiest link up when every contribution travels home by itself. */
  public long bindingHome() {
    return Arrays.stream(groupPairs).max().orElseThrow();
  }

  /** Load of the busiest chiplet over the mean of {@code chiplets} chiplets, in pairs. */
  public double imbalance(int chiplets) {
    return (double) Arrays.stream(pairs).max().orElseThrow()
        * chiplets
        / Arrays.stream(pairs).sum();
  }
}
