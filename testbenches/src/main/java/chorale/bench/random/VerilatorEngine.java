package chorale.bench.random;

import chorale.sim.BuildListener;
import chorale.sim.BuildOptions;
import chorale.sim.ModelBuilder;
import chorale.sim.ModelSpec;
import chorale.sim.PortInfo;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs batches in Verilator. */
final class VerilatorEngine {
  /** Random comparisons may be constant; ports are cut from rows; resets act in all ways. */
  private static final String[] FLAGS = {
    "-Wno-UNSIGNED",
    "-Wno-SYNCASYNCNET",
    "-Wno-UNDRIVEN",
    "-Wno-UNUSEDSIGNAL",
    "-Wno-CMPCONST",
    "-Wno-DECLFILENAME",
    "-fno-expand",
    "--output-split",
    "1000000"
  };

  private VerilatorEngine() {}

  /** The outputs of each module, cycle by cycle after reset. */
  static List<List<BigInteger>> run(Batch batch, Path folder, Path cache, int threads)
      throws IOException {
    int n = batch.subjects().size();
    var ports = new ArrayList<>(List.of(PortInfo.in("clock", 1), PortInfo.in("reset", 1)));
    for (int i = 0; i < n; i++) {
      ports.add(PortInfo.in("in_" + i, batch.subjects().get(i).inputBits()));
      ports.add(PortInfo.out("out_" + i, batch.subjects().get(i).outputBits()));
    }
    var spec = new ModelSpec(Batch.TOP, batch.write(folder), ports, "clock");
    // These models run for some cycles only: compiling them well would cost more than it gains.
    var options = BuildOptions.defaults().optimisation(0).threads(threads).verilatorFlags(FLAGS);
    var library = ModelBuilder.build(spec, options, cache, BuildListener.SILENT);
    List<List<BigInteger>> rows = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      rows.add(new ArrayList<>());
    }
    try (var model = library.open()) {
      // An asynchronous reset acts before the first edge, not at the same time.
      model.eval();
      model.port("reset").set(1);
      model.eval();
      model.reset(Subject.RESET_CYCLES, "reset");
      for (int cycle = 0; cycle < batch.cycles(); cycle++) {
        for (int i = 0; i < n; i++) {
          model.port("in_" + i).setWide(batch.stimulus(i).get(cycle));
        }
        model.step();
        for (int i = 0; i < n; i++) {
          rows.get(i).add(model.port("out_" + i).getWide());
        }
      }
    }
    Files.delete(library.path()); // nobody will ask for these modules again
    Files.delete(library.path().getParent());
    return rows;
  }
}
