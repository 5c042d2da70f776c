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

  private static final int MOST_LEAVES = 4096;

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
      checkSize(text, down);
      return Topology.tree(text.replaceAll("[^a-z0-9]+", "_"), down, up, trunks, latency);
    }
    var grid = GRID.matcher(text);
    if (grid.matches()) {
      int columns = number(grid.group(1));
      int rows = number(grid.group(2));
      checkSize(text, columns, rows);
      return Topology.grid(columns, rows, latency);
    }
    try {
      return ReferenceNetworks.topology(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("no topology %s: write %s".formatted(text, FORMS), e);
    }
  }

  private static int[] numbers(String list) {
    return Arrays.stream(list.split(",")).mapToInt(TopologyText::number).toArray();
  }

  /** Digits, of which there may be too many: then it is too large anyway. */
  private static int number(String digits) {
    return digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits);
  }

  private static void checkSize(String text, int... counts) {
    double leaves = Arrays.stream(counts).asDoubleStream().reduce(1, (a, b) -> a * b);
    if (leaves > MOST_LEAVES) {
      throw new IllegalArgumentException(
          "%s has %.0f leaves: write at most %d".formatted(text, leaves, MOST_LEAVES));
    }
  }

  private static int[] ones(int n) {
    var ones = new int[n];
    Arrays.fill(ones, 1);
    return ones;
  }
}
