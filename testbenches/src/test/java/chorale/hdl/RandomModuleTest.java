package chorale.hdl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chorale.hdl.ir.ModuleIr;
import chorale.sim.Model;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random modules, all in one model, cycle by cycle against {@link Interpreter}. */
final class RandomModuleTest {
  private static final long SEED = 20_261_121;
  private static final int MODULES = 48;
  private static final int CYCLES = 100;
  private static final int RESET_CYCLES = 2;

  @TempDir private Path folder;

  /** The modules beside each other; port {@code in_3} of module 7 is {@code m7_in_3}. */
  private static final class Together extends Module {
    Together() {
      super(null);
      for (int i = 0; i < MODULES; i++) {
        var m = new RandomModule(this, SEED + i);
        m.name("m" + i);
        for (int k = 0; k < m.in.size(); k++) {
          outside(m.in.get(k), "m" + i + "_in_" + k, true);
        }
        for (int k = 0; k < m.out.size(); k++) {
          outside(m.out.get(k), "m" + i + "_out_" + k, false);
        }
      }
    }

    private void outside(Bits port, String name, boolean input) {
      switch (port) {
        case UInt u when input -> u.set(in(u.width()).named(name));
        case UInt u -> out(u.width()).named(name).set(u);
        case SInt s when input -> s.set(inS(s.width()).named(name));
        case SInt s -> outS(s.width()).named(name).set(s);
        case Bool b when input -> b.set(inBool().named(name));
        case Bool b -> outBool().named(name).set(b);
        case Choice<?> c -> throw new IllegalStateException(c.toString());
      }
    }
  }

  @Test
  void verilator_computes_what_the_table_of_the_ir_says() throws IOException {
    var circuit = Elaboration.of(Together::new);
    // Random comparisons may be constant, which Verilator finds worth a warning.
    var library = Simulation.build(circuit, folder, "-Wno-UNSIGNED", "-Wno-CMPCONST");
    for (int i = 0; i < MODULES; i++) {
      var module = circuit.module(circuit.top().instances().get(i).module());
      try (var model = library.open()) {
        compare(model, module, i);
      }
    }
  }

  private static void compare(Model model, ModuleIr module, int i) {
    String seed = "module seed " + (SEED + i);
    var random = new Random(SEED + i);
    var golden = new Interpreter(module);
    var inputs = new HashMap<String, BigInteger>();
    for (ModuleIr.Port p : module.ports()) {
      if (p.input()) {
        inputs.put(p.name(), BigInteger.ZERO);
      }
    }
    model.reset(RESET_CYCLES, "reset");
    for (int cycle = 0; cycle < RESET_CYCLES; cycle++) {
      golden.step(inputs, true);
    }
    for (int cycle = 0; cycle < CYCLES; cycle++) {
      for (ModuleIr.Port p : module.ports()) {
        if (p.name().startsWith("in_")) {
          BigInteger v = value(random, p.width());
          inputs.put(p.name(), v);
          model.port("m" + i + "_" + p.name()).setWide(v);
        }
      }
      model.step();
      golden.step(inputs, false);
      compareOutputs(model, module, golden, i, "%s, cycle %d".formatted(seed, cycle));
    }
  }

  private static void compareOutputs(
      Model model, ModuleIr module, Interpreter golden, int i, String when) {
    Map<String, BigInteger> expected = new HashMap<>();
    Map<String, BigInteger> found = new HashMap<>();
    for (ModuleIr.Port p : module.ports()) {
      if (!p.input()) {
        expected.put(p.name(), golden.output(p.name()));
        found.put(p.name(), model.port("m" + i + "_" + p.name()).getWide());
      }
    }
    assertEquals(expected, found, when);
  }

  /** All zeros, all ones, the lowest or highest number, or anything. */
  private static BigInteger value(Random random, int width) {
    BigInteger top = BigInteger.ONE.shiftLeft(width - 1);
    return switch (random.nextInt(8)) {
      case 0 -> BigInteger.ZERO;
      case 1 -> BigInteger.ONE.shiftLeft(width).subtract(BigInteger.ONE);
      case 2 -> top;
      case 3 -> top.subtract(BigInteger.ONE);
      default -> new BigInteger(width, random);
    };
  }
}
