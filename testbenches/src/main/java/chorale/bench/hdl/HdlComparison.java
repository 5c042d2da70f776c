package chorale.bench.hdl;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * Measures Chorale against Chisel and SpinalHDL on equal designs, all in one run. Every front end
 * runs on the same JVM, under the options of {@link FrontEnd.Setting} that serve it best.
 */
public final class HdlComparison {
  private static final int SPEED_RUNS = 7;
  private static final int[] EDGES = {64, 96, 128, 256};
  private static final int[] LEAVES = {512, 1024, 2048, 4096};

  /** A design; {@code kind} and {@code n} are what the driver has to know of it. */
  private record Design(String name, String top, String kind, int n, long cycles) {}

  private static final Design ARRAY = new Design("systolic-64", "Systolic", "SYSTOLIC", 64, 50_000);
  private static final Design ROUTER = new Design("router8", "Router8", "ROUTER", 8, 1_000_000);
  private static final Design TREE = new Design("tree-64", "Tree64", "ROUTER", 64, 60_000);

  private final Path sources;
  private final String compiler;
  private final Path out;
  private final Processes processes;
  private final Generation generation;
  private final Consumer<String> note;
  private final FrontEnd ours = Peers.chorale();
  private final FrontEnd chisel;
  private final FrontEnd spinal;

  /**
   * Builds the peers.
   *
   * @param sources the folder of the peers and of the driver
   * @param java the program that starts a JVM
   * @param compiler the C++ compiler for what Verilator makes
   * @param out the folder for all that is made
   * @param note takes a line for each measurement
   */
  public HdlComparison(Path sources, Path java, String compiler, Path out, Consumer<String> note)
      throws IOException {
    this.sources = sources;
    this.compiler = compiler;
    this.out = out;
    this.note = note;
    this.processes = new Processes(sources, out);
    this.generation = new Generation(processes, java, out);
    var peers = new Peers(processes, sources.resolve("peers"), out);
    note.accept("Maven builds Chisel's and SpinalHDL's designs ..");
    this.chisel = peers.chisel();
    this.spinal = peers.spinal();
    // The first run of all unpacks firtool into its cache.
    generation.once(chisel, FrontEnd.Setting.QUICK, ROUTER.name);
  }

  /**
   * How many times the best peer's cost ours is.
   *
   * @param cpu CPU time of a cold process
   * @param memory peak of the largest process of a cold run
   * @param round time of a round in a warm JVM
   */
  public record Ratios(double cpu, double memory, double round) {}

  /** The N x N array of processing elements, N = 64. */
  public Ratios array() throws IOException {
    return generate(ARRAY, List.of("systolicdef-64", ARRAY.name));
  }

  /** The router with 8 ports. */
  public Ratios router() throws IOException {
    return generate(ROUTER, List.of(ROUTER.name));
  }

  /** The tree of routers over 64 leaves. */
  public Ratios tree() throws IOException {
    return generate(TREE, List.of(TREE.name));
  }

  private Ratios generate(Design design, List<String> inChisel) throws IOException {
    double seconds = Double.POSITIVE_INFINITY;
    double memory = Double.POSITIVE_INFINITY;
    double round = Double.POSITIVE_INFINITY;
    for (FrontEnd peer : List.of(chisel, spinal)) {
      for (String version : peer == chisel ? inChisel : List.of(design.name)) {
        Cost cost = cold(peer, version, seconds);
        memory = Math.min(memory, cost.peakKib());
        if (cost.cpuSeconds() < 2 * seconds) { // what is slow from cold is slow in all
          round = Math.min(round, warm(peer, version));
        }
        seconds = Math.min(seconds, cost.cpuSeconds());
      }
    }
    Cost own = cold(ours, design.name, Double.POSITIVE_INFINITY);
    return new Ratios(
        seconds / own.cpuSeconds(), memory / own.peakKib(), round / warm(ours, design.name));
  }

  private Cost cold(FrontEnd frontEnd, String design, double limit) throws IOException {
    Cost cost = generation.cold(frontEnd, design, limit);
    print(frontEnd, design, "cold: %.2f CPU s, %d KiB", cost.cpuSeconds(), cost.peakKib());
    return cost;
  }

