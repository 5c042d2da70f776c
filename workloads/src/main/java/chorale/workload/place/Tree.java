package chorale.workload.place;

import chorale.workload.Placement;
import chorale.workload.RunConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The leaves of a NoP-Tree that hold a chiplet.
 *
 * @param groups switches
 * @param perGroup places at each switch
 * @param chiplets the places that have a chiplet, ascending; place c hangs at switch c / perGroup
 */
public record Tree(int groups, int perGroup, List<Integer> chiplets) {
  /** Copies the list. */
  public Tree {
    chiplets = List.copyOf(chiplets);
    if (chiplets.isEmpty()) {
      throw new IllegalArgumentException("a tree without chiplets holds no experts");
    }
  }

  /** A tree with a chiplet at every place. */
  public Tree(int groups, int perGroup) {
    this(groups, perGroup, IntStream.range(0, groups * perGroup).boxed().toList());
  }

  /** The tree of a package, without the chiplets that are left out. */
  public static Tree of(RunConfig.Package pack) {
    return new Tree(pack.nop().groups(), pack.nop().chipletsPerGroup(), pack.enabledChiplets());
  }

  /** Places, with and without a chiplet. */
  public int places() {
    return groups * perGroup;
  }

  /** The switch of {@code chiplet}. */
  public int group(int chiplet) {
    return chiplet / perGroup;
  }

  /**
   * How many of {@code experts} each chiplet gets, in the order of {@link #chiplets}: shares that
   * differ by one at most, the same as those of the contiguous placement.
   */
  int[] shares(int experts) {
    int n = chiplets.size();
    return IntStream.range(0, n).map(i -> (i + 1) * experts / n - i * experts / n).toArray();
  }

  /** For each switch, which of {@link #chiplets} hang at it, by their rank in that list. */
  List<List<Integer>> ranksByGroup() {
    var byGroup = new ArrayList<List<Integer>>();
    for (int g = 0; g < groups; g++) {
      int group = g;
      byGroup.add(
          IntStream.range(0, chiplets.size())
              .filter(i -> group(chiplets.get(i)) == group)
              .boxed()
              .toList());
    }
    return byGroup;
  }

  /** The placement whose i-th chiplet holds {@code experts[i]}. */
  Placement placement(int[][] experts) {
    var all = new int[places()][0];
    for (int i = 0; i < experts.length; i++) {
      all[chiplets.get(i)] = IntStream.of(experts[i]).sorted().toArray();
    }
    return new Placement(all);
  }
}
