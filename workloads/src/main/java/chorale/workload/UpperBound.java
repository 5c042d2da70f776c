package chorale.workload;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Upper bounds of the phases: the serial sum of what the critical chain can wait for, first all of
 * the dispatch, then everything else as if nothing had been done before. See docs/bounds.md.
 */
final class UpperBound {
  private final Program program;
  private final RunConfig.Package pack;
  private final Traffic traffic;
  private final Timing timing;
  private final Paths paths;
  private final long packet;

  UpperBound(Program program, Timing timing) {
    this.program = program;
    this.timing = timing;
    pack = program.config().pack();
    traffic = Traffic.of(program);
    paths = new Paths(pack, timing);
    packet = program.config().tokenBodyFlits() + 1;
  }

  Map<Phase, Long> phases() {
    long dispatch = dispatch();
    long weights = 0;
    long experts = 0;
    long combine = 0;
    for (int c = 0; c < pack.chiplets(); c++) {
      var gemms = program.moe().get(c).queue(Engine.ARRAY, Command.Gemm.class);
      int slots = Matrix.values().length * pack.chiplet().expertsResident();
      int before = Math.max(0, gemms.size() - slots);
      long base = loads(c) + results(c);
      weights = Math.max(weights, base + array(gemms.subList(0, before)));
      experts = Math.max(experts, base + array(gemms));
      combine = Math.max(combine, base + array(gemms) + combineCommands(c));
    }
    long reduce =
        timing.commandIssue()
            + (long) program.routing().tokens() * (packet - 1 + timing.reduceStart());
    var bounds = new EnumMap<Phase, Long>(Phase.class);
    bounds.put(Phase.DISPATCH, dispatch);
    bounds.put(Phase.WEIGHTS, dispatch + weights);
    bounds.put(Phase.EXPERTS, dispatch + experts);
    bounds.put(Phase.COMBINE, dispatch + combine + reduce);
    return bounds;
  }

  /** All tokens delivered, each packet held up by at most one weight packet at each branch. */
  private long dispatch() {
    long tokens = program.routing().tokens();
    long all = 0;
    for (int g = 0; g < pack.nop().groups(); g++) {
      all += memory(g);
    }
    long held = Math.min(tokens * burst(pack.dram().burstBytes()), all);
    // a token that waited behind another one may have its hops still before it
    long hops = tokens * 2 * paths.hop();
    return paths.dispatchHead() + link(tokens * packet, tokens) + held + hops + paths.rootToLeaf();
  }

  /** Cycles of a link for {@code flits} in {@code packets}, gaps and credit loop included. */
  private long link(long flits, long packets) {
    long cycles = flits + packets * timing.packetGap();
    int loop = 2 * pack.nop().linkLatencyCycles() + timing.router() + 1;
    int buffer = pack.nop().bufferFlits();
    return loop <= buffer ? cycles : Math.ceilDiv(cycles * loop, (long) buffer);
  }

  private long dramCycles(int bytes) {
    return Math.ceilDiv(bytes, pack.dram().bytesPerCycle());
  }

  private long replyLink(int bytes) {
    return link(1L + pack.nop().bodyFlits(bytes), 1);
  }

  /** Cycles a burst holds the slower of DRAM and reply link. */
  private long burst(int bytes) {
    return Math.max(dramCycles(bytes), replyLink(bytes));
  }

  /** Cycles of the group's DRAM and reply link for all loads, pipelined burst by burst. */
  private long memory(int group) {
    int each = pack.nop().chipletsPerGroup();
    long cycles = 0;
    for (int c = group * each; c < (group + 1) * each; c++) {
      for (var load : program.moe().get(c).queue(Engine.DMA, Command.Load.class)) {
        int size = pack.dram().burstBytes();
        cycles += load.bytes() / size * burst(size);
        cycles += load.bytes() % size == 0 ? 0 : burst(load.bytes() % size);
      }
    }
    return cycles;
  }

  /** Everything a load of {@code chiplet} can wait for, and its own round trips. */
  private long loads(int chiplet) {
    int size = pack.dram().burstBytes();
    long roundTrip =
        paths.requestToData() + paths.dataToLeaf() + Math.min(dramCycles(size), replyLink(size));
    long own = 0;
    for (var load : program.moe().get(chiplet).queue(Engine.DMA, Command.Load.class)) {
      long bursts = Math.ceilDiv(load.bytes(), size);
      long windows = Math.ceilDiv(bursts, (long) pack.dram().outstandingBursts());
      own += timing.commandIssue() + timing.dmaStart() + windows * roundTrip;
    }
    int group = chiplet / pack.nop().chipletsPerGroup();
    long requests = traffic.flits(Traffic.Link.SWITCH_TO_MEMORY, group);
    return own + memory(group) + link(requests, requests);
  }

  private long array(List<Command.Gemm> gemms) {
    var array = new ArrayCost(pack.chiplet());
    return gemms.stream()
        .mapToLong(g -> timing.commandIssue() + timing.arrayStart() + array.most(g))
        .sum();
  }

  /** The leaf and trunk links up; requests share the leaf link with results. */
  private long results(int chiplet) {
    int group = chiplet / pack.nop().chipletsPerGroup();
    long requests = traffic.bursts(chiplet);
    long leaf = traffic.flits(Traffic.Link.LEAF_UP, chiplet);
    long trunk = traffic.flits(Traffic.Link.TRUNK_UP, group);
    return link(leaf, traffic.pairs(chiplet) + requests) + link(trunk, trunk / packet);
  }

  private long combineCommands(int chiplet) {
    long commands = program.moe().get(chiplet).queue(Engine.COMBINE).size();
    return commands * (timing.commandIssue() + timing.combineStart()) + paths.leafToRoot();
  }
}
