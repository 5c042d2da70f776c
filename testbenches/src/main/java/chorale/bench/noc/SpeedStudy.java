package chorale.bench.noc;

import chorale.bench.noc.Load.Offer;
import chorale.bench.noc.ReferenceNetworks.RouterShape;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.apache.commons.csv.CSVRecord;

/**
 * Flit-hops per CPU second: the hops of all accepted flits over the CPU time of the whole process,
 * traffic and checks included, on the networks and loads at which the reference was measured.
 */
public final class SpeedStudy {
  private static final int WARM_UP = 20_000; // cycles, after which the JVM has compiled what counts
  private static final int REPEATS = 3;
  private static final List<String> NETWORKS = List.of("qtree64", "mesh8x8", "fattree64");

  private SpeedStudy() {}

  /**
   * One network and load.
   *
   * @param reference flit-hops per CPU second, mean of the reference's repeats
   * @param ours the same of our RTL, median
   * @param cyclesPerSecond of ours
   */
  public record Row(
      String network, double offered, double reference, double ours, double cyclesPerSecond) {
    /** Ours over the reference's. */
    public double ratio() {
      return ours / reference;
    }
  }

  /** Runs all; nothing else should run meanwhile. */
  public static List<Row> run(Path verilog, Path cache, int cycles) throws IOException {
    var rows = new ArrayList<Row>();
    for (String network : NETWORKS) {
      var topology = ReferenceNetworks.topology(network);
      var config = ReferenceNetworks.network(topology, RouterShape.of("vc4b8p1"), 1);
      var library = config.build(verilog, cache);
      var uniform = Pattern.of("uniform", topology.leaves());
      double hops = uniform.hops(topology);
      var reference = new LinkedHashMap<Double, List<Double>>();
      for (CSVRecord row : ReferenceCase.rows("speed.csv")) {
        if (row.get("network").equals(network)) {
          reference
              .computeIfAbsent(Double.valueOf(row.get("offered")), _ -> new ArrayList<>())
              .add(Double.valueOf(row.get("flit_hops_per_cpu_s")));
        }
      }
      for (var entry : reference.entrySet()) {
        double offered = entry.getKey();
        Load.run(config, library, uniform, Offer.of(offered), 1, 0, WARM_UP, 1);
        var rates = new ArrayList<double[]>();
        for (int repeat = 0; repeat < REPEATS; repeat++) {
          long begin = cpuNanos();
          var result = Load.run(config, library, uniform, Offer.of(offered), 1, 0, cycles, 1);
          double seconds = (cpuNanos() - begin) / 1e9;
          rates.add(
              new double[] {
                result.accepted() * topology.leaves() * cycles * hops / seconds, cycles / seconds
              });
        }
        rates.sort((a, b) -> Double.compare(a[0], b[0]));
        double[] median = rates.get(REPEATS / 2);
        rows.add(
            new Row(
                network,
                offered,
                entry.getValue().stream().mapToDouble(x -> x).average().orElseThrow(),
                median[0],
                median[1]));
      }
    }
    return rows;
  }

  private static long cpuNanos() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean os
        ? os.getProcessCpuTime()
        : ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
