package chorale.bench.hecaton;

import chorale.bench.train.BlockCase;
import chorale.bench.train.BlockStudy;
import chorale.bench.train.GridMachine;
import chorale.bench.train.GridResult;
import chorale.bench.train.GridRtl;
import chorale.bench.train.PairShape;
import chorale.bench.train.PairStudy;
import chorale.bench.train.RingStudy;
import chorale.bench.train.RingStudy.Rings;
import chorale.chiplet.array.Datapath;
import chorale.workload.hecaton.BlockShape;
import chorale.workload.hecaton.ClosedForms;
import chorale.workload.hecaton.Grid;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** A grid in RTL: collectives, pairs of layers and whole blocks, with values and without them. */
public final class GridStudy {
  private static final int HIDDEN_OF_A_SIDE = 8;
  private static final int TOKENS = 256;
  private static final int ROWS = 16;
  private static final int ROW_WORDS = 4;
  private static final int CHUNKS = 2;
  private static final int BLOCK_TOKENS = 64;

  private final List<Row> rows = new ArrayList<>();
  private final Consumer<Row> listener;

  /**
   * A run.
   *
   * @param what it does
   * @param datapath whether numbers are there
   * @param run cycles, their bound, and what was counted
   * @param closedForm numbers that each die has to send
   * @param numbers compared
   * @param mismatches that have other bits
   * @param closedRatio cycles of products over those of collectives by volumes and rates; 0: none
   */
  public record Row(
      Grid grid,
      String what,
      Datapath datapath,
      GridResult run,
      double closedForm,
      long numbers,
      long mismatches,
      double closedRatio) {
    /** Dies that sent something else than the closed form says. */
    public long wrong() {
      return run.sent().stream().filter(s -> s != closedForm).count();
    }

    /** Cycles of products over those of collectives, where neither goes on beside the other. */
    public double ratio() {
      return (double) run.arraySteps() / (run.cycles() - run.arraySteps() - run.vectorSteps());
    }

    /** How far that is from the closed form. */
    public double ratioErrorPct() {
      return 100 * Math.abs(ratio() / closedRatio - 1);
    }
  }

  /** Runs with values whose cycles are not those of the same run without them. */
  public static long twinsThatDiffer(List<Row> rows) {
    return rows.stream()
        .filter(r -> r.datapath == Datapath.VALUES)
        .filter(r -> cycles(rows, r.grid, r.what, Datapath.TIMING) != r.run.cycles())
        .count();
  }

  /** Cycles of plain tiles over those of skewed ones, both passes of the large pair or block. */
  public static double oursOverPlain(List<Row> rows, String what, int side) {
    var grid = new Grid(side, side);
    double plain = cycles(rows, grid, what + " grid_2d", Datapath.TIMING);
    return plain / cycles(rows, grid, what + " skewed_2d", Datapath.TIMING);
  }

  /** Cycles over their bound of the blocks on a grid, the most. */
  public static double blockOverBound(List<Row> rows, int side) {
    return rows.stream()
        .filter(r -> r.grid.rows() == side && r.what.contains("block"))
        .mapToDouble(r -> r.run.overBound())
        .max()
        .orElseThrow();
  }

  private static long cycles(List<Row> rows, Grid grid, String what, Datapath datapath) {
    return rows.stream()
        .filter(r -> r.grid.equals(grid) && r.what.equals(what) && r.datapath == datapath)
        .mapToLong(r -> r.run.cycles())
        .findFirst()
        .orElseThrow();
  }

  private GridStudy(Consumer<Row> listener) {
    this.listener = listener;
  }

  /**
   * Runs on grids from {@code first} dies a side to {@code last}, with values up to {@code
   * valuesUpTo}.
   *
   * @param listener is told each row
   */
  public static List<Row> run(
      int first, int valuesUpTo, int last, Path verilog, Path cache, Consumer<Row> listener)
      throws IOException {
    var study = new GridStudy(listener);
    for (int side = first; side <= last; side *= 2) {
      var machine = GridMachine.ofStudy(new Grid(side, side));
      var timing = new GridRtl(machine, Datapath.TIMING, verilog, cache);
      study.small(timing, side, Datapath.TIMING);
      study.large(timing, side);
      if (side <= valuesUpTo) {
        var values = new GridRtl(machine, Datapath.VALUES, verilog, cache);
        study.small(values, side, Datapath.VALUES);
        study.smallBlocks(values, side, Datapath.VALUES);
        study.smallBlocks(timing, side, Datapath.TIMING);
      }
    }
    return study.rows;
  }

