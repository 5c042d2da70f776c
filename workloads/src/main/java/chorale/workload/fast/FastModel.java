package chorale.workload.fast;

import chorale.workload.Engine;
import chorale.workload.Phase;
import chorale.workload.Program;
import chorale.workload.Timing;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a Program event by event; docs/fast-model.md says what is modelled.
 *
 * @param phases the cycle of the last event of each phase, counted as in the bounds
 */
public record FastModel(Map<Phase, Long> phases) {
  /** Copies the map. */
  public FastModel {
    phases = Map.copyOf(phases);
  }

  /** Cycles of the whole run. */
  public long total() {
    return phases.get(Phase.COMBINE);
  }

  /**
   * Runs {@code program} on a package with the RTL's latencies {@code timing} and {@code memory}.
   *
   * @throws IllegalArgumentException if a command waits for ever
   */
  public static FastModel of(Program program, Timing timing, MemoryModel memory) {
    var config = program.config();
    var nop = config.pack().nop();
    var routing = program.routing();
    var clock = new Clock();
    int body = config.tokenBodyFlits();
    var reduce = new ReduceModel(clock, timing, routing.tokens(), routing.topK(), body);
    var home = new HomeModel(clock, nop.groups(), 2 * routing.topK());
    var chiplets = new ArrayList<ChipletModel>();
    var queues = new ArrayList<CommandQueue>();
    for (int c = 0; c < program.moe().size(); c++) {
      chiplets.add(new ChipletModel(clock, program, timing, c));
    }
    var attention =
        new Counters(clock, program.attention().semaphores().count(), timing.commandIssue());
    var dispatch = new DispatchModel(clock, program, timing, chiplets);
    var attentionEngines = Map.of(Engine.DISPATCH, dispatch, Engine.REDUCE, reduce);
    attentionEngines.forEach(
        (engine, model) ->
            queues.add(
                new CommandQueue(clock, attention, program.attention().queue(engine), model)));
    for (int g = 0; g < nop.groups(); g++) {
      var node = new MemoryNodeModel(clock, config, timing, memory);
      var trunk = new TrunkModel(clock, config, timing, g, home, reduce);
      for (int c = g * nop.chipletsPerGroup(); c < (g + 1) * nop.chipletsPerGroup(); c++) {
        var chiplet = chiplets.get(c);
        Map<Engine, EngineModel> engines =
            Map.of(
                Engine.DMA, new LoadModel(clock, config, node, chiplet),
                Engine.ARRAY, new ArrayModel(clock, config, chiplet),
                Engine.COMBINE, new CombineModel(clock, config, timing, chiplet, trunk));
        for (var engine : List.of(Engine.DMA, Engine.ARRAY, Engine.COMBINE)) {
          var commands = program.moe().get(c).queue(engine);
          queues.add(new CommandQueue(clock, chiplet.counters(), commands, engines.get(engine)));
        }
      }
    }
    clock.run();
    var rest = new StringBuilder();
    queues.forEach(q -> rest.append(q.rest()));
    if (!rest.isEmpty()) {
      throw new IllegalArgumentException("the Program waits for ever: " + rest);
    }
    return new FastModel(phases(chiplets, reduce));
  }

  private static Map<Phase, Long> phases(List<ChipletModel> chiplets, ReduceModel reduce) {
    var phases = new EnumMap<Phase, Long>(Phase.class);
    for (var c : chiplets) {
      phases.merge(Phase.DISPATCH, c.lastDelivered(), Math::max);
      phases.merge(Phase.WEIGHTS, c.lastLoaded(), Math::max);
      phases.merge(Phase.EXPERTS, c.lastMultiplied(), Math::max);
    }
    phases.put(Phase.COMBINE, reduce.last());
    return phases;
  }
}
