package chorale.workload.mozart;

import chorale.workload.Placement;
import chorale.workload.Routing;
import chorale.workload.step.Machine;
import chorale.workload.step.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A layer of experts as Mozart trains it (arXiv 2603.07006, section 4): tokens to their experts,
 * forward, back home; gradients to the experts, backward, back home; update. Weights are streamed
 * from the memories of the groups before the forward and the backward pass, hottest experts first;
 * what the backward pass needs of the forward one is stored and loaded again; so are gradients, and
 * the optimizer loads weights, gradients and moments and stores weights and moments.
 *
 * @param machine that does it
 * @param routing of its tokens; of a micro-batch token t's home is the {@code t n / tokens}-th of n
 * @param placement of the experts
 * @param hidden size of a token's state
 * @param inner size between an expert's matrices
 * @param overlaps whether two experts of a chiplet have a place at a time and the next one's
 *     weights are loaded while the one before is worked on; if not, each waits until the one before
 *     is done
 * @param deduplicates whether a chiplet gets a token once, for all of its experts there
 * @param multicasts whether a token leaves its home once, for all chiplets; only if each gets it
 *     once
 * @param adds whether switches add up what goes home, the outputs of experts times their weights;
 *     only if each chiplet gets a token once
 * @param microBatches equal parts of its tokens, those that come first in the first one, that are
 *     dispatched and worked on one after the other; gradients of weights are added up over them in
 *     this order. More than one only with homes at the root
 * @param recomputes whether the backward pass computes gate, up and hidden values anew, instead of
 *     loading what the forward one stored
 */
