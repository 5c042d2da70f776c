package chorale.workload.hecaton;

import chorale.workload.catalogue.ModelShape;
import chorale.workload.hecaton.BlockPasses.Pass;
import java.util.Collections;
import java.util.List;

/**
 * Tokens through a block while the next block's weights come from the memories at the edge, on all
 * dies, with the links that they share; and the same with nothing to load or store.
 *
 * @param cycles with memories
 * @param without them
 * @param alone what loads and stores take with nothing else to do
 * @param bound what double buffering takes at least: of each pass the longer one of the two, or the
 *     busiest link, which both need
 */
public record StreamedStep(double cycles, double without, double alone, double bound) {
  private static final double PART = 1 << 16;

  /** Both passes of a model's block on a grid. */
  public static StreamedStep of(ModelShape model, Scheme scheme, Grid grid, GridAssumptions a) {
    var shape = GridStep.shape(model, a);
    var s = Streaming.of(shape, a.count(GridAssumption.MICRO_BATCHES));
    var forward = of(Pass.FORWARD, shape, scheme, grid, a, s.forwardLoad(), s.forwardStore());
    var backward = of(Pass.BACKWARD, shape, scheme, grid, a, s.backwardLoad(), s.backwardStore());
    return new StreamedStep(
        forward.cycles + backward.cycles,
        forward.without + backward.without,
        forward.alone + backward.alone,
        forward.bound + backward.bound);
  }

  private static StreamedStep of(
      Pass pass,
      BlockShape shape,
      Scheme scheme,
      Grid grid,
      GridAssumptions a,
      double load,
      double store) {
    var plain = BlockPasses.of(pass, shape, a.manner(scheme), grid);
    var nothing = new GridProgram(grid, Collections.nCopies(grid.dies(), List.of()));
    double without = GridModel.of(plain, a.rates()).cycles();
    double alone = GridModel.of(beside(nothing, load, store), a.rates()).cycles();
    var both = GridModel.of(beside(plain, load, store), a.rates());
    double bound = Math.max(Math.max(without, alone), both.linkBusy());
    return new StreamedStep(both.cycles(), without, alone, bound);
  }

  private static GridProgram beside(GridProgram program, double load, double store) {
    return move(move(program, GridEngine.LOAD, load), GridEngine.STORE, store);
  }

  private static GridProgram move(GridProgram program, GridEngine engine, double bytes) {
    double share = bytes / program.grid().dies();
    int parts = (int) Math.ceil(share / PART);
    return program.with(engine, parts, new GridWork.Move(share / parts));
  }

  /** Of the step, what memories add to it. */
  public double exposed() {
    return 1 - without / cycles;
  }

  /** Whether memories can be hidden: then the bound is what the step takes without them. */
  public boolean canBeHidden() {
    return bound <= without;
  }
}
