package chorale.bench.train;

import chorale.chiplet.TrainingParameters;
import chorale.chiplet.array.Datapath;
import chorale.sim.ModelLibrary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The RTL of a grid of one size, built once with values or without them, on which several Programs
 * can run.
 */
public final class GridRtl {
  private static final long MOST_CYCLES = 20_000_000;

  final GridMachine machine;
  final TrainingParameters p;
  private final ModelLibrary library;

  /** Builds it. */
  public GridRtl(GridMachine machine, Datapath datapath, Path verilog, Path cache)
      throws IOException {
    this.machine = machine;
    p = machine.parameters(datapath);
    String name =
        "grid_%d_%d_%s".formatted(machine.grid().columns(), machine.grid().rows(), datapath.name());
    library = TrainingRun.buildByChiplets(p, name, verilog, cache);
  }

  /** Whether numbers are there. */
  boolean hasValues() {
    return machine.hasValues(p);
  }

  /** Reads what a run has left. */
  @FunctionalInterface
  interface Reader {
    void read(TrainingRun run);
  }

  /** Runs a Program; if there are values, {@code reader} reads them. */
  GridResult run(List<HostWords.Word> words, GridPlan plan, Reader reader) {
    try (var run = new TrainingRun(p, library)) {
      run.fill(words);
      long cycles = run.run(MOST_CYCLES);
      if (hasValues()) {
        reader.read(run);
      }
      var sent = new ArrayList<Long>();
      long products = 0;
      long kernels = 0;
      for (int die = 0; die < machine.grid().dies(); die++) {
        long all = 0;
        for (int port = 0; port < p.options().ports(); port++) {
          all += run.counter(machine.chiplet(die), "port_" + port + "_operands");
          all += run.counter(machine.chiplet(die), "port_" + port + "_sums");
        }
        sent.add(all * p.lanes());
        products = Math.max(products, run.counter(machine.chiplet(die), "array_steps"));
        kernels = Math.max(kernels, run.counter(machine.chiplet(die), "vector_steps"));
      }
      return new GridResult(cycles, plan.bound(), sent, products, kernels);
    }
  }
}
