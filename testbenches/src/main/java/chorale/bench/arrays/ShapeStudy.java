package chorale.bench.arrays;

import chorale.bench.tools.Parallel;
import chorale.chiplet.array.ArrayParameters;
import chorale.chiplet.array.Datapath;
import chorale.chiplet.array.Element;
import chorale.chiplet.array.Gemm;
import chorale.chiplet.array.Gemm.Place;
import chorale.chiplet.array.GemmEngine;
import chorale.workload.ArrayCycles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.IntConsumer;

/** Runs shapes on the RTL of arrays of their sizes and holds the cycles against closed forms. */
public final class ShapeStudy {
  private static final int ACCUMULATORS = 1 << 14;
  private static final int ADDRESS_BITS = 24;

  private ShapeStudy() {}

  /**
   * A shape's cycles.
   *
   * @param shape what was run
   * @param cycles from the first word in the array to the last addition
   * @param all from the first read to the last write, both counted
   * @param steps cycles with a step
   * @param peCycles PEs in use, summed over the steps
   */
  public record Row(ArrayShape shape, long cycles, long all, long steps, long peCycles) {
    /** PE cycles in steps that have no use for them: powered down. */
    public long off() {
      return shape.pes() * steps - peCycles;
    }

    /** PE cycles without a step. */
    public long idle() {
      return shape.pes() * (all - steps);
    }

    /** Whether it took more than with separate folds. */
    public boolean isOver() {
      return cycles > shape.separateFolds();
    }

    /** Whether it took exactly what our closed form says. */
    public boolean isExact() {
      return cycles == shape.expected();
    }
  }

  /** The timing of an array of that size, whose multiplier has no registers. */
  static ArrayParameters array(int rows, int columns) {
    return tile(rows, columns, 1);
  }

  /** The same of a tile. */
  static ArrayParameters tile(int rows, int columns, int arrays) {
    return new ArrayParameters(
        rows,
        columns,
        Element.BF16,
        Datapath.TIMING,
        true,
        rows == columns,
        0,
        ACCUMULATORS,
        ADDRESS_BITS,
        arrays);
  }

  /** Runs all shapes, alone each; {@code done} hears how many are done. */
  public static List<Row> run(List<ArrayShape> shapes, Path verilog, Path cache, IntConsumer done)
      throws IOException {
    record Size(int rows, int columns, int arrays) {}
    var bySize = new LinkedHashMap<Size, List<Integer>>();
    for (int i = 0; i < shapes.size(); i++) {
      var shape = shapes.get(i);
      bySize
          .computeIfAbsent(
              new Size(shape.rows(), shape.columns(), shape.arrays()), _ -> new ArrayList<>())
          .add(i);
    }
    var rows = new Row[shapes.size()];
    var jobs = new ArrayList<Callable<List<Integer>>>();
    bySize.forEach(
        (size, members) ->
            jobs.add(
                () -> {
                  var p = tile(size.rows, size.columns, size.arrays);
                  try (var bench = new GemmBench(p, GemmBench.build(p, verilog, cache).open())) {
                    for (int i : members) {
                      rows[i] = run(bench, shapes.get(i));
                    }
                  }
                  return members;
                }));
    int[] finished = new int[1];
    Parallel.run(
        jobs,
        (_, members) -> {
          finished[0] += members.size();
          done.accept(finished[0]);
        });
    return List.of(rows);
  }

  private static Row run(GemmBench bench, ArrayShape shape) {
    var gemm = gemm(shape);
    var run = bench.run(List.of(gemm), null, GemmBench.Grants.ALWAYS);
    return new Row(
        shape, run.cycles() - GemmEngine.EDGE, run.cycles(), run.steps(), run.peCycles());
  }

  /** A GEMM without transposition or initial values, its matrices without gaps. */
  static Gemm gemm(ArrayShape s) {
    long inner = Math.ceilDiv(s.isOutputStationary() ? s.m() : s.k(), s.rows());
    long outer = Math.ceilDiv(s.n(), s.columns());
    return new Gemm(
        s.dataflow(),
        s.m(),
        s.k(),
        s.n(),
        new Place(0, inner),
        false,
        new Place(0, outer),
        false,
        null,
        new Place(0, outer));
  }

  /** Pairs of the same GEMM on the same array for which the rule takes the slower dataflow. */
  public static long wrongChoices(List<Row> rows) {
    record Key(int m, int k, int n, int rows, int columns, int arrays) {}
    var stationary = new HashMap<Key, Row[]>();
    for (Row r : rows) {
      var s = r.shape;
      stationary
              .computeIfAbsent(
                  new Key(s.m(), s.k(), s.n(), s.rows(), s.columns(), s.arrays()), _ -> new Row[2])[
              s.isOutputStationary() ? 1 : 0] =
          r;
    }
    return stationary.entrySet().stream()
        .filter(e -> e.getValue()[0] != null && e.getValue()[1] != null)
        .filter(
            e -> {
              var key = e.getKey();
              boolean stays =
                  new ArrayCycles(key.rows, key.columns, key.arrays)
                      .prefersOutputStationary(key.m, key.k, key.n);
              Row[] both = e.getValue();
              return both[stays ? 1 : 0].cycles > both[stays ? 0 : 1].cycles;
            })
        .count();
  }
}
