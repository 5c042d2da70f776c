package chorale.bench.hdl;

import chorale.hdl.ir.Circuit;
import chorale.hdl.ir.ModuleIr;
import chorale.sim.BuildListener;
import chorale.sim.BuildOptions;
import chorale.sim.Model;
import chorale.sim.ModelBuilder;
import chorale.sim.ModelSpec;
import chorale.sim.Port;
import chorale.sim.PortInfo;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Drives a design of one language with random inputs and sums up its outputs. The inputs depend on
 * nothing but the ports, so that equal designs of all languages have equal checksums. A port of one
 * bit is 1 with a probability that changes every {@value #PHASE} cycles, so that queues run full
 * and empty. What a stream carries counts while it is valid.
 */
final class Equivalence {
  private static final int CYCLES = 20_000;
  private static final int PHASE = 50;
  private static final long SEED = 20_261_121;

  private final Circuit ours;
  private final Path root;
  private final Path cache;

  /** {@code ours} says which ports there are; models are built in {@code cache}. */
  Equivalence(Circuit ours, Path root, Path cache) {
    this.ours = ours;
    this.root = root;
    this.cache = cache;
  }

  /** A port of ours, or a part of a port, in the model of another language. */
  private record Pin(Port port, int low, int width) {
    void set(BigInteger value) {
      var mask = BigInteger.ONE.shiftLeft(width).subtract(BigInteger.ONE).shiftLeft(low);
      port.setWide(port.getWide().andNot(mask).or(value.shiftLeft(low)));
    }

    BigInteger get() {
      var mask = BigInteger.ONE.shiftLeft(width).subtract(BigInteger.ONE);
      return port.getWide().shiftRight(low).and(mask);
    }
  }

  /** FNV-1a over every output in every cycle. */
  long checksum(SideBySide design, Language language) throws IOException {
    List<Path> files =
        (language == Language.VERILOG ? design.parts() : List.of(design.title()))
            .stream().map(d -> root.resolve(language.verilog(d))).toList();
    var options = BuildOptions.defaults().optimisation(0).verilatorFlags("-Wno-fatal", "-Wno-lint");
    var spec = new ModelSpec(design.title(), files, infos(language), language.clock());
    try (Model model = ModelBuilder.build(spec, options, cache, BuildListener.SILENT).open()) {
      return run(model, language);
    }
  }

  private List<ModuleIr.Port> ports() {
    return ours.top().ports().stream()
        .filter(p -> !p.name().equals(ModuleIr.CLOCK) && !p.name().equals(ModuleIr.RESET))
        .toList();
  }

  private List<PortInfo> infos(Language language) {
    Map<String, PortInfo> infos = new LinkedHashMap<>();
    infos.put(language.clock(), PortInfo.in(language.clock(), 1));
    infos.put(ModuleIr.RESET, PortInfo.in(ModuleIr.RESET, 1));
    for (ModuleIr.Port p : ports()) {
      String name = language.port(p.name());
      int width = p.width() * (language.part(p.name()) + 1);
      infos.put(name, new PortInfo(name, width, p.input())); // the highest part comes last
    }
    return List.copyOf(infos.values());
  }

  private long run(Model model, Language language) {
    var pins = new LinkedHashMap<String, Pin>();
    for (ModuleIr.Port p : ports()) {
      Port port = model.port(language.port(p.name()));
      pins.put(p.name(), new Pin(port, p.width() * language.part(p.name()), p.width()));
    }
    var random = new Random(SEED);
    var inputs = new ArrayList<Pin>();
    var outputs = new ArrayList<String>();
    ports()
        .forEach(
            p -> {
              if (p.input()) {
                inputs.add(pins.get(p.name()));
              } else {
                outputs.add(p.name());
              }
            });
    var ones = new int[inputs.size()];
    model.reset(2, ModuleIr.RESET);
    long sum = 0xcbf29ce484222325L;
    for (int cycle = 0; cycle < CYCLES; cycle++) {
      for (int i = 0; i < inputs.size(); i++) {
        Pin pin = inputs.get(i);
        if (cycle % PHASE == 0) {
          ones[i] = 1 + random.nextInt(8);
        }
        pin.set(
            pin.width() > 1
                ? new BigInteger(pin.width(), random)
                : random.nextInt(8) < ones[i] ? BigInteger.ONE : BigInteger.ZERO);
      }
      model.eval();
      for (String output : outputs) {
        Pin valid = pins.get(output.replaceFirst("_bits$", "_valid"));
        boolean counts = !output.endsWith("_bits") || valid.get().signum() != 0;
        sum = (sum ^ (counts ? pins.get(output).get().longValue() : 0)) * 0x100000001b3L;
      }
      model.step();
    }
    return sum;
  }
}
