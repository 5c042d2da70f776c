package chorale.workload;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Which chiplet each expert lives on, and which local expert it is there. Immutable. */
public final class Placement {
  /** How experts are placed. */
  public enum Strategy {
    /**
     * In order, in shares that differ by one at most: of n chiplets that are there, the i-th holds
     * the experts {@code i*E/n .. (i+1)*E/n - 1}.
     */
    CONTIGUOUS
  }

  private final int[] chiplets;
  private final int[] locals;
  private final int[][] experts;

  /**
   * The placement that puts {@code experts[c][l]} at local index l of chiplet c.
   *
   * @throws IllegalArgumentException if an expert stands twice or one of {@code 0 .. E-1} misses
   */
  public Placement(int[][] experts) {
    this.experts = new int[experts.length][];
    int count = 0;
    for (int c = 0; c < experts.length; c++) {
      this.experts[c] = experts[c].clone();
      count += experts[c].length;
    }
    chiplets = new int[count];
    locals = new int[count];
    Arrays.fill(chiplets, -1);
    for (int c = 0; c < experts.length; c++) {
      for (int l = 0; l < experts[c].length; l++) {
        int expert = this.experts[c][l];
        if (expert < 0 || expert >= count || chiplets[expert] >= 0) {
          throw new IllegalArgumentException("expert " + expert + " cannot be at " + c + "." + l);
        }
        chiplets[expert] = c;
        locals[expert] = l;
      }
    }
  }

  /**
   * The placement of {@code expertCount} experts by {@code strategy}.
   *
   * @param places chiplets, those that are left out included
   * @param enabled the chiplets that are there, ascending
   */
  public static Placement of(
      Strategy strategy, int expertCount, int places, List<Integer> enabled) {
    return switch (strategy) {
      case CONTIGUOUS -> contiguous(expertCount, places, enabled);
    };
  }

  private static Placement contiguous(int expertCount, int places, List<Integer> enabled) {
    var experts = new int[places][0];
    int n = enabled.size();
    for (int i = 0; i < n; i++) {
      experts[enabled.get(i)] =
          IntStream.range(i * expertCount / n, (i + 1) * expertCount / n).toArray();
    }
    return new Placement(experts);
  }

  /** Number of chiplets. */
  public int chiplets() {
    return experts.length;
  }

  /** Number of experts. */
  public int expertCount() {
    return chiplets.length;
  }

  /** The chiplet of {@code expert}. */
  public int chiplet(int expert) {
    return chiplets[expert];
  }

  /** The index of {@code expert} among those of its chiplet. */
  public int local(int expert) {
    return locals[expert];
  }

  /** The experts of {@code chiplet} by local index. A copy. */
  public int[] experts(int chiplet) {
    return experts[chiplet].clone();
  }
}
