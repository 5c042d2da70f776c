package chorale.bench;

import chorale.chiplet.PackageParameters;
import chorale.sim.EventSink;
import chorale.sim.Model;
import chorale.workload.Command;
import chorale.workload.Engine;
import chorale.workload.Matrix;
import chorale.workload.Phase;
import chorale.workload.Program;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Listens to a package's trace ports and keeps stamps and counts of every token and pair. */
final class Recorder implements EventSink {
  private interface Listener {
    void event(long cycle, long data);
  }

  private final Program program;
  private final PackageParameters p;
  private final List<Listener> listeners = new ArrayList<>();
  private final Map<Phase, Long> phases = new EnumMap<>(Phase.class);
  private final Measurement.TokenStamps stamps;
  private final int[][] arrivals; // by token and rank of the expert
  private final int[][] returns;
  private final List<Long> loads = new ArrayList<>();
  private final List<List<Long>> loaded = new ArrayList<>();
  private final List<List<Long>> multiplied = new ArrayList<>();
  private final long[] gathered; // by expert
  private final long[] home;
  private final int[] reduced;
  private long start;
  private long strays; // pairs that nobody sent

  Recorder(Program program, PackageParameters p) {
    this.program = program;
    this.p = p;
    int tokens = program.routing().tokens();
    int k = program.routing().topK();
    stamps =
        new Measurement.TokenStamps(unset(tokens), unset(tokens), unset(tokens), unset(tokens));
    arrivals = new int[tokens][k];
    returns = new int[tokens][k];
    for (int c = 0; c < p.chiplets(); c++) {
      loaded.add(new ArrayList<>());
      multiplied.add(new ArrayList<>());
    }
    gathered = new long[program.routing().expertCount()];
    home = new long[program.routing().expertCount()];
    reduced = new int[tokens];
    for (Phase phase : Phase.values()) {
      phases.put(phase, 0L);
    }
  }

  /** Watches the model's trace ports. */
  void attach(Model model) {
    watch(model, "dispatched", (cycle, token) -> stamps.dispatched()[(int) token] = cycle);
    for (int c : p.enabled()) {
      int chiplet = c;
      watch(model, "arrived_" + c, (cycle, data) -> arrived(chiplet, cycle, data));
      watch(model, "loaded_" + c, (cycle, _) -> loaded(chiplet, cycle));
      watch(model, "multiplied_" + c, (cycle, _) -> multiplied(chiplet, cycle));
    }
    long tokenMask = (1L << p.tokenBits()) - 1;
    for (int g : p.enabledGroups()) {
      watch(
          model,
          "returned_" + g,
          (cycle, data) ->
              returned(cycle, (int) (data & tokenMask), (int) (data >>> p.tokenBits())));
    }
    watch(
        model,
        "reduced",
        (cycle, token) -> {
          reduced[(int) token]++;
          stamps.combined()[(int) token] = cycle;
          done(Phase.COMBINE, cycle);
        });
  }

  /** Cycles count from here. */
  void begin(long cycle) {
    start = cycle;
  }

  /** Tokens added up so far. */
  long tokensDone() {
    return Arrays.stream(reduced).filter(n -> n > 0).count();
  }

  @Override
  public void event(long cycle, int watch, long data) {
    listeners.get(watch).event(cycle - start, data);
  }

  Map<Phase, Long> phases() {
    return phases;
  }

  EngineEvents events() {
    return new EngineEvents(loaded, multiplied, gathered, home);
  }

  List<Long> loads() {
    return loads;
  }

  Measurement.TokenStamps stamps() {
    return stamps;
  }

  /**
   * Pairs that did not arrive or did not return exactly once, and tokens not added exactly once.
   */
  long lostOrDoubled() {
    long wrong = strays;
    for (int t = 0; t < arrivals.length; t++) {
      for (int k = 0; k < arrivals[t].length; k++) {
        wrong += arrivals[t][k] == 1 && returns[t][k] == 1 ? 0 : 1;
      }
      wrong += reduced[t] == 1 ? 0 : 1;
    }
    return wrong;
  }

  private static long[] unset(int n) {
    var stamps = new long[n];
    Arrays.fill(stamps, -1);
    return stamps;
  }

  private void watch(Model model, String port, Listener listener) {
    model.watch(port + "_valid", port + "_data");
    listeners.add(listener);
  }

  private void done(Phase phase, long cycle) {
    phases.merge(phase, cycle, Math::max);
  }

  private void returned(long cycle, int token, int slot) {
    if (token < returns.length && slot < returns[token].length) {
      returns[token][slot]++;
      home[program.routing().expert(token, slot)] = cycle;
    } else {
      strays++;
    }
  }

  private void loaded(int chiplet, long cycle) {
    loads.add(cycle);
    loaded.get(chiplet).add(cycle);
    done(Phase.WEIGHTS, cycle);
  }

  private void arrived(int chiplet, long cycle, long data) {
    int token = (int) (data & ((1L << p.tokenBits()) - 1));
    long mask = data >>> p.tokenBits();
    int expected = 0;
    for (int k = 0; k < p.topK(); k++) {
      int expert = program.routing().expert(token, k);
      long bit = 1L << program.placement().local(expert);
      if (program.placement().chiplet(expert) == chiplet) {
        expected++;
        arrivals[token][k] += (mask & bit) != 0 ? 1 : 0;
        gathered[expert] = cycle;
      }
    }
    strays += Math.abs(Long.bitCount(mask) - expected);
    stamps.delivered()[token] = Math.max(stamps.delivered()[token], cycle);
    done(Phase.DISPATCH, cycle);
  }

  private void multiplied(int chiplet, long cycle) {
    var queue = program.moe().get(chiplet).queue(Engine.ARRAY);
    int index = multiplied.get(chiplet).size();
    multiplied.get(chiplet).add(cycle);
    if (index < queue.size()
        && queue.get(index) instanceof Command.Gemm gemm
        && gemm.matrix() == Matrix.DOWN) {
      for (int token : program.routing().tokensOf(gemm.expert())) {
        stamps.computed()[token] = Math.max(stamps.computed()[token], cycle);
      }
    }
    done(Phase.EXPERTS, cycle);
  }
}
