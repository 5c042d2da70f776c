package chorale.workload.step.run;

import chorale.workload.step.Machine;
import chorale.workload.step.Step;
import chorale.workload.step.StepEngine;
import chorale.workload.step.Traffic;
import chorale.workload.step.Work;
import chorale.workload.vector.VectorCycles;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The fast model: a step event by event, with the RTL's order, limits and latencies.
 *
 * <pre>
 *   Sequencer (a queue each) --> tile, vector, copy: closed forms
 *                            --> SendModel ----------> NetworkModel --> ChipletModel (semaphores)
 *                                                      |      ^
 *                                                      +--> SumModel (joins of the switches)
 *                            --> BlockEngine --------> NetworkModel --> MemoryModel --> StackModel
 * </pre>
 *
 * <p>SRAMs grant every request at once here, and the flits of packets that share a link do not take
 * turns but follow each other.
 */
public final class StepModel {
  /** Classes of packets of the network, behind those of tokens. */
  private static final int STORE = Traffic.values().length;

  private static final int LOAD = STORE + 1;

  private final Agenda agenda = new Agenda();
  private final StepGraph graph;
  private final Machine machine;
  private final StepTiming timing;
  private final Grain grain;
  private final EngineTimes times;
  private final BlockTimes blocks;
  private final Links links;
  private final NetworkModel network;
  private final ChipletModel[] chiplets;
  private final Map<Traffic, SumModel> sums = new EnumMap<>(Traffic.class);
  private final ChipletModel.Sequencer[] sequencers;
  private final MemoryModel[] memories;
  private final long[] issued;
  private final long[] done;
  private final long[] engineBusy; // by queue

  private StepModel(Step step, StepTiming timing, Grain grain) {
    this.timing = timing;
    this.grain = grain;
    graph = new StepGraph(step);
    machine = step.machine();
    times = new EngineTimes(machine, step.topK(), timing);
    blocks = new BlockTimes(machine, timing);
    links = new Links(machine);
    network =
        new NetworkModel(
            agenda,
            timing.links(),
            links.ofChiplets(),
            links.count(),
            whole(),
            grain.seesPackets());
    issued = new long[graph.command.length];
    done = new long[graph.command.length];
    chiplets = new ChipletModel[machine.all()];
    for (int c = 0; c < chiplets.length; c++) {
      chiplets[c] = new ChipletModel(agenda, graph);
    }
    boolean isFine = grain.seesPackets();
    graph.sums.forEach(
        (t, of) -> sums.put(t, new SumModel(agenda, of, links, network, chiplets, isFine)));
    memories = new MemoryModel[machine.groups()];
    for (int g = 0; g < memories.length; g++) {
      memories[g] = memory(g);
    }
    var plan = new BlockPlan(step);
    sequencers = new ChipletModel.Sequencer[graph.first.length - 1];
    engineBusy = new long[sequencers.length];
    for (int q = 0; q < sequencers.length; q++) {
      int chiplet = step.queues().get(q).chiplet();
      sequencers[q] = chiplets[chiplet].add(q, issued, done);
      sequencers[q].runs(engine(q, chiplet, plan));
    }
  }

  /** A step packet by packet and burst by burst. */
  public static StepRun of(Step step, StepTiming timing) {
    return of(step, timing, Grain.FINE);
  }

  /** The same in runs of packets and blocks. */
  public static StepRun of(Step step, StepTiming timing, Grain grain) {
    return new StepModel(step, timing, grain).run();
  }

  private StepRun run() {
    for (var s : sequencers) {
      agenda.at(Earliest.BEGIN, s::look);
    }
    agenda.run();
    long last = 0;
    for (int q = 0; q < sequencers.length; q++) {
      if (!sequencers[q].finished()) {
        throw new IllegalStateException(
            "queue %d, %s of chiplet %d, stands still"
                .formatted(q, sequencers[q].kind(), graph.step.queues().get(q).chiplet()));
      }
    }
    for (long d : done) {
      last = Math.max(last, d);
    }
    return new StepRun(graph, last + Tails.END, issued, done, busy());
  }

