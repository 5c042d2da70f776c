package chorale.workload;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Lower bounds of the phases: the largest of head + work + tail over all resources, of the chains
 * of all chiplets, and of work after release dates. See docs/bounds.md.
 */
final class LowerBound {
  /** A bound and what it comes from. */
  record Binding(long cycles, String binds) {}

  /** Work that cannot start before {@code release}. */
  private record Job(long release, long work) {}

  private final Program program;
  private final Timing timing;
  private final Paths paths;
  private final LinkCost link;
  private final List<ChipletChain> chains;
  private final Map<Phase, Binding> best = new EnumMap<>(Phase.class);
  private final int each;
  private final long body;

  private LowerBound(Program program, Timing timing, MemoryTiming memory) {
    this.program = program;
    this.timing = timing;
    var pack = program.config().pack();
    paths = new Paths(pack, timing, memory.least());
    link = new LinkCost(pack.nop(), timing);
    each = pack.nop().chipletsPerGroup();
    body = program.config().tokenBodyFlits();
    chains =
        IntStream.range(0, pack.chiplets())
            .mapToObj(c -> ChipletChain.of(program, timing, paths, c))
            .toList();
  }

  static Map<Phase, Binding> of(
      Program program, Timing timing, MemoryTiming memory, List<Resource> resources) {
    var bound = new LowerBound(program, timing, memory);
    resources.forEach(bound::resource);
    for (int c = 0; c < bound.chains.size(); c++) {
      bound.chain(c);
    }
    for (int g = 0; g < program.config().pack().nop().groups(); g++) {
      bound.trunkUp(g);
    }
    bound.reduce();
    return bound.best;
  }

  private void raise(Phase phase, long cycles, String binds) {
    var old = best.get(phase);
    if (old == null || cycles > old.cycles()) {
      best.put(phase, new Binding(cycles, binds));
    }
  }

  private void resource(Resource resource) {
    int index = resource.index();
    long work = resource.cycles() - 1;
    var name = resource.toString();
    if (work < 0) {
      return;
    }
    int firstRequest = timing.dmaStart();
    switch (resource.kind()) {
      case DISPATCH_INJECTION ->
          raise(Phase.DISPATCH, timing.dispatchStart() + work + paths.rootToLeaf(), name);
      case TRUNK_DOWN -> {
        long tail = paths.rootToLeaf() - timing.router();
        raise(Phase.DISPATCH, timing.dispatchStart() + timing.router() + work + tail, name);
      }
      case SWITCH_TO_MEMORY -> {
        // the last request's data still has to come
        long head = firstRequest + paths.hop();
        long tail = paths.requestToData() - paths.hop() + paths.dataToLeaf();
        afterWeights(head + work + tail, name, group(index));
      }
      case DRAM, MEMORY_TO_SWITCH -> {
        long head = firstRequest + paths.requestToData();
        afterWeights(head + work + paths.dataToLeaf(), name, group(index));
      }
      case LEAF_DOWN -> {
        long tokens = timing.dispatchStart() + paths.rootToLeaf();
        long weights = firstRequest + paths.requestToData() + paths.dataToLeaf();
        // tokens and weights are there before the last Gemm starts
        experts(Math.min(tokens, weights) + work, name, List.of(index));
      }
      // the chain of the chiplet implies these two
      case ARRAY, LEAF_UP -> {}
      case TRUNK_UP, REDUCE -> {}
    }
  }

  private List<Integer> group(int g) {
    return IntStream.range(g * each, (g + 1) * each).boxed().toList();
  }

  /** All weights of {@code chiplets} are loaded at {@code cycle} at the earliest. */
  private void afterWeights(long cycle, String name, List<Integer> chiplets) {
    raise(Phase.WEIGHTS, cycle, name);
    experts(cycle, name, chiplets);
  }

  /**
   * The last flit into one of {@code chiplets} comes at {@code cycle} at the earliest. If it is a
   * weight, it belongs to the chiplet's last matrix; if it is a token, all three Gemms of its
   * expert follow, of which that expert's down is one: so at least the smallest down follows.
   */
  private void experts(long cycle, String name, List<Integer> chiplets) {
    var array = new ArrayCost(program.config().pack().chiplet());
    long gemm = Long.MAX_VALUE;
    long whole = Long.MAX_VALUE;
    for (int c : chiplets) {
      for (var down : program.moe().get(c).queue(Engine.ARRAY, Command.Gemm.class)) {
        if (down.matrix() == Matrix.DOWN) {
          long cycles = array.firstLoad(down) + array.streams(down) + array.drain();
          gemm = Math.min(gemm, cycles);
          whole = Math.min(whole, cycles + down.m() * (body + 1));
        }
      }
    }
    if (gemm == Long.MAX_VALUE) {
      return;
    }
    long issue = timing.commandIssue();
    long start = cycle + issue + timing.arrayStart();
    raise(Phase.EXPERTS, start + gemm, name);
    long home = issue + timing.combineStart() - 1 + paths.leafToRoot() + addition();
    raise(Phase.COMBINE, start + whole + home, name);
  }

  /** From the last contribution at the root to the end. */
  private long addition() {
    return timing.reduceStart() + body;
  }

  private void chain(int chiplet) {
    var chain = chains.get(chiplet);
    if (chain.combineStarts().isEmpty()) {
      return;
    }
    var name = "chain of chiplet " + chiplet;
    raise(Phase.WEIGHTS, chain.weights(), name);
    raise(Phase.EXPERTS, chain.experts(), name);
    raise(Phase.COMBINE, chain.combined() + addition(), name);
  }

  private void trunkUp(int group) {
    var jobs = new ArrayList<Job>();
    long head = paths.hop();
    for (int c : group(group)) {
      chains
          .get(c)
          .combineStarts()
          .forEach(
              (expert, start) ->
                  jobs.add(
                      new Job(
                          start + head, link.least(program.routing().load(expert) * (body + 1)))));
    }
    long tail = paths.leafToRoot() - head - 1 + addition();
    var name = new Resource(Resource.Kind.TRUNK_UP, group, 0).toString();
    raise(Phase.COMBINE, released(jobs) + tail, name);
  }

  private void reduce() {
    var routing = program.routing();
    var jobs = new ArrayList<Job>();
    for (int t = 0; t < routing.tokens(); t++) {
      long last = 0;
      for (int j = 0; j < routing.topK(); j++) {
        int expert = routing.expert(t, j);
        int chiplet = program.placement().chiplet(expert);
        last = Math.max(last, chains.get(chiplet).combineStarts().get(expert));
      }
      jobs.add(new Job(last + body + paths.leafToRoot(), body));
    }
    var name = new Resource(Resource.Kind.REDUCE, 0, 0).toString();
    raise(Phase.COMBINE, released(jobs) + timing.reduceStart(), name);
  }

  /** End of {@code jobs} on one machine: for every r, what is released from r on follows r. */
  private static long released(List<Job> jobs) {
    long work = 0;
    long end = 0;
    for (var job :
        jobs.stream().sorted(Comparator.comparingLong(Job::release).reversed()).toList()) {
      work += job.work();
      end = Math.max(end, job.release() + work);
    }
    return end;
  }
}
