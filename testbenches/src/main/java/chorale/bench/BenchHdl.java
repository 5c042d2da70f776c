package chorale.bench;

import chorale.bench.hdl.HdlComparison;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code chorale bench hdl}: the hardware language against its peers. */
@Command(
    name = "hdl",
    description = "Time, memory and simulation speed of our Verilog against Chisel and SpinalHDL.")
final class BenchHdl implements Callable<Integer> {
  @Option(
      names = "--sources",
      paramLabel = "DIR",
      defaultValue = "bench-hdl",
      description = "the peers' designs and the driver (default: ${DEFAULT-VALUE})")
  private Path sources;

  @Option(
      names = "--jdk",
      paramLabel = "DIR",
      description = "JDK on which all front ends run (default: that of this program)")
  private Path jdk = Path.of(System.getProperty("java.home"));

  @Option(
      names = "--compiler",
      paramLabel = "CXX",
      defaultValue = "g++",
      description = "C++ compiler of the models (default: ${DEFAULT-VALUE}, which is Verilator's)")
  private String compiler;

  @Option(
      names = "--figures",
      paramLabel = "FILE",
      defaultValue = "out/figures/bench-hdl.csv",
      description = "file for the figures (default: ${DEFAULT-VALUE})")
  private Path figures;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      defaultValue = "out/bench-hdl",
      description = "folder for what the peers and Verilator build (default: ${DEFAULT-VALUE})")
  private Path work;

  @Override
  public Integer call() throws IOException {
    try (var progress = Progress.onStandardError()) {
      Path java = jdk.resolve("bin").resolve("java");
      var comparison = new HdlComparison(sources, java, compiler, work, progress::note);
      var array = comparison.array();
      var router = comparison.router();
      var tree = comparison.tree();
      var speed = comparison.speed();
      double exponent = comparison.exponent();

      var promised = new Figures();
      promised.atLeast("cold_systolic64_best_peer_over_ours", array.cpu(), "", 5);
      promised.atLeast("cold_tree64_best_peer_over_ours", tree.cpu(), "", 4);
      promised.atLeast("cold_router8_best_peer_over_ours", router.cpu(), "", 4);
      promised.atLeast("warm_systolic64_best_peer_over_ours", array.round(), "", 10);
      promised.atLeast("warm_router8_best_peer_over_ours", router.round(), "", 4);
      promised.atLeast("warm_tree64_best_peer_over_ours", tree.round(), "", 4);
      promised.atLeast("peak_memory_systolic64_best_peer_over_ours", array.memory(), "", 1);
      promised.atLeast("sim_systolic64_ours_over_chisel", speed.arrayOverChisel(), "", 1.4);
      promised.atLeast("sim_router8_ours_over_best_peer", speed.routerOverBest(), "", 1.1);
      promised.atLeast("sim_tree64_ours_over_best_peer", speed.treeOverBest(), "", 1.1);
      promised.atLeast("cpp_build_best_peer_over_ours", speed.build(), "", 1);
      promised.exactly("checksums_equal", speed.equal() ? 1 : 0, "", 1);
      promised.atMost("elaboration_exponent", exponent, "", 1.1);
      promised.write(figures);
      System.out.print(promised.text());
      return promised.hold() ? 0 : 1;
    }
  }
}