  /** By class, flits of its longest packet if it moves packets whole; else 0. */
  private long[] whole() {
    var whole = new long[LOAD + 1];
    for (var traffic : Traffic.values()) {
      boolean toExperts = traffic == Traffic.DISPATCH || traffic == Traffic.GRADIENT;
      if (graph.sends.fork(traffic) || timing.links().forks() && toExperts) {
        whole[traffic.ordinal()] = blocks.flits;
      }
    }
    return whole;
  }

  private Map<String, Long> busy() {
    var busy = new HashMap<String, Long>();
    for (int q = 0; q < sequencers.length; q++) {
      put(busy, name(q), engineBusy[q]);
    }
    for (int l = 0; l < links.count(); l++) {
      put(busy, links.name(l), network.busy(l));
    }
    sums.values().forEach(s -> s.busy(busy));
    for (int g = 0; g < memories.length; g++) {
      put(busy, "memory of group " + g, memories[g].busy());
    }
    return busy;
  }

  private static void put(Map<String, Long> busy, String name, long cycles) {
    if (cycles > 0) {
      busy.put(name, cycles);
    }
  }

  private MemoryModel memory(int group) {
    var stack = timing.stack();
    StackModel model =
        grain.seesBursts()
            ? new BankedStack(agenda, stack, stack.blockBursts(machine))
            : new StreamedStack(agenda, stack, blocks);
    int open = grain.blocks() == 1 ? stack.open() : Math.max(stack.open(), 2 * grain.blocks());
    return new MemoryModel(agenda, network, links, model, group, blocks.flits, open, LOAD);
  }

  private ChipletModel.Engine engine(int q, int chiplet, BlockPlan plan) {
    var sequencer = sequencers[q];
    StepEngine kind = sequencer.kind();
    return switch (kind) {
      case TILE -> tile(q);
      case VECTOR -> inTurn(q);
      case COPY -> new CopyModel(agenda, graph, times, sequencer, chiplets[chiplet], engineBusy, q);
      case SEND ->
          new SendModel(
              agenda, graph, sequencer, chiplets, network, links, sums, chiplet, grain.packets());
      case LOAD, STORE ->
          new BlockEngine(
              agenda,
              graph,
              sequencer,
              network,
              memories[machine.group(chiplet)],
              links,
              plan,
              chiplet,
              kind == StepEngine.STORE,
              blocks.flits,
              kind == StepEngine.STORE ? timing.stack().stores() : timing.stack().loads(),
              grain.blocks(),
              STORE);
    };
  }

  private String name(int q) {
    var queue = graph.step.queues().get(q);
    String number = queue.engine() == StepEngine.TILE ? " " + queue.number() : "";
    return "%s%s of chiplet %d"
        .formatted(queue.engine().name().toLowerCase(Locale.ROOT), number, queue.chiplet());
  }

  private ChipletModel.Engine tile(int q) {
    var tile = times.new Tile();
    return command -> {
      var gemm = (Work.Multiply) graph.command[command].work();
      tile.next(gemm, agenda.now());
      engineBusy[q] += times.entering(gemm);
      sequencers[q].done(command, tile.done);
      return tile.issued;
    };
  }

  /** A vector engine: commands follow each other. */
  private ChipletModel.Engine inTurn(int q) {
    var free = new long[1];
    return command -> {
      if (agenda.now() < free[0]) {
        return -1;
      }
      long steps = times.vectorSteps((Work.Apply) graph.command[command].work());
      engineBusy[q] += steps;
      free[0] = agenda.now() + steps;
      agenda.at(free[0], sequencers[q]::look);
      sequencers[q].done(command, free[0] + VectorCycles.EDGE);
      return agenda.now();
    };
  }
}
