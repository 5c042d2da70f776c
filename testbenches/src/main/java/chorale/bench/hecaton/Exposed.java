package chorale.bench.hecaton;

import chorale.workload.catalogue.Catalogue;
import chorale.workload.hecaton.Grid;
import chorale.workload.hecaton.GridAssumption;
import chorale.workload.hecaton.GridAssumptions;
import chorale.workload.hecaton.Scheme;
import chorale.workload.hecaton.StreamedStep;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Weights and saved values that stream from and to the memories, all dies simulated. */
public final class Exposed {
  private Exposed() {}

  /**
   * A model on a grid.
   *
   * @param tokens that go through a block at a time, for which its weights come once
   */
  public record Row(String model, Grid grid, Scheme scheme, int tokens, StreamedStep step) {}

  /** Grids with a die for each 512 numbers of the hidden size along a side, and a smaller one. */
  public static List<Callable<Row>> all() {
    var jobs = new ArrayList<Callable<Row>>();
    int usual = GridAssumptions.usual().count(GridAssumption.TOKENS);
    int most = (int) GridAssumption.TOKENS.high();
    jobs.add(() -> row("Llama2-70B", 16, Scheme.FLAT_1D, usual));
    for (var scheme : List.of(Scheme.GRID_2D, Scheme.SKEWED_2D)) {
      jobs.add(() -> row("Llama2-70B", 16, scheme, usual));
      jobs.add(() -> row("Llama2-70B", 16, scheme, most));
      jobs.add(() -> row("Llama2-70B", 8, scheme, usual));
      jobs.add(() -> row("Llama2-7B", 8, scheme, usual));
      jobs.add(() -> row("Llama2-7B", 8, scheme, most));
      jobs.add(() -> row("TinyLlama-1.1B", 4, scheme, usual));
    }
    return jobs;
  }

  private static Row row(String name, int side, Scheme scheme, int tokens) {
    var grid = new Grid(side, side);
    var a = GridAssumptions.usual().with(GridAssumption.TOKENS, tokens);
    var step = StreamedStep.of(Catalogue.find(name), scheme, grid, a);
    return new Row(name, grid, scheme, tokens, step);
  }
}
