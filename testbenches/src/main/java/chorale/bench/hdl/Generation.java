package chorale.bench.hdl;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Measures how long a front end takes from its start to the Verilog on disk. */
final class Generation {
  private static final int ROUNDS = 5;
  private static final int MEASURED_ROUNDS = 3;
  private static final int RUNS = 3;

  /** A front end that is so many times slower than another one is not measured again. */
  private static final double HOPELESS = 2;

  private final Processes processes;
  private final Path java;
  private final Path out;

  Generation(Processes processes, Path java, Path out) {
    this.processes = processes;
    this.java = java;
    this.out = out;
  }

  /** Where {@code frontEnd} writes the Verilog of {@code design}. */
  Path folder(FrontEnd frontEnd, String design) {
    return out.resolve("verilog").resolve(frontEnd.name()).resolve(design);
  }

  /**
   * A cold process: the median CPU time of its runs under the setting that serves it best, and the
   * least peak of memory under any. It may be {@code limit} seconds at best to be of interest.
   */
  Cost cold(FrontEnd frontEnd, String design, double limit) throws IOException {
    Map<FrontEnd.Setting, Cost> first = new EnumMap<>(FrontEnd.Setting.class);
    var best = FrontEnd.Setting.PLAIN;
    long peak = Long.MAX_VALUE;
    for (var setting : FrontEnd.Setting.values()) {
      Cost cost = once(frontEnd, setting, design);
      first.put(setting, cost);
      peak = Math.min(peak, cost.peakKib());
      if (cost.cpuSeconds() < first.get(best).cpuSeconds()) {
        best = setting;
      }
      if (cost.cpuSeconds() > HOPELESS * limit) {
        return cost;
      }
    }
    var seconds = new double[RUNS];
    seconds[0] = first.get(best).cpuSeconds();
    for (int i = 1; i < RUNS; i++) {
      Cost again = once(frontEnd, best, design);
      peak = Math.min(peak, again.peakKib());
      seconds[i] = again.cpuSeconds();
    }
    Arrays.sort(seconds);
    return new Cost(seconds[RUNS / 2], peak);
  }

  /** One cold process. */
  Cost once(FrontEnd frontEnd, FrontEnd.Setting setting, String design) throws IOException {
    return processes.cost(frontEnd.command(java, setting, design, folder(frontEnd, design)));
  }

  /**
   * Milliseconds of a round in a warm JVM, under the setting that serves best: of {@value ROUNDS}
   * rounds the mean of the last ones.
   */
  double warm(FrontEnd frontEnd, String design) throws IOException {
    double best = Double.POSITIVE_INFINITY;
    for (var setting : FrontEnd.Setting.values()) {
      List<String> command = frontEnd.command(java, setting, design, folder(frontEnd, design));
      command.add(Integer.toString(ROUNDS));
      List<String> rounds = processes.values("round_ms", command);
      double mean =
          rounds.subList(ROUNDS - MEASURED_ROUNDS, ROUNDS).stream()
              .mapToDouble(Double::parseDouble)
              .average()
              .orElseThrow();
      best = Math.min(best, mean);
    }
    return best;
  }
}
