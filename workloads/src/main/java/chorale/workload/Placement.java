package chorale.workload;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Which chiplet each expert lives on, and which local expert it is there. Immutable. */
public final class Placement {
  /** What a mapping says of the placement: a strategy, alone or with what it has decided on. */
  public sealed interface Choice {
    /** How experts are placed. */
    Strategy strategy();
  }

  /** A strategy with the placement that it leads to. */
  public record Decided(Strategy strategy, Placement placement) implements Choice {}

  /** How experts are placed; always in shares that differ by one at most. */
  public enum Strategy implements Choice {
    /** In order: of n chiplets, the i-th holds the experts {@code i*E/n .. (i+1)*E/n - 1}. */
    CONTIGUOUS(false),
    /** In a random order. */
    RANDOM(false),
    /** By descending load to the chiplet of the least load. */
    GREEDY(true),
    /** Mozart: clusters by co-activation, then clusters to switches by load. */
    MOZART(true),
    /** Ours: groups, then chiplets, so that the busiest link carries least. */
    CHORALE(true);

    private final boolean learns;

    Strategy(boolean learns) {
      this.learns = learns;
    }

    @Override
    public Strategy strategy() {
      return this;
    }

    /** Whether it has to see tokens first. */
    public boolean learns() {
      return learns;
    }
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
   * The placement that a run asks for. {@code chorale.workload.place.Placements} decides beforehand
   * on one that learns from tokens or is drawn.
   *
   * @param places chiplets, those that are left out included
   * @param enabled the chiplets that are there, ascending
   * @throws IllegalArgumentException if the choice is a strategy that needs more than that, or a
   *     placement of other experts or on other chiplets
   */
  public static Placement of(Choice choice, int expertCount, int places, List<Integer> enabled) {
    return switch (choice) {
      case Decided d -> d.placement.checked(expertCount, places, enabled);
      case Strategy s when s == Strategy.CONTIGUOUS -> contiguous(expertCount, places, enabled);
      case Strategy s -> throw new IllegalArgumentException(s + " is not decided on yet");
    };
  }

  private Placement checked(int expertCount, int places, List<Integer> enabled) {
    boolean fits = chiplets.length == expertCount && experts.length == places;
    for (int c = 0; c < experts.length && fits; c++) {
      fits = experts[c].length == 0 || enabled.contains(c);
    }
    if (!fits) {
      throw new IllegalArgumentException("the placement is of other experts or other chiplets");
    }
    return this;
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