  private double warm(FrontEnd frontEnd, String design) throws IOException {
    double round = generation.warm(frontEnd, design);
    print(frontEnd, design, "warm: %.1f ms a round", round);
    return round;
  }

  /** The larger exponent of our CPU time over the size of arrays, and of trees. */
  public double exponent() throws IOException {
    double arrays = exponent("systolic-", EDGES, edge -> (double) edge * edge);
    return Math.max(arrays, exponent("tree-", LEAVES, leaves -> leaves));
  }

  private double exponent(String design, int[] sizes, ToDoubleFunction<Integer> size)
      throws IOException {
    var x = new double[sizes.length];
    var y = new double[sizes.length];
    for (int i = 0; i < sizes.length; i++) {
      x[i] = size.applyAsDouble(sizes[i]);
      y[i] = generation.once(ours, FrontEnd.Setting.QUICK, design + sizes[i]).cpuSeconds();
      print(ours, design + sizes[i], "cold: %.2f CPU s", y[i]);
    }
    return PowerLaw.exponent(x, y);
  }

  /**
   * What Verilator makes of the Verilog: our cycles per CPU second over those of others.
   *
   * @param arrayOverChisel the array, over Chisel's
   * @param routerOverBest the router, over the best peer's
   * @param treeOverBest the tree, over the best peer's
   * @param equal whether all front ends' checksums agree, in each design
   * @param build CPU time to compile the C++ of all designs: that of the better peer over ours
   */
  public record Speed(
      double arrayOverChisel,
      double routerOverBest,
      double treeOverBest,
      boolean equal,
      double build) {}

  /** Simulates what {@link #array}, {@link #router} and {@link #tree} have written. */
  public Speed speed() throws IOException {
    Set<Design> differing = new HashSet<>();
    Map<FrontEnd, Double> build = new HashMap<>();
    Map<FrontEnd, Double> array = speeds(ARRAY, differing, build);
    Map<FrontEnd, Double> router = speeds(ROUTER, differing, build);
    Map<FrontEnd, Double> tree = speeds(TREE, differing, build);
    return new Speed(
        array.get(ours) / array.get(chisel),
        router.get(ours) / Math.max(router.get(chisel), router.get(spinal)),
        tree.get(ours) / Math.max(tree.get(chisel), tree.get(spinal)),
        differing.isEmpty(),
        Math.min(build.get(chisel), build.get(spinal)) / build.get(ours));
  }

  /** The best of several runs of each front end, in turns. */
  private Map<FrontEnd, Double> speeds(
      Design design, Set<Design> differing, Map<FrontEnd, Double> build) throws IOException {
    var built = new LinkedHashMap<FrontEnd, VerilatedDesign>();
    var checksums = new HashSet<String>();
    for (FrontEnd f : List.of(ours, chisel, spinal)) {
      String defines = "-DCLOCK=%s -DN=%d -D%s".formatted(f.clock(), design.n, design.kind);
      var model =
          new VerilatedDesign(
              processes,
              compiler,
              FrontEnd.verilog(generation.folder(f, design.name)),
              design.top,
              sources.resolve("drive.cpp"),
              defines,
              out.resolve("sim").resolve(f.name() + "-" + design.name));
      built.put(f, model);
      build.merge(f, model.buildSeconds(), Double::sum);
      print(f, design.name, "%s: %.1f CPU s", compiler, model.buildSeconds());
      String checksum = model.checksum(design.cycles);
      print(f, design.name, "checksum of the outputs: %s", checksum);
      checksums.add(checksum);
    }
    if (checksums.size() > 1) {
      differing.add(design);
    }
    var best = new LinkedHashMap<FrontEnd, Double>();
    for (int i = 0; i < SPEED_RUNS; i++) {
      for (var model : built.entrySet()) {
        best.merge(model.getKey(), model.getValue().speed(design.cycles), Math::max);
      }
    }
    best.forEach((f, cycles) -> print(f, design.name, "%.0f cycles per CPU second", cycles));
    return best;
  }

  private void print(FrontEnd frontEnd, String design, String format, Object... values) {
    note.accept(
        "%-8s %-14s %s"
            .formatted(frontEnd.name(), design, String.format(Locale.ROOT, format, values)));
  }
}
