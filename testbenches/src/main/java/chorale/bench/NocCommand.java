package chorale.bench;

import chorale.bench.noc.Load;
import chorale.bench.noc.NetworkConfig;
import chorale.bench.noc.NocPictures;
import chorale.bench.noc.Pattern;
import chorale.bench.noc.ReferenceNetworks;
import chorale.bench.noc.ReferenceNetworks.RouterShape;
import chorale.bench.noc.TopologyText;
import chorale.bench.tools.Table;
import chorale.bench.tools.Writable;
import chorale.nop.Topology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code chorale noc}: any network under any traffic. */
@Command(
    name = "noc",
    description =
        "Simulate the RTL of a network under random traffic: accepted rate and latency by offered"
            + " rate, beside the bound of the busiest link.")
final class NocCommand implements Callable<Integer> {
  private static final int[] SHARES = {50, 95, 99};

  @Option(
      names = "--topology",
      paramLabel = "T",
      defaultValue = "tree:4,4,4",
      description = TopologyText.FORMS + " (default: ${DEFAULT-VALUE})")
  private String topology;

  @Option(
      names = "--router",
      paramLabel = "vcVbBpP",
      defaultValue = "vc4b8p1",
      description = "V virtual channels of B flits, packets of P flits (default: ${DEFAULT-VALUE})")
  private String router;

  @Option(
      names = "--traffic",
      paramLabel = "NAME",
      defaultValue = "uniform",
      description =
          "uniform, transpose, tornado, bitcomp, neighbor, hot8x, zipf_packed or zipf_spread"
              + " (default: ${DEFAULT-VALUE})")
  private String traffic;

  @Option(
      names = "--rates",
      paramLabel = "R",
      split = ",",
      description =
          "offered flits per leaf and cycle, 1: always a packet waiting (default: 0.1 to 1 of the"
              + " bound, and 1)")
  private List<Double> rates;

  @Option(
      names = "--burst",
      paramLabel = "N",
      defaultValue = "1",
      description = "mean packets of a burst (default: ${DEFAULT-VALUE})")
  private double burst;

  @Option(
      names = "--latency",
      paramLabel = "N",
      defaultValue = "1",
      description = "cycles of the links between routers (default: ${DEFAULT-VALUE})")
  private int latency;

  @Option(
      names = "--without",
      paramLabel = "ROUTER",
      split = ",",
      description = "routers that are left out, with their leaves")
  private List<Integer> without = List.of();

  @Option(
      names = "--cycles",
      paramLabel = "N",
      defaultValue = "10000",
      description = "cycles measured, after half as many to warm up (default: ${DEFAULT-VALUE})")
  private int cycles;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "of the traffic (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = "out/noc",
      description = "folder for load.csv, histogram.csv, load.png and Verilog (${DEFAULT-VALUE})")
  private Path output;

  @Mixin private CacheOption cache;

  private record Row(double offered, Load.Result result) {}

  @Override
  public Integer call() throws IOException {
    NetworkConfig config;
    Pattern pattern;
    RouterShape shape;
    try {
      if (cycles < 1 || burst < 1) {
        throw new IllegalArgumentException(
            "--cycles %d, --burst %s: write at least 1 for each".formatted(cycles, burst));
      }
      if (rates != null && rates.stream().anyMatch(r -> !(r > 0 && r <= 1))) {
        throw new IllegalArgumentException(
            "--rates %s: write numbers above 0, up to 1".formatted(rates));
      }
      shape = RouterShape.of(router);
      Topology t = TopologyText.parse(topology, latency);
      config =
          ReferenceNetworks.network(without.isEmpty() ? t : t.without(without), shape, latency);
      pattern = Pattern.of(traffic, config.topology().leaves());
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
    Writable.folder(output, "choose another --output");
    Writable.folder(cache.folder, "choose another --cache");
    double bound = pattern.bound(config.topology());
    if (rates == null) {
      rates = new ArrayList<>();
      for (int i = 1; i <= 10; i++) {
        rates.add(Math.min(1, bound * i / 10));
      }
      rates.add(1.0);
    }
    var rows = new ArrayList<Row>();
    try (var progress = Progress.onStandardError()) {
      progress.begin("Building %s".formatted(config.name()), "", 1);
      var library = config.build(output.resolve("verilog"), cache.folder);
      progress.begin("Simulation", " rates", rates.size());
      for (double rate : rates) {
        var offer = new Load.Offer(rate, burst);
        int flits = shape.packetFlits();
        rows.add(
            new Row(
                rate, Load.run(config, library, pattern, offer, flits, cycles / 2, cycles, seed)));
        progress.at(rows.size(), "");
      }
    }
    Files.createDirectories(output);
    write(rows);
    NocPictures.load(
        "%s, %s, %s".formatted(config.topology().name(), shape, traffic),
        bound,
        rows.stream().map(r -> new double[] {r.result.accepted(), r.result.latency()}).toList(),
        output.resolve("load.png"));
    print(config, shape, pattern, bound, rows);
    return 0;
  }

  private static void print(
      NetworkConfig config, RouterShape shape, Pattern pattern, double bound, List<Row> rows) {
    var t = config.topology();
    System.out.printf(
        Locale.ROOT,
        "%s: %d routers, %d leaves, %s; bound %.5f flits per leaf and cycle, %.2f routers on the way%n",
        t.name(),
        t.routers(),
        t.leaves(),
        shape,
        bound,
        pattern.hops(t));
    System.out.printf("%10s %10s %8s %8s %8s%n", "offered", "accepted", "/ bound", "mean", "99 %");
    for (Row r : rows) {
      System.out.printf(
          Locale.ROOT,
          "%10.5f %10.5f %8.3f %8.2f %8d%n",
          r.offered,
          r.result.accepted(),
          r.result.accepted() / bound,
          r.result.latency(),
          r.result.percentile(0.99));
    }
  }

  private void write(List<Row> rows) throws IOException {
    Table.write(
        output.resolve("load.csv"),
        csv -> {
          csv.printRecord(
              "offered",
              "accepted",
              "packets",
              "mean_latency",
              "latency_50",
              "latency_95",
              "latency_99");
          for (Row r : rows) {
            var values = new ArrayList<Object>();
            values.add("%.6f".formatted(r.offered));
            values.add("%.6f".formatted(r.result.accepted()));
            values.add(r.result.packets());
            values.add("%.3f".formatted(r.result.latency()));
            for (int share : SHARES) {
              values.add(r.result.percentile(share / 100.0));
            }
            csv.printRecord(values);
          }
        });
    Table.write(
        output.resolve("histogram.csv"),
        csv -> {
          csv.printRecord("offered", "latency", "packets");
          for (Row r : rows) {
            for (int i = 0; i < r.result.histogram().length; i++) {
              if (r.result.histogram()[i] > 0) {
                csv.printRecord("%.6f".formatted(r.offered), i, r.result.histogram()[i]);
              }
            }
          }
        });
  }
}
