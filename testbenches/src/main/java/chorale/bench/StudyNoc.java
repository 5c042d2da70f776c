package chorale.bench;

import chorale.bench.noc.Exchange;
import chorale.bench.noc.NetworkConfig;
import chorale.bench.noc.NocPictures;
import chorale.bench.noc.Pattern;
import chorale.bench.noc.ReferenceCase;
import chorale.bench.noc.ReferenceNetworks;
import chorale.bench.noc.ReferenceNetworks.RouterShape;
import chorale.bench.noc.ReferenceStudy;
import chorale.bench.noc.SpeedStudy;
import chorale.bench.noc.Stress;
import chorale.bench.noc.TreeStudy;
import chorale.bench.tools.Table;
import chorale.workload.TraceReader;
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

/** {@code chorale study noc}: the network against its bounds, and against a network simulator. */
@Command(
    name = "noc",
    description =
        "Simulate the network's RTL: all-to-alls on trees of 16, 64 and 256 leaves, zero-load latency"
            + " of every pair, and every case of the reference simulator.")
final class StudyNoc implements Callable<Integer> {
  private static final int[] TREES = {16, 64, 256};
  private static final double BUSY = 0.97;
  private static final int EXACT = 790;
  private static final double SATURATION = 0.73;
  private static final double SPEED = 2;
  private static final long STRESS = 100_000_000;
  private static final int TRACE_LAYER = 2;
  private static final int TRACE_TOKENS = 2048;
  private static final int TRACE_TOP_K = 6;
  private static final int TRACE_EXPERTS = 64;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      defaultValue = "examples/traces/flame290m_it5473_prefill_2048tok_8layers.csv.gz",
      description = "routing trace of 64 experts (default: ${DEFAULT-VALUE})")
  private Path trace;

  @Option(
      names = "--speed-cycles",
      paramLabel = "N",
      defaultValue = "100000",
      description = "cycles of each measurement of speed (default: ${DEFAULT-VALUE})")
  private int speedCycles;

  @Option(
      names = "--figures",
      paramLabel = "FILE",
      defaultValue = "out/figures/study-noc.csv",
      description = "file for the figures (default: ${DEFAULT-VALUE})")
  private Path figures;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      defaultValue = "out/noc",
      description = "folder for tables, pictures and Verilog (default: ${DEFAULT-VALUE})")
  private Path work;

  @Mixin private CacheOption cache;

  private record Row(int leaves, String traffic, Exchange.Result result) {}

  @Override
  public Integer call() throws IOException {
    if (speedCycles < 1) {
      throw new IOException("--speed-cycles is " + speedCycles + ": write 1 or more");
    }
    var routing = TraceReader.read(trace, TRACE_LAYER, TRACE_TOKENS, TRACE_TOP_K, TRACE_EXPERTS);
    Path verilog = work.resolve("verilog");
    Files.createDirectories(work);
    var promised = new Figures();
    var exchanges = new ArrayList<Row>();
    List<ReferenceCase> cases;
    List<SpeedStudy.Row> speeds;
    int mismatches = 0;
    long stressed = 0;
    long wrong = 0;
    try (var progress = Progress.onStandardError()) {
      // First, while the JVM has seen nothing else that it would compile for.
      progress.begin("Speed", "", 1);
      speeds = SpeedStudy.run(verilog, cache.folder, speedCycles);
      for (int leaves : TREES) {
        progress.begin("All-to-all on %d leaves".formatted(leaves), "", 1);
        var config = TreeStudy.tree(leaves);
        var library = config.build(verilog, cache.folder);
        exchanges.add(new Row(leaves, "uniform", TreeStudy.uniform(config, library)));
        exchanges.add(new Row(leaves, "trace", TreeStudy.trace(config, library, routing)));
        if (leaves == 64) {
          mismatches = TreeStudy.zeroLoadMismatches(config, library);
        }
      }
      var tree =
          ReferenceNetworks.network(
              ReferenceNetworks.topology("qtree"), RouterShape.of("vc4b8p1"), 1);
      var library = tree.build(verilog, cache.folder);
      for (var order : List.of("chosen", "same")) {
        var orders =
            order.equals("same")
                ? Exchange.same(tree.topology().leaves())
                : Exchange.chosen(tree.topology(), Exchange::everyPair);
        exchanges.add(
            new Row(64, "exact, " + order + " order", Exchange.run(tree, library, orders, 1)));
      }
      cases = reference(verilog, progress);
      for (NetworkConfig network : Stress.networks()) {
        progress.begin("Stress of " + network.topology().name(), "", 1);
        var result =
            Stress.run(
                network, network.build(verilog, cache.folder), STRESS / Stress.networks().size());
        stressed += result.flitHops();
        wrong += result.wrong();
      }
    }
    for (int leaves : TREES) {
      double least =
          exchanges.stream()
              .filter(r -> r.leaves == leaves && !r.traffic.startsWith("exact"))
              .mapToDouble(r -> r.result.busy())
              .min()
              .orElseThrow();
      promised.atLeast("alltoall_binding_link_busy_" + leaves, least, "", BUSY);
    }
    promised.atMost("alltoall_exact_64_cycles", exact(exchanges, "chosen"), "cycles", EXACT);
    promised.add("alltoall_exact_64_same_order_cycles", exact(exchanges, "same"), "cycles");
    double saturation =
        cases.stream()
            .filter(c -> c.kind().startsWith("accepted") && c.network().equals("qtree vc4b8p1"))
            .filter(c -> c.traffic().equals("uniform"))
            .mapToDouble(ReferenceCase::ours)
            .findFirst()
            .orElseThrow();
    double bound = Pattern.of("uniform", 64).bound(ReferenceNetworks.topology("qtree"));
    promised.atLeast("qtree_uniform_accepted_over_bound", saturation / bound, "", SATURATION);
    promised.exactly("zero_load_mismatches", mismatches, "", 0);
    promised.atLeast("stress_flit_hops", stressed, "", STRESS);
    promised.exactly("stress_lost", wrong, "flits", 0);
    promised.exactly(
        "reference_cases_worse", cases.stream().filter(ReferenceCase::isWorse).count(), "", 0);
    promised.add("reference_cases", cases.size(), "");
    promised.atLeast(
        "flit_hops_per_cpu_s_over_reference",
        speeds.stream().mapToDouble(SpeedStudy.Row::ratio).min().orElseThrow(),
        "",
        SPEED);
    promised.write(figures);
    write(exchanges, cases, speeds);
    NocPictures.saturation(cases, work.resolve("saturation.png"));
    NocPictures.curves(cases, work.resolve("latency.png"));
    System.out.print(promised.text());
    cases.stream()
        .filter(ReferenceCase::isWorse)
        .forEach(
            c ->
                System.out.printf(
                    Locale.ROOT,
                    "  worse: %s, %s, %s: %.4f, reference %.4f%n",
                    c.kind(),
                    c.network(),
                    c.traffic(),
                    c.ours(),
                    c.reference()));
    return promised.hold() ? 0 : 1;
  }

  private static long exact(List<Row> rows, String order) {
    return rows.stream()
        .filter(r -> r.traffic.contains(order))
        .mapToLong(r -> r.result.cycles())
        .findFirst()
        .orElseThrow();
  }

  private List<ReferenceCase> reference(Path verilog, Progress progress) throws IOException {
    var jobs = new ReferenceStudy(verilog, cache.folder).jobs();
    return progress.all(jobs, "networks of the reference", " networks").stream()
        .flatMap(List::stream)
        .toList();
  }

  private void write(List<Row> exchanges, List<ReferenceCase> cases, List<SpeedStudy.Row> speeds)
      throws IOException {
    Table.write(
        work.resolve("exchanges.csv"),
        csv -> {
          csv.printRecord(
              "leaves", "traffic", "cycles", "binding_link_flits", "binding_link_window", "busy");
          for (Row r : exchanges) {
            csv.printRecord(
                r.leaves,
                r.traffic,
                r.result.cycles(),
                r.result.busiest(),
                r.result.window(),
                "%.4f".formatted(r.result.busy()));
          }
        });
    Table.write(
        work.resolve("reference.csv"),
        csv -> {
          csv.printRecord("measured", "network", "traffic", "reference", "ours", "worse");
          for (ReferenceCase c : cases) {
            csv.printRecord(
                c.kind(),
                c.network(),
                c.traffic(),
                "%.5f".formatted(c.reference()),
                "%.5f".formatted(c.ours()),
                c.isWorse() ? 1 : 0);
          }
        });
    Table.write(
        work.resolve("speed.csv"),
        csv -> {
          csv.printRecord(
              "network",
              "offered",
              "reference_flit_hops_per_cpu_s",
              "flit_hops_per_cpu_s",
              "cycles_per_cpu_s",
              "ratio");
          for (SpeedStudy.Row r : speeds) {
            csv.printRecord(
                r.network(),
                r.offered(),
                Math.round(r.reference()),
                Math.round(r.ours()),
                Math.round(r.cyclesPerSecond()),
                "%.3f".formatted(r.ratio()));
          }
        });
  }
}
