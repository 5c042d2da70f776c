package chorale.bench.arrays;

import chorale.bench.Progress;
import chorale.hdl.Elaboration;
import chorale.hdl.ir.ModuleIr;
import chorale.rtl.Verilog;
import chorale.sim.BuildListener;
import chorale.sim.BuildOptions;
import chorale.sim.Model;
import chorale.sim.ModelBuilder;
import chorale.sim.ModelSpec;
import chorale.workload.num.Fp32;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The Verilated units of floating-point arithmetic against Java's arithmetic, for as many operands
 * as one has patience for. The hardware makes the operands itself and Java makes them again, so
 * that nothing but results crosses over, thousands at a time.
 */
public final class ArithmeticStudy {
  private static final List<String> NAMES =
      List.of(
          "bf16_multiplier",
          "bf16_multiplier_flush",
          "float_adder",
          "float_adder_flush",
          "float_multiplier",
          "float_multiplier_flush",
          "fused_multiply_add",
          "fused_multiply_add_flush");
  private static final int RESET_CYCLES = 2;
  private static final long STEP = 1 << 20;

  private final Path verilog;
  private final Path cache;

  /** Verilog goes below {@code verilog}, models into {@code cache}. */
  public ArithmeticStudy(Path verilog, Path cache) {
    this.verilog = verilog;
    this.cache = cache;
  }

  /**
   * What came out for one unit.
   *
   * @param pairs operands, of which a fused unit takes three at a time
   * @param mismatches results that differ from Java's in any bit
   * @param first the first of them with its operands, or ""
   */
  public record Row(String unit, long pairs, long mismatches, String first) {}

  /** Runs {@code pairs} operations on each unit. */
  public List<Row> run(long pairs, Progress progress) throws IOException {
    progress.begin("arithmetic of %,d pairs".formatted(pairs), " pairs", pairs);
    var check = new Check();
    try (Model model = open()) {
      for (int i = 0; i < ArithmeticDesign.UNITS / 2; i++) {
        model.watch("valid", "result_" + i);
      }
      for (long done = 0; done < pairs; ) {
        done += model.run(Math.min(STEP, pairs - done), check::take);
        progress.at(done, "");
      }
    }
    return check.rows();
  }

  private Model open() throws IOException {
    var circuit = Elaboration.of(ArithmeticDesign::new);
    var sources = Verilog.emit(circuit, verilog.resolve("arithmetic"));
    var spec = ModelSpec.of(circuit.top(), sources);
    var model =
        ModelBuilder.build(spec, BuildOptions.defaults(), cache, BuildListener.SILENT).open();
    model.reset(RESET_CYCLES, ModuleIr.RESET);
    return model;
  }

  /** Holds results against Java's, in the order of the watches. */
  private static final class Check {
    private final Operands operands = new Operands();
    private final long[] mismatches = new long[ArithmeticDesign.UNITS];
    private final String[] first = new String[ArithmeticDesign.UNITS];
    private long pairs;

    void take(long cycle, int watch, long data) {
      if (watch == 0) {
        operands.next();
        pairs++;
      }
      for (int k = 0; k < 2; k++) {
        int got = (int) (k == 0 ? data : data >>> 32);
        int expected = expected(watch, k == 0 ? Fp32.IEEE : Fp32.FLUSH);
        if (got != expected) {
          mismatch(2 * watch + k, got, expected);
        }
      }
    }

    private int expected(int watch, Fp32 numbers) {
      Operands o = operands;
      float x = Float.intBitsToFloat(o.x);
      float y = Float.intBitsToFloat(o.y);
      return Float.floatToIntBits(
          switch (watch) {
            case 0 -> numbers.times(o.a, o.b);
            case 1 -> numbers.add(x, y);
            case 2 -> numbers.times(x, y);
            default -> numbers.fma(o.a, o.b, Float.intBitsToFloat(o.c));
          });
    }

    private void mismatch(int unit, int got, int expected) {
      Operands o = operands;
      if (mismatches[unit]++ == 0) {
        String of =
            switch (unit / 2) {
              case 0 -> "%04x, %04x".formatted(o.a, o.b);
              case 3 -> "%04x, %04x, %08x".formatted(o.a, o.b, o.c);
              default -> "%08x, %08x".formatted(o.x, o.y);
            };
        first[unit] = "%s: %08x instead of %08x".formatted(of, got, expected);
      }
    }

    List<Row> rows() {
      var rows = new ArrayList<Row>();
      for (int unit = 0; unit < ArithmeticDesign.UNITS; unit++) {
        String text = first[unit] == null ? "" : first[unit];
        rows.add(new Row(NAMES.get(unit), pairs, mismatches[unit], text));
      }
      return rows;
    }
  }
}
