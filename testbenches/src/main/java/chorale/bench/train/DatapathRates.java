package chorale.bench.train;

import chorale.chiplet.TrainingParameters;
import chorale.chiplet.array.Datapath;
import chorale.nop.Topology;
import chorale.workload.Routing;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;

/**
 * How much faster a package simulates without values, in the middle of the same training step. With
 * values it has more logic than a C++ compiler goes through in minutes, so its chiplets are
 * compiled once for all.
 */
public final class DatapathRates {
  private static final int GROUPS = 4;
  private static final int CHIPLETS = 4 * GROUPS;
  private static final int LANES = 8;
  private static final int PACKET_WORDS = 8;
  private static final int INNER = 32;
  private static final long WARM_UP = 2_000;

  /** Other processes only ever slow a run down: the best one counts, of either. */
  private static final int REPETITIONS = 3;

  private DatapathRates() {}

  /**
   * Cycles per CPU second.
   *
   * @param values with values
   * @param timing without
   */
  public record Rates(double values, double timing) {
    /** Timing over values. */
    public double ratio() {
      return timing / values;
    }
  }

  /** Chiplets and array of the package. */
  public static String describe() {
    return "%d chiplets with arrays of %d x %d".formatted(CHIPLETS, LANES, LANES);
  }

  /**
   * Measures both.
   *
   * @param cycles of a measurement with values; ten times as many without
   */
  public static Rates measure(Routing routing, long cycles, Path verilog, Path cache)
      throws IOException {
    double values = rate(Datapath.VALUES, routing, cycles, verilog, cache);
    double timing = rate(Datapath.TIMING, routing, 10 * cycles, verilog, cache);
    return new Rates(values, timing);
  }

  private static double rate(
      Datapath datapath, Routing routing, long cycles, Path verilog, Path cache)
      throws IOException {
    TrainingParameters p =
        ExpertStudy.parameters(CHIPLETS, LANES, PACKET_WORDS, datapath)
            .on(Topology.tree(1, CHIPLETS / GROUPS, GROUPS));
    String name = "training_%d_%d_%s".formatted(CHIPLETS, LANES, datapath);
    var data = ExpertStudy.data(p, routing, INNER, 1);
    var program = new TrainingProgram(p, data);
    var library =
        datapath == Datapath.VALUES
            ? TrainingRun.buildByChiplets(p, name, verilog, cache)
            : TrainingRun.build(p, name, verilog, cache);
    try (var run = new TrainingRun(p, library)) {
      run.fill(program.words());
      run.runFor(WARM_UP);
      var threads = ManagementFactory.getThreadMXBean();
      double best = 0;
      for (int i = 0; i < REPETITIONS; i++) {
        long begin = threads.getCurrentThreadCpuTime();
        long ran = run.runFor(cycles);
        best = Math.max(best, ran * 1e9 / (threads.getCurrentThreadCpuTime() - begin));
      }
      return best;
    }
  }
}
