package chorale.workload;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Analytic bounds in cycles for a {@link Program}; derived in docs/bounds.md.
 *
 * @param phases one bound per {@link Phase}, in its order
 * @param resources the work of every resource of the package
 */
public record Bounds(List<PhaseBound> phases, List<Resource> resources) {
  /** Copies the lists. */
  public Bounds {
    phases = List.copyOf(phases);
    resources = List.copyOf(resources);
  }

  /**
   * The bounds of {@code program} with a memory of fixed latency, which its configuration tells.
   */
  public static Bounds of(Program program, Timing timing) {
    return of(program, timing, MemoryTiming.fixed(program.config().pack().dram().latencyCycles()));
  }

  /** The bounds of {@code program} on an RTL with latencies {@code timing} and {@code memory}. */
  public static Bounds of(Program program, Timing timing, MemoryTiming memory) {
    var resources = resources(program, timing, memory);
    var lower = LowerBound.of(program, timing, memory, resources);
    var upper = new UpperBound(program, timing, memory).phases();
    var phases =
        Arrays.stream(Phase.values())
            .map(
                phase ->
                    new PhaseBound(
                        phase,
                        lower.get(phase).cycles(),
                        upper.get(phase),
                        lower.get(phase).binds()))
            .toList();
    return new Bounds(phases, resources);
  }

  /** The bound of one phase. */
  public PhaseBound phase(Phase phase) {
    return phases.get(phase.ordinal());
  }

  /** The bound of the whole run: of its last event. */
  public PhaseBound total() {
    return phase(Phase.COMBINE);
  }

  private static List<Resource> resources(Program program, Timing timing, MemoryTiming memory) {
    var config = program.config();
    var pack = config.pack();
    var traffic = Traffic.of(program);
    var array = new ArrayCost(pack.chiplet());
    var cost = new LinkCost(pack.nop(), timing);
    long body = config.tokenBodyFlits();
    long tokens = program.routing().tokens();
    var all = new ArrayList<Resource>();
    all.add(new Resource(Resource.Kind.DISPATCH_INJECTION, 0, tokens * (body + 1)));
    for (int g = 0; g < pack.nop().groups(); g++) {
      all.add(link(Resource.Kind.TRUNK_DOWN, traffic, Traffic.Link.TRUNK_DOWN, g, cost));
      long bursts = traffic.flits(Traffic.Link.SWITCH_TO_MEMORY, g);
      all.add(
          link(Resource.Kind.SWITCH_TO_MEMORY, traffic, Traffic.Link.SWITCH_TO_MEMORY, g, cost));
      long read = traffic.flits(Traffic.Link.MEMORY_TO_SWITCH, g) - bursts;
      long dram =
          memory.withLeastRefreshes(read * pack.nop().flitBytes() / pack.deliveredBytesPerCycle());
      all.add(new Resource(Resource.Kind.DRAM, g, dram));
      all.add(
          link(Resource.Kind.MEMORY_TO_SWITCH, traffic, Traffic.Link.MEMORY_TO_SWITCH, g, cost));
      all.add(link(Resource.Kind.TRUNK_UP, traffic, Traffic.Link.TRUNK_UP, g, cost));
    }
    for (int c = 0; c < pack.chiplets(); c++) {
      all.add(link(Resource.Kind.LEAF_DOWN, traffic, Traffic.Link.LEAF_DOWN, c, cost));
      var gemms = program.moe().get(c).queue(Engine.ARRAY, Command.Gemm.class);
      long streams = gemms.stream().mapToLong(array::streams).sum();
      all.add(new Resource(Resource.Kind.ARRAY, c, streams));
      all.add(link(Resource.Kind.LEAF_UP, traffic, Traffic.Link.LEAF_UP, c, cost));
    }
    all.add(new Resource(Resource.Kind.REDUCE, 0, tokens * body));
    return all;
  }

  private static Resource link(
      Resource.Kind kind, Traffic traffic, Traffic.Link link, int index, LinkCost cost) {
    long few =
        traffic.flits(link, index, Traffic.Flow.DISPATCH)
            + traffic.flits(link, index, Traffic.Flow.REQUEST);
    return new Resource(kind, index, cost.least(few, traffic.flits(link, index) - few));
  }
}
