package chorale.bench.noc;

import chorale.nop.Topology;
import java.util.Arrays;
import java.util.regex.Pattern;

/** Topologies as text, for the command line. */
public final class TopologyText {
  /** What can be written. */
  public static final String FORMS =
      "tree:4,4,4 (children of each level, from the leaves up), tree:4,4,4/2,2,1/1,2,1 (and parents,"
          + " and links to each), grid:8x8, qtree, tree4_nca, ft4x3_nca, ft8x2_nca or mesh8x8";

  private static final Pattern TREE =
      Pattern.compile("tree:(\\d+(?:,\\d+)*)(?:/(\\d+(?:,\\d+)*)(?:/(\\d+(?:,\\d+)*))?)?");
  private static final Pattern GRID = Pattern.compile("grid:(\\d+)x(\\d+)");

  private TopologyText() {}

  /**
   * A topology with links of {@code latency} cycles; the named ones have links of 1.
   *
   * @throws IllegalArgumentException that says what can be written
   */
  public static Topology parse(String text, int latency) {
    var tree = TREE.matcher(text);
    if (tree.matches()) {
      int[] down = numbers(tree.group(1));
      int[] up = tree.group(2) == null ? ones(down.length) : numbers(tree.group(2));
      int[] trunks = tree.group(3) == null ? ones(down.length) : numbers(tree.group(3));
      return Topology.tree(text.replaceAll("[^a-z0-9]+", "_"), down, up, trunks, latency);
    }
    var grid = GRID.matcher(text);
    if (grid.matches()) {
      return Topology.grid(
          Integer.parseInt(grid.group(1)), Integer.parseInt(grid.group(2)), latency);
    }
    try {
      return ReferenceNetworks.topology(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("no topology %s: write %s".formatted(text, FORMS), e);
    }
  }

  private static int[] numbers(String list) {
    return Arrays.stream(list.split(",")).mapToInt(Integer::parseInt).toArray();
  }

  private static int[] ones(int n) {
    var ones = new int[n];
    Arrays.fill(ones, 1);
    return ones;
  }
}