  private void add(Row row) {
    rows.add(row);
    listener.accept(row);
  }

  private void small(GridRtl rtl, int side, Datapath datapath) {
    var grid = new Grid(side, side);
    for (var rings : Rings.values()) {
      var shown = RingStudy.run(rtl, rings, ROWS, ROW_WORDS, CHUNKS);
      int size = rings == Rings.FLAT ? side * side : side;
      double closedForm = 2.0 * (size - 1) * ROWS * ROW_WORDS * 4;
      String what = "all-reduce " + rings.name().toLowerCase(Locale.ROOT);
      add(
          new Row(
              grid,
              what,
              datapath,
              shown.run(),
              closedForm,
              shown.numbers(),
              shown.mismatches(),
              0));
    }
    for (boolean skewed : new boolean[] {false, true}) {
      pair(
          rtl,
          grid,
          new PairShape(16 * side, 8 * side, 16 * side, CHUNKS, skewed, true),
          datapath,
          "small ");
    }
  }

  private void smallBlocks(GridRtl rtl, int side, Datapath datapath) {
    var shape = block(16L * side, 8, side);
    for (boolean skewed : new boolean[] {false, true}) {
      var c = new BlockCase(shape, true, 1, skewed, true);
      block(rtl, new Grid(side, side), c, datapath, "small ");
    }
  }

  /** A block whose gains are, on each die, a word for each die of the row. */
  private static BlockShape block(long tokens, long length, long side) {
    long hidden = 4 * side * side;
    return new BlockShape(tokens, length, hidden, 2 * side, side, 2 * side, hidden, true);
  }

  private void large(GridRtl rtl, int side) {
    var grid = new Grid(side, side);
    int h = HIDDEN_OF_A_SIDE * side;
    for (boolean backward : new boolean[] {false, true}) {
      for (boolean skewed : new boolean[] {false, true}) {
        var shape = new PairShape(TOKENS, h, 4 * h, CHUNKS, skewed, backward);
        pair(rtl, grid, shape, Datapath.TIMING, "");
        var block = block(BLOCK_TOKENS, BLOCK_TOKENS / side, side);
        block(rtl, grid, new BlockCase(block, true, 1, skewed, backward), Datapath.TIMING, "");
      }
    }
  }

  private void block(GridRtl rtl, Grid grid, BlockCase c, Datapath datapath, String size) {
    var shown = BlockStudy.run(rtl, c);
    add(
        new Row(
            grid,
            name(size + "block", c.skewed(), c.backward()),
            datapath,
            shown.run(),
            shown.closedForm(),
            shown.numbers(),
            shown.mismatches(),
            0));
  }

  private static String name(String what, boolean skewed, boolean backward) {
    return "%s %s%s".formatted(what, skewed ? "skewed_2d" : "grid_2d", backward ? "" : " forward");
  }

  private void pair(GridRtl rtl, Grid grid, PairShape s, Datapath datapath, String size) {
    var shown = PairStudy.run(rtl, s);
    var machine = GridMachine.ofStudy(grid);
    double lanes = machine.lanes();
    double products = 2.0 * s.tokens() * s.hidden() * s.inner() / grid.dies() / (lanes * lanes);
    // of each number that is gathered, a word's lane, a partial sum is scattered, two words' lanes
    double flits = (1 + 1.0 / machine.packetWords()) * 1.5 / lanes;
    double passes = ClosedForms.tiled(grid, s.tokens(), s.hidden(), s.inner()) * flits;
    add(
        new Row(
            grid,
            name(size + "pair", s.skewed(), s.backward()),
            datapath,
            shown.run(),
            shown.closedForm(),
            shown.numbers(),
            shown.mismatches(),
            s.backward() || s.skewed() ? 0 : products / passes));
  }
}
