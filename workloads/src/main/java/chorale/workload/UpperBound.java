package chorale.workload;

import java.util.EnumMap;
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
  private final MemoryTiming memory;
  private final Paths paths;
  private final LinkCost link;
  private final long packet;

  UpperBound(Program program, Timing timing, MemoryTiming memory) {
    this.program = program;
    this.timing = timing;
    this.memory = memory;
    pack = program.config().pack();
    traffic = Traffic.of(program);
    paths = new Paths(pack, timing, memory.most());
    link = new LinkCost(pack.nop(), timing);
    packet = program.config().tokenBodyFlits() + 1;
  }

  Map<Phase, Long> phases() {
    long dispatch = dispatch();
    long experts = 0;
    long combine = 0;
    for (int c = 0; c < pack.chiplets(); c++) {
      long gemms = memory(c) + loads(c) + array(c) + accesses(c);
      gemms += memory.mostRefreshes(gemms);
      experts = Math.max(experts, gemms);
      combine = Math.max(combine, gemms + combines(c) + results(c) + heldUp(c) + home(c));
    }
    var bounds = new EnumMap<Phase, Long>(Phase.class);
    bounds.put(Phase.DISPATCH, dispatch);
    // a load can wait for any Gemm, as its slot must be free
    bounds.put(Phase.WEIGHTS, dispatch + experts);
    bounds.put(Phase.EXPERTS, dispatch + experts);
    bounds.put(Phase.COMBINE, dispatch + combine + reduce());
    return bounds;
  }

  /** All tokens delivered: they go first on every link, so only credits hold them up. */
  private long dispatch() {
    long flits = program.routing().tokens() * packet;
    return timing.dispatchStart() + link.least(flits) - 1 + paths.rootToLeaf();
  }

  private int fullBurst() {
    return Math.min(program.config().model().matrixBytes(), pack.dram().burstBytes());
  }

  private int lastBurst() {
    int rest = program.config().model().matrixBytes() % pack.dram().burstBytes();
    return rest == 0 ? fullBurst() : rest;
  }

  private long reading(int bytes) {
    long whole = (long) pack.nop().bodyFlits(bytes) * pack.nop().flitBytes();
    return Math.ceilDiv(whole, pack.deliveredBytesPerCycle()) + memory.perBurst();
  }

  private long reply(int bytes) {
    return link.most(1L + pack.nop().bodyFlits(bytes));
  }

  /** Cycles a burst holds the slower of DRAM and reply link. */
  private long slower(int bytes) {
    return Math.max(reading(bytes), reply(bytes));
  }

  /** Cycles of the DRAM and reply link of a chiplet's group for all loads, burst by burst. */
  private long memory(int chiplet) {
    int group = chiplet / pack.nop().chipletsPerGroup();
    long requests = traffic.flits(Traffic.Link.SWITCH_TO_MEMORY, group);
    int matrix = program.config().model().matrixBytes();
    long perLoad = Math.ceilDiv(matrix, pack.dram().burstBytes());
    long loads = requests / perLoad;
    long work = loads * ((perLoad - 1) * slower(fullBurst()) + slower(lastBurst()));
    // the memory takes no more requests than keep full bursts busy through the latency
    int places =
        Math.ceilDiv(memory.most() * pack.deliveredBytesPerCycle(), pack.dram().burstBytes()) + 3;
    long turn = memory.most() + timing.memory() + reading(fullBurst()) + reply(fullBurst());
    long idle = Math.max(0, turn - places * slower(lastBurst()));
    return work + Math.ceilDiv(requests, (long) places) * idle + link.most(requests);
  }

  /** Requests and round trips of the loads of {@code chiplet}, one for each window of bursts. */
  private long loads(int chiplet) {
    int size = fullBurst();
    long roundTrip =
        timing.dmaStart()
            + paths.requestToData()
            + paths.dataToLeaf()
            + Math.min(reading(size), reply(size));
    long own = link.most(traffic.bursts(chiplet));
    for (var load : program.moe().get(chiplet).queue(Engine.DMA, Command.Load.class)) {
      long bursts = Math.ceilDiv(load.bytes(), pack.dram().burstBytes());
      long windows = Math.ceilDiv(bursts, (long) pack.dram().outstandingBursts());
      own += timing.commandIssue() + windows * roundTrip;
    }
    return own;
  }

  private long array(int chiplet) {
    var array = new ArrayCost(pack.chiplet());
    long start = timing.commandIssue() + timing.arrayStart() + timing.fence();
    return program.moe().get(chiplet).queue(Engine.ARRAY, Command.Gemm.class).stream()
        .mapToLong(gemm -> start + array.most(gemm))
        .sum();
  }

  /** What goes before the array in its SRAM: weights, and results that leave. */
  private long accesses(int chiplet) {
    return landing(chiplet) + traffic.pairs(chiplet) * (packet - 1);
  }

  /** Body flits of the weights of {@code chiplet}. */
  private long landing(int chiplet) {
    long flits = traffic.flits(Traffic.Link.LEAF_DOWN, chiplet, Traffic.Flow.WEIGHTS);
    return flits - traffic.bursts(chiplet);
  }

  /** The leaf and trunk links up; requests share the leaf link with results. */
  private long results(int chiplet) {
    int group = chiplet / pack.nop().chipletsPerGroup();
    return link.most(traffic.flits(Traffic.Link.LEAF_UP, chiplet))
        + link.most(traffic.flits(Traffic.Link.TRUNK_UP, group));
  }

  /**
   * What goes before a leaving packet of another chiplet of the group, which holds the trunk
   * meanwhile: weights in its SRAM, requests on its leaf link.
   */
  private long heldUp(int chiplet) {
    int each = pack.nop().chipletsPerGroup();
    int first = chiplet / each * each;
    long held = 0;
    for (int c = first; c < first + each; c++) {
      held += c == chiplet ? 0 : landing(c) + traffic.bursts(c);
    }
    return held;
  }

  private long combines(int chiplet) {
    long commands = program.moe().get(chiplet).queue(Engine.COMBINE).size();
    return commands * (timing.commandIssue() + timing.combineStart()) + paths.leafToRoot();
  }

  /** A flit waits for its bank at the home: one turn of each other trunk, or all they send. */
  private long home(int chiplet) {
    int group = chiplet / pack.nop().chipletsPerGroup();
    long own = traffic.flits(Traffic.Link.TRUNK_UP, group);
    long others = -own;
    for (int g = 0; g < pack.nop().groups(); g++) {
      others += traffic.flits(Traffic.Link.TRUNK_UP, g);
    }
    return Math.min(others, own * (pack.nop().groups() - 1)) / packet * (packet - 1);
  }

  private long reduce() {
    long tokens = program.routing().tokens();
    int groups = pack.nop().groups();
    // contributions are counted one a cycle, in turn: no queue if packets are longer than a turn
    long counted = groups <= packet ? groups : tokens * program.routing().topK();
    return tokens * (packet - 1) + counted + timing.reduceStart();
  }
}
