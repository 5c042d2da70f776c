package chorale.workload.uniep;

import chorale.workload.Routing;
import chorale.workload.step.ChipletQueues;
import chorale.workload.step.Machine;
import chorale.workload.step.Step;
import chorale.workload.step.StepQueue;
import java.util.ArrayList;
import java.util.List;

/**
 * A layer of experts, forward and perhaps backward, as a point of the space says: its Program for a
 * package of equal chiplets, each with experts, their weights, and tokens. An expert's rows are in
 * the order of the tokens, and what comes home is added in top-k order, whatever the point.
 *
 * <p>Of a point's lanes, those that reduce are the vector engines of a chiplet, and one that relays
 * is its copy engine. One engine sends tokens and results: a flit a cycle, as much as the link
 * takes.
 *
 * <p>No command waits for one that is made later, in this chiplet or another, and every engine does
 * its commands in the order in which they are made, so some command can always go on.
 *
 * @param machine that does it
 * @param routing of its tokens; token t's home is the {@code t n / tokens}-th of n chiplets
 * @param inner size between an expert's matrices
 * @param point how
 * @param group home tokens that are added up as one, if what comes home is not awaited as a whole
 * @param isTraining whether the backward pass follows
 */
public record PointStep(
    Machine machine, Routing routing, int inner, Point point, int group, boolean isTraining) {
  /** Rows of a block of the vector engine: fewer take as long. */
  public static final int GROUP = 16;

  /** Checks that the package can do it. */
  public PointStep {
    int chiplets = machine.experts();
    require(
        machine.homes() == 0
            && routing.tokens() % chiplets == 0
            && routing.expertCount() % chiplets == 0,
        "%d tokens and %d experts on %d chiplets: multiples"
            .formatted(routing.tokens(), routing.expertCount(), chiplets));
    require(
        point.manner().transfer() == Manner.Transfer.PUSH
            && point.manner().addition() == Manner.Addition.HOME,
        "receivers that move tokens, or switches that add: chiplets with tokens and experts push,"
            + " and add at home");
    require(
        chiplets % point.manner().chunks() == 0
            && (point.manner().chunks() == 1 || point.manner().start() != Manner.Start.TILE),
        "%d chunks of %d chiplets that start by %s: a divisor, and 1 by tile"
            .formatted(point.manner().chunks(), chiplets, point.manner().start()));
    require(
        !point.manner().multicast() || point.lanes().relay() > 0,
        "tokens in one packet to all that nobody copies: a lane that relays");
    require(inner % machine.lanes() == 0, "inner size %d: whole words".formatted(inner));
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }

  /** Its Program. */
  public Step step() {
    var plan = plan();
    var queues = new ArrayList<StepQueue>();
    for (int c = 0; c < machine.all(); c++) {
      var own = new ChipletQueues(c, machine.tiles(), point.lanes().reduction());
      new PointCommands(this, plan, c, own).add();
      own.into(queues);
    }
    return new Step(machine, routing.topK(), queues);
  }

  private PartPlan plan() {
    return new PartPlan(machine.experts(), routing, point.manner());
  }

  /** All parts, by number. */
  public List<Part> parts() {
    var plan = plan();
    var all = new ArrayList<Part>();
    for (int c = 0; c < machine.experts(); c++) {
      all.addAll(plan.of(c));
    }
    all.sort((a, b) -> Integer.compare(a.number(), b.number()));
    return all;
  }

  /** Whether tokens come once for all of a chiplet's experts. */
  public boolean relays() {
    return point.lanes().relay() > 0;
  }

  /** Size of a token's state. */
  public int hidden() {
    return machine.packetWords() * machine.lanes();
  }
}
