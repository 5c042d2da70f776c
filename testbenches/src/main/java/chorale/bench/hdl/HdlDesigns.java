package chorale.bench.hdl;

import chorale.hdl.Elaboration;
import chorale.hdl.Module;
import chorale.rtl.Verilog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * Writes one of the designs that are measured against other languages: {@code DESIGN OUTDIR
 * [ROUNDS]}, where DESIGN is {@code systolic-N} (N x N elements), {@code router8} or {@code tree-N}
 * (N leaves). With ROUNDS it does so as often in one JVM and prints the milliseconds of each round.
 */
public final class HdlDesigns {
  private static final double NANOSECONDS = 1e6; // in a millisecond

  private HdlDesigns() {}

  /** See the class. */
  public static void main(String[] args) throws IOException {
    Supplier<Module> design = design(args[0]);
    var folder = Path.of(args[1]);
    if (args.length < 3) {
      Verilog.emit(Elaboration.of(design), folder);
      return;
    }
    for (int round = Integer.parseInt(args[2]); round > 0; round--) {
      long start = System.nanoTime();
      Verilog.emit(Elaboration.of(design), folder);
      System.out.println("round_ms " + (System.nanoTime() - start) / NANOSECONDS);
    }
  }

  private static Supplier<Module> design(String name) {
    int n = Integer.parseInt(name.replaceAll("\\D", ""));
    return switch (name.replaceAll("-?\\d+", "")) {
      case "systolic" -> () -> new Systolic(n);
      case "router" -> Router8::new;
      case "tree" -> () -> new Tree(Integer.numberOfTrailingZeros(n));
      default -> throw new IllegalArgumentException("no design " + name);
    };
  }
}
