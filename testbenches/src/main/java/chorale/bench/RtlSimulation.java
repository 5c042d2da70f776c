package chorale.bench;

import chorale.chiplet.NodeCounters;
import chorale.chiplet.PackageParameters;
import chorale.chiplet.ProgramImage;
import chorale.sim.Model;
import chorale.sim.ModelLibrary;
import chorale.sim.Port;
import chorale.workload.Program;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs a Program on a Verilated package: fills its memories, runs it, and reads it out. */
final class RtlSimulation {
  private static final long CYCLES_PER_CALL = 4096;
  private static final int RESET_CYCLES = 4;

  /** Cycles from the select ports to the counter port, and one to be safe about the edge. */
  private static final int COUNTER_LATENCY = 3;

  private final Program program;
  private final PackageParameters p;
  private final ProgramImage image;
  private long expected;
  private Optional<WaveWindow> waves = Optional.empty();
  private long start;

  /** Hears how far a simulation is. */
  interface Progress {
    void at(long cycles, long tokensDone);
  }

  /** A run that did not come to its end. */
  static final class Stuck extends RuntimeException {
    Stuck(String message) {
      super(message);
    }
  }

  RtlSimulation(Program program, PackageParameters p, ProgramImage image) {
    this.program = program;
    this.p = p;
    this.image = image;
  }

  /** Also samples the counters of a run that takes about so many cycles while it runs. */
  RtlSimulation sampling(long cycles) {
    expected = cycles;
    return this;
  }

  /** Also writes the waves of a part of the run. */
  RtlSimulation waves(WaveWindow window) {
    waves = Optional.of(window);
    return this;
  }

  /** The model's cycle in which the run began, after reset and filling. */
  long start() {
    return start;
  }

  /**
   * Runs to the end.
   *
   * @param limit cycles after which the run is given up
   * @throws Stuck if the Program is not done by then
   */
  Measurement run(ModelLibrary library, long limit, Progress progress) {
    try (var model = library.open()) {
      model.reset(RESET_CYCLES, "reset");
      var recorder = new Recorder(program, p);
      fill(model);
      recorder.attach(model);
      model.stopWhen("finished");
      model.port("run").set(1);
      start = model.cycle();
      recorder.begin(start);
      var sampler = new CounterSampler(model, p, expected);
      while (!model.stopped()) {
        if (model.cycle() - start >= limit) {
          throw new Stuck(
              "the package did not finish within %d cycles: %d of %d tokens are back"
                  .formatted(limit, recorder.tokensDone(), program.routing().tokens()));
        }
        long cycle = model.cycle() - start;
        waves.ifPresent(w -> w.at(model, cycle));
        long part = waves.map(w -> w.quiet(cycle, CYCLES_PER_CALL)).orElse(CYCLES_PER_CALL);
        if (expected > 0) {
          sampler.run(model, part, recorder);
        } else {
          model.run(part, recorder);
        }
        progress.at(model.cycle() - start, recorder.tokensDone());
      }
      long cycles = model.cycle() - start;
      var counters = counters(model);
      return new Measurement(
          cycles,
          recorder.phases(),
          recorder.stamps(),
          recorder.loads(),
          counters,
          recorder.lostOrDoubled(),
          recorder.events(),
          expected > 0 ? sampler.activity(cycles, counters) : Activity.none());
    }
  }

  private void fill(Model model) {
    List<Port> ports =
        List.of(
            model.port("loadValid"),
            model.port("loadNode"),
            model.port("loadStore"),
            model.port("loadAddress"),
            model.port("loadData"));
    int dataLongs = Math.ceilDiv(ports.getLast().info().width(), Long.SIZE);
    var words = image.words();
    int stride = 4 + dataLongs;
    var records = new long[(words.size() + 1) * stride]; // the last one, all 0, ends the filling
    for (int i = 0; i < words.size(); i++) {
      var w = words.get(i);
      int at = i * stride;
      records[at] = 1;
      records[at + 1] = w.node();
      records[at + 2] = w.store();
      records[at + 3] = w.address();
      BigInteger rest = w.data();
      for (int k = 0; k < dataLongs; k++) {
        records[at + 4 + k] = rest.longValue();
        rest = rest.shiftRight(Long.SIZE);
      }
    }
    model.feed(ports, records, (_, _, _) -> {});
  }

  private Map<String, Map<String, Long>> counters(Model model) {
    var result = new LinkedHashMap<String, Map<String, Long>>();
    for (var node : NodeCounters.nodes(p)) {
      result.put(node.name(), read(model, result.size(), node.counters()));
    }
    return result;
  }

  private static Map<String, Long> read(Model model, int node, List<String> names) {
    var values = new HashMap<String, Long>();
    model.port("selectNode").set(node);
    for (int i = 0; i < names.size(); i++) {
      model.port("selectCounter").set(i);
      for (int k = 0; k < COUNTER_LATENCY; k++) {
        model.step();
      }
      values.put(names.get(i), model.port("counter").get());
    }
    return values;
  }
}
