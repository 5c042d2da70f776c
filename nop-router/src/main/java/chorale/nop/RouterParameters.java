package chorale.nop;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What all routers of a network have in common.
 *
 * @param width bits of a flit, head and tail marks included, 32 to 1024 for packages
 * @param classes the classes of traffic; their virtual channels are numbered in this order
 * @param stages 2: a flit is routed and written into its buffer, then arbitrated and moved to the
 *     output register; 3: with a register between arbitration and crossbar
 * @param allocation which flits of one input may move in one cycle
 * @param arbitration who goes first at an output
 * @param checked the hardware asserts what it relies on, and that no credit and no flit is lost or
 *     made on any link; without, there is no trace of it
 */
public record RouterParameters(
    int width,
    List<VcClass> classes,
    int stages,
    Allocation allocation,
    Arbitration arbitration,
    boolean checked) {

  /** Cycles of waiting after which {@link Arbitration#AGE} lets a flit go first. */
  public static final int AGE = 32;

  /** Which flits of one input may move in one cycle. */
  public enum Allocation {
    /**
     * One of each virtual channel: each has its own way to the crossbar, so that an arbiter at each
     * output is all it takes, and no input limits a match.
     */
    OUTPUT,
    /** One: first the input chooses among its VCs, then the output among the inputs. */
    SEPARABLE
  }

  public RouterParameters {
    classes = List.copyOf(classes);
    if (width < 3 || stages < 2 || stages > 3 || classes.isEmpty()) {
      throw new IllegalArgumentException(
          "a router of %d stages and %d classes with flits of %d bits: 2 or 3 stages, at least 1 class"
              .formatted(stages, classes.size(), width));
    }
    checkNames(classes);
  }

  /** Classes are told apart by what they are, so no two may be alike. */
  static void checkNames(List<VcClass> classes) {
    var names = classes.stream().map(VcClass::name).toList();
    if (Set.copyOf(names).size() < names.size()) {
      throw new IllegalArgumentException(
          "classes %s: each needs a name of its own".formatted(String.join(", ", names)));
    }
  }

  /** Routers without checks. */
  public RouterParameters(
      int width,
      List<VcClass> classes,
      int stages,
      Allocation allocation,
      Arbitration arbitration) {
    this(width, classes, stages, allocation, arbitration, false);
  }

  /** The same with checks. */
  public RouterParameters withChecks() {
    return new RouterParameters(width, classes, stages, allocation, arbitration, true);
  }

  /** A router of 2 stages that takes turns. */
  public static RouterParameters of(int width, VcClass... classes) {
    return new RouterParameters(
        width, List.of(classes), 2, Allocation.OUTPUT, Arbitration.ROUND_ROBIN);
  }

  /** Virtual channels of all classes. */
  public int vcs() {
    return classes.stream().mapToInt(VcClass::vcs).sum();
  }

  /** The class of each virtual channel. */
  public List<VcClass> classOfVc() {
    var all = new ArrayList<VcClass>();
    for (VcClass c : classes) {
      for (int v = 0; v < c.vcs(); v++) {
        all.add(c);
      }
    }
    return all;
  }

  /** Cycles from a flit at an input to the same flit at an output, if nothing is in its way. */
  public int latency() {
    return stages;
  }

  /**
   * Cycles from a flit that leaves to the next one that may use its place, over links of {@code
   * linkLatency} cycles: {@code 4 + 2 L} with 2 stages, {@code 5 + 2 L} with 3. A virtual channel
   * with fewer places than this cannot keep a link busy by itself.
   */
  public int creditLoop(int linkLatency) {
    return stages + 2 + 2 * linkLatency;
  }
}
