package chorale.workload.hecaton;

import chorale.workload.catalogue.ModelShape;
import chorale.workload.hecaton.BlockPasses.Pass;
import chorale.workload.mozart.Energy;

/**
 * Tokens through a block of a model, forward and backward: all blocks of a dense model are alike,
 * so ratios of steps are ratios of these. Without embedding, output layer and loss.
 *
 * @param dies of the grid
 * @param forward what it takes, of one die
 * @param backward the same backward
 * @param memoryBytes from and to the memories at the edge, all together
 * @param idle power that is always drawn, in products of a nanosecond
 */
public record GridStep(
    int dies, GridRun forward, GridRun backward, double memoryBytes, double idle) {
  private static final double PICO = 1e-12;
  private static final int BITS = 8;

  /** On one die that stands for all, memories left out of the time. */
  public static GridStep of(ModelShape model, Scheme scheme, GridAssumptions a) {
    var grid = a.grid(model.hidden());
    var shape = shape(model, a);
    var manner = a.manner(scheme);
    return new GridStep(
        grid.dies(),
        GridModel.of(BlockPasses.alike(Pass.FORWARD, shape, manner, grid), a.rates()),
        GridModel.of(BlockPasses.alike(Pass.BACKWARD, shape, manner, grid), a.rates()),
        Streaming.of(shape, a.count(GridAssumption.MICRO_BATCHES)).bytes(),
        a.get(GridAssumption.IDLE) * a.get(GridAssumption.MACS));
  }

  /** A model's block with the tokens that go through it at a time. */
  public static BlockShape shape(ModelShape model, GridAssumptions a) {
    return BlockShape.of(model, a.count(GridAssumption.TOKENS), a.count(GridAssumption.LENGTH));
  }

  /** Both passes. */
  public double cycles() {
    return forward.cycles() + backward.cycles();
  }

  /** Cycles of products, of both passes. */
  public double arrayBusy() {
    return forward.arrayBusy() + backward.arrayBusy();
  }

  /** Bytes that a die passes on, on each link once. */
  public double linkBytes() {
    return forward.linkBytes() + backward.linkBytes();
  }

  /** Joules of a kind of event, of all dies; a pass goes over a link and through a switch a hop. */
  public double joules(Energy energy) {
    double events =
        switch (energy) {
          case MAC -> dies * (forward.macs() + backward.macs() + idle * cycles());
          case SRAM -> dies * BITS * (forward.sramBytes() + backward.sramBytes());
          case MEMORY -> BITS * memoryBytes;
          case LINK, SWITCH -> dies * BITS * linkBytes();
        };
    return events * energy.picojoules() * PICO;
  }

  /** Of all. */
  public double joules() {
    double sum = 0;
    for (var energy : Energy.values()) {
      sum += joules(energy);
    }
    return sum;
  }
}
