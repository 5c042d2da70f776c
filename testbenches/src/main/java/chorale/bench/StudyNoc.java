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
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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
  private static final int ZERO_LOAD = 64;
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

  /** Parts of the study. */
  enum Part {
    /** First, while the JVM has seen nothing else that it would compile for. */
    speed,
    exchanges,
    reference,
    stress
  }

  @Option(
      names = "--parts",
      paramLabel = "PART",
      split = ",",
      description =
          "which of ${COMPLETION-CANDIDATES} (default: all): the simulation's speed, which wants to be"
              + " alone on the machine; all-to-alls and latencies; cases of the reference; random"
              + " traffic under back-pressure")
  private Set<Part> parts = EnumSet.allOf(Part.class);

  @Mixin private CacheOption cache;

  private record Row(int leaves, String traffic, Exchange.Result result) {}

  @Override
  public Integer call() throws IOException {
    if (speedCycles < 1) {
      throw new IOException("--speed-cycles is " + speedCycles + ": write 1 or more");
    }
    Files.createDirectories(work);
    var promised = new Figures();
    try (var progress = Progress.onStandardError()) {
      for (Part part : EnumSet.copyOf(parts)) {
        switch (part) {
          case speed -> speed(promised, progress);
          case exchanges -> exchanges(promised, progress);
          case reference -> reference(promised, progress);
          case stress -> stress(promised, progress);
        }
        promised.write(figures); // the next part may be stopped
      }
    }
    System.out.print(promised.text());
    return promised.hold() ? 0 : 1;
  }

  private Path verilog() {
    return work.resolve("verilog");
  }

  private void speed(Figures promised, Progress progress) throws IOException {
    progress.begin("Speed", "", 1);
    var speeds = SpeedStudy.run(verilog(), cache.folder, speedCycles);
    promised.atLeast(
        "flit_hops_per_cpu_s_over_reference",
        speeds.stream().mapToDouble(SpeedStudy.Row::ratio).min().orElseThrow(),
        "",
        SPEED);
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

  private void exchanges(Figures promised, Progress progress) throws IOException {
    var routing = TraceReader.read(trace, TRACE_LAYER, TRACE_TOKENS, TRACE_TOP_K, TRACE_EXPERTS);
    var exchanges = new ArrayList<Row>();
    int mismatches = 0;
    for (int leaves : TREES) {
      progress.begin("All-to-all on %d leaves".formatted(leaves), "", 1);
      var config = TreeStudy.tree(leaves);
      var library = config.build(verilog(), cache.folder);
      var both =
          List.of(
              new Row(leaves, "uniform", TreeStudy.uniform(config, library)),
              new Row(leaves, "trace", TreeStudy.trace(config, library, routing)));
      double least = both.stream().mapToDouble(r -> r.result.busy()).min().orElseThrow();
      promised.atLeast("alltoall_binding_link_busy_" + leaves, least, "", BUSY);
      exchanges.addAll(both);
      if (leaves == ZERO_LOAD) {
        mismatches = TreeStudy.zeroLoadMismatches(config, library);
      }
    }
    var tree =
        ReferenceNetworks.network(
            ReferenceNetworks.topology("qtree"), RouterShape.of("vc4b8p1"), 1);
    var library = tree.build(verilog(), cache.folder);
    var topology = tree.topology();
    var chosen = Exchange.run(tree, library, Exchange.chosen(topology, Exchange::everyPair), 1);
    var same = Exchange.run(tree, library, Exchange.same(topology.leaves()), 1);
    promised.atMost("alltoall_exact_64_cycles", chosen.cycles(), "cycles", EXACT);
    promised.add("alltoall_exact_64_same_order_cycles", same.cycles(), "cycles");
    promised.exactly("zero_load_mismatches", mismatches, "", 0);
    exchanges.add(new Row(topology.leaves(), "exact, chosen order", chosen));
    exchanges.add(new Row(topology.leaves(), "exact, same order", same));
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
  }

  private void reference(Figures promised, Progress progress) throws IOException {
    var jobs = new ReferenceStudy(verilog(), cache.folder).jobs();
    var cases =
        progress.all(jobs, "networks of the reference", " networks").stream()
            .flatMap(List::stream)
            .toList();
    double saturation =
        cases.stream()
            .filter(c -> c.kind().startsWith("accepted") && c.network().equals("qtree vc4b8p1"))
            .filter(c -> c.traffic().equals("uniform"))
            .mapToDouble(ReferenceCase::ours)
            .findFirst()
            .orElseThrow();
    var tree = ReferenceNetworks.topology("qtree");
    double bound = Pattern.of("uniform", tree.leaves()).bound(tree);
    promised.atLeast("qtree_uniform_accepted_over_bound", saturation / bound, "", SATURATION);
    promised.exactly(
        "reference_cases_worse", cases.stream().filter(ReferenceCase::isWorse).count(), "", 0);
    promised.add("reference_cases", cases.size(), "");
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
    NocPictures.saturation(cases, work.resolve("saturation.png"));
    NocPictures.curves(cases, work.resolve("latency.png"));
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
  }

  private void stress(Figures promised, Progress progress) throws IOException {
    long stressed = 0;
    long wrong = 0;
    for (NetworkConfig network : Stress.networks()) {
      progress.begin("Stress of " + network.topology().name(), "", 1);
      var result =
          Stress.run(
              network, network.build(verilog(), cache.folder), STRESS / Stress.networks().size());
      stressed += result.flitHops();
      wrong += result.wrong();
    }
    promised.atLeast("stress_flit_hops", stressed, "", STRESS);
    promised.exactly("stress_lost", wrong, "flits", 0);
  }
}