public record MozartSchedule(
    Machine machine,
    Routing routing,
    Placement placement,
    int hidden,
    int inner,
    boolean overlaps,
    boolean deduplicates,
    boolean multicasts,
    boolean adds,
    int microBatches,
    boolean recomputes) {
  private static final int SLOTS = 2;

  /** A schedule of a single micro-batch that stores what its backward pass needs. */
  public MozartSchedule(
      Machine machine,
      Routing routing,
      Placement placement,
      int hidden,
      int inner,
      boolean overlaps,
      boolean deduplicates,
      boolean multicasts,
      boolean adds) {
    this(
        machine,
        routing,
        placement,
        hidden,
        inner,
        overlaps,
        deduplicates,
        multicasts,
        adds,
        1,
        false);
  }

  /** A schedule with a packet for each chiplet of a token. */
  public MozartSchedule(
      Machine machine,
      Routing routing,
      Placement placement,
      int hidden,
      int inner,
      boolean overlaps,
      boolean deduplicates) {
    this(machine, routing, placement, hidden, inner, overlaps, deduplicates, false, false);
  }

  /** Checks that the sizes fit together. */
  public MozartSchedule {
    require(
        microBatches == 1 || microBatches > 1 && machine.homes() > 0,
        "%d micro-batches: one, or more with homes at the root".formatted(microBatches));
    require(
        routing.tokens() % (machine.homeCount() * microBatches) == 0,
        "%d tokens with %d homes and %d micro-batches: a multiple of both together"
            .formatted(routing.tokens(), machine.homeCount(), microBatches));
    require(
        routing.expertCount() >= machine.experts(),
        "%d experts on %d chiplets: as many at least"
            .formatted(routing.expertCount(), machine.experts()));
    require(
        deduplicates || !multicasts, "tokens that leave their home once, and come for each expert");
    require(
        !adds || deduplicates && machine.homes() > 0,
        "switches that add: chiplets that get a token once, and homes at the root");
    require(
        machine.words(hidden) == machine.packetWords() && hidden % machine.lanes() == 0,
        "hidden size %d with packets of %d words of %d numbers: as large as a packet"
            .formatted(hidden, machine.packetWords(), machine.lanes()));
    require(
        inner % machine.lanes() == 0,
        "inner size %d with words of %d numbers: whole words".formatted(inner, machine.lanes()));
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }

  /**
   * The schedule of a variant; the placement is the caller's, who knows what it was learnt from.
   */
  public static MozartSchedule of(
      Machine machine,
      Routing routing,
      Placement placement,
      int hidden,
      int inner,
      Variant variant) {
    return new MozartSchedule(
        machine,
        routing,
        placement,
        hidden,
        inner,
        variant.overlaps(),
        variant.deduplicates(),
        variant.inSwitch(),
        variant.inSwitch());
  }

  /**
   * Experts of a chiplet that have a place there at a time: with several micro-batches all that
   * have tokens, so that weights come once in each direction, and gradients stay.
   */
  public int slots(int chiplet) {
    if (microBatches == 1) {
      return buffers();
    }
    long active = IntStream.of(placement.experts(chiplet)).filter(e -> routing.load(e) > 0).count();
    return Math.max(1, (int) active);
  }

  /** Buffers of the optimizer. */
  public int buffers() {
    return overlaps ? SLOTS : 1;
  }

  /** A micro-batch by itself, its tokens counted from 0. */
  public MozartSchedule microBatch(int number) {
    if (microBatches == 1) {
      return this;
    }
    int tokens = routing.tokens() / microBatches;
    var own = routing.tokens(number * tokens, (number + 1) * tokens);
    return with(own, multicasts, adds, 1, recomputes);
  }

  /** Its Program. */
  public Step step() {
    return new MozartStep(List.of(this), false).step();
  }

  /** Whether a chiplet is the home of tokens. */
  public boolean isHome(int chiplet) {
    return chiplet >= machine.home(0);
  }

  /** Tokens of a home, of a schedule of one micro-batch, as all that follows. */
  public int homeTokens() {
    return routing.tokens() / machine.homeCount();
  }

  /** The first token of a home chiplet. */
  public int firstToken(int chiplet) {
    return (chiplet - machine.home(0)) * homeTokens();
  }

  /** The home of a token. */
  public int home(int token) {
    return machine.home(token / homeTokens());
  }

  /** Experts of a chiplet by descending number of tokens, of equal ones the lower first. */
  public List<Integer> hottestFirst(int chiplet) {
    return IntStream.of(placement.experts(chiplet))
        .boxed()
        .sorted(Comparator.comparingInt((Integer e) -> -routing.load(e)).thenComparingInt(e -> e))
        .toList();
  }

  /** Tokens with an expert on a chiplet, in ascending order. */
  public int[] tokensAt(int chiplet) {
    return IntStream.of(placement.experts(chiplet))
        .flatMap(e -> Arrays.stream(routing.tokensOf(e)))
        .sorted()
        .distinct()
        .toArray();
  }

  /** The same schedule with tokens that leave their home once. */
  public MozartSchedule multicasting() {
    return with(routing, true, adds, microBatches, recomputes);
  }

  /** The same schedule with switches that add. */
  public MozartSchedule adding() {
    return with(routing, multicasts, true, microBatches, recomputes);
  }

  /** The same schedule of so many micro-batches. */
  public MozartSchedule inMicroBatches(int count) {
    return with(routing, multicasts, adds, count, recomputes);
  }

  /** The same schedule with activations that are computed anew. */
  public MozartSchedule recomputing() {
    return with(routing, multicasts, adds, microBatches, true);
  }

  private MozartSchedule with(
      Routing tokens, boolean isMulticast, boolean isAdded, int batches, boolean isRecomputed) {
    return new MozartSchedule(
        machine,
        tokens,
        placement,
        hidden,
        inner,
        overlaps,
        deduplicates,
        isMulticast,
        isAdded,
        batches,
        isRecomputed);
  }

  /** Rows that a home adds up for a token. */
  public int homeRows() {
    return adds ? 1 : routing.topK();
  }

  /** The tokens in the order in which switches add them: the homes' first ones, their second .. */
  int[] addingOrder() {
    int homes = machine.homeCount();
    return IntStream.range(0, routing.tokens())
        .map(i -> i % homes * homeTokens() + i / homes)
        .toArray();
  }

  /** Rows for tokens that come to a chiplet once; with multicasts one for each token there is. */
  public int arrivalRows(int chiplet) {
    return multicasts ? routing.tokens() : tokensAt(chiplet).length;
  }

  /** The row of a token among these. */
  public int arrivalRow(int chiplet, int token) {
    return multicasts ? token : Arrays.binarySearch(tokensAt(chiplet), token);
  }

  /** Packets that bring tokens to a chiplet; as many bring gradients. */
  int packetsTo(int chiplet) {
    if (!machine.hasExperts(chiplet)) {
      return 0;
    }
    return deduplicates
        ? tokensAt(chiplet).length
        : IntStream.of(placement.experts(chiplet)).map(routing::load).sum();
  }

  /** The rank of an expert among those of a token. */
  public int rank(int token, int expert) {
    int rank = 0;
    while (routing.expert(token, rank) != expert) {
      rank++;
    }
    return rank;
  }

  /** By expert, its number in the order of its group. */
  int[] rounds() {
    var number = new int[routing.expertCount()];
    for (int g = 0; g < machine.groups(); g++) {
      var hottest =
          IntStream.range(g * machine.chiplets(), (g + 1) * machine.chiplets())
              .mapToObj(this::hottestFirst)
              .toList();
      int most = hottest.stream().mapToInt(List::size).max().orElse(0);
      int next = 0;
      for (int r = 0; r < most; r++) {
        int of = r;
        var now =
            new ArrayList<>(
                hottest.stream().filter(l -> of < l.size()).map(l -> l.get(of)).toList());
        now.sort(Comparator.comparingInt((Integer e) -> -routing.load(e)));
        for (int expert : now) {
          number[expert] = next++;
        }
      }
    }
    return number;
  }

  /** Experts of the group of a chiplet. */
  int expertsOfGroup(int chiplet) {
    int first = machine.group(chiplet) * machine.chiplets();
    return IntStream.range(first, first + machine.chiplets())
        .map(c -> placement.experts(c).length)
        .sum();
  }
}
