package chorale.bench.random;

import chorale.hdl.Elaboration;
import chorale.hdl.ir.ModuleIr;
import chorale.hdl.ir.ModuleIr.Port;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * One random module and what it is fed. Inputs and outputs of a cycle are one number each: the
 * ports in order of declaration, the first in the most significant place.
 */
public final class Subject {
  /** Cycles under reset, with all inputs 0. */
  public static final int RESET_CYCLES = 2;

  private final long seed;
  private final ModuleIr module;
  private final List<Port> inputs;
  private final List<Port> outputs;

  private Subject(long seed, ModuleIr module) {
    this.seed = seed;
    this.module = module;
    this.inputs =
        module.ports().stream().filter(p -> p.input() && !ModuleIr.isImplicit(p.name())).toList();
    this.outputs = module.ports().stream().filter(p -> !p.input()).toList();
  }

  /** The module of a seed; what is suspicious in it is meant so. */
  public static Subject of(long seed) {
    var circuit = Elaboration.of(() -> new RandomModule(null, seed), _ -> {});
    return new Subject(seed, circuit.top().withName("Random_" + seed));
  }

  /** What the module is made from. */
  public long seed() {
    return seed;
  }

  /** The module, named after its seed. */
  public ModuleIr module() {
    return module;
  }

  List<Port> inputs() {
    return inputs;
  }

  List<Port> outputs() {
    return outputs;
  }

  int inputBits() {
    return inputs.stream().mapToInt(Port::width).sum();
  }

  int outputBits() {
    return outputs.stream().mapToInt(Port::width).sum();
  }

  /** The inputs after reset: each all zeros, all ones, the lowest or highest number, or any. */
  List<BigInteger> stimulus(int cycles) {
    var random = new Random(seed);
    var rows = new ArrayList<BigInteger>();
    for (int cycle = 0; cycle < cycles; cycle++) {
      BigInteger row = BigInteger.ZERO;
      for (Port p : inputs) {
        row = row.shiftLeft(p.width()).or(value(random, p.width()));
      }
      rows.add(row);
    }
    return rows;
  }

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

  /**
   * What the outputs are in each cycle after reset, by the table of the IR; before the first one
   * there is a cycle whose inputs are 0. {@code version}: this module, or what a pass has made of
   * it.
   */
  List<BigInteger> expected(ModuleIr version, List<BigInteger> stimulus) {
    var golden = new Interpreter(version);
    for (int i = 0; i < RESET_CYCLES; i++) {
      golden.step(ports(BigInteger.ZERO), true);
    }
    var rows = new ArrayList<BigInteger>();
    BigInteger before = BigInteger.ZERO;
    for (BigInteger in : stimulus) {
      golden.step(ports(before), false);
      golden.look(ports(in));
      before = in;
      BigInteger row = BigInteger.ZERO;
      for (Port p : outputs) {
        row = row.shiftLeft(p.width()).or(golden.output(p.name()));
      }
      rows.add(row);
    }
    return rows;
  }

  private Map<String, BigInteger> ports(BigInteger row) {
    var values = new HashMap<String, BigInteger>();
    int lo = inputBits();
    for (Port p : inputs) {
      lo -= p.width();
      BigInteger mask = BigInteger.ONE.shiftLeft(p.width()).subtract(BigInteger.ONE);
      values.put(p.name(), row.shiftRight(lo).and(mask));
    }
    return values;
  }

  /** The output ports at which two rows differ. */
  List<String> differing(BigInteger expected, BigInteger found) {
    var names = new ArrayList<String>();
    int lo = outputBits();
    for (Port p : outputs) {
      lo -= p.width();
      BigInteger mask = BigInteger.ONE.shiftLeft(p.width()).subtract(BigInteger.ONE);
      if (expected.xor(found).shiftRight(lo).and(mask).signum() != 0) {
        names.add(p.name());
      }
    }
    return names;
  }
}
