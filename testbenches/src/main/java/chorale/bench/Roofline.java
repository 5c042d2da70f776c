package chorale.bench;

import chorale.workload.Command;
import chorale.workload.Engine;
import chorale.workload.RunConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * A group next to what it could do: its arrays' products, and its memory's bytes.
 *
 * @param name the group, or the package
 * @param operations products and sums, 2 a product
 * @param bytes read from its memory
 * @param perCycle operations it did a cycle
 * @param peakPerCycle operations that its arrays can do a cycle
 * @param bytesPerCycle that its memory delivers
 */
record Roofline(
    String name,
    double operations,
    double bytes,
    double perCycle,
    double peakPerCycle,
    double bytesPerCycle) {

  /** Operations for each byte from memory. */
  double intensity() {
    return operations / bytes;
  }

  /** What could be done at most with so many operations a byte. */
  double roof() {
    return Math.min(peakPerCycle, intensity() * bytesPerCycle);
  }

  /** The package, then its groups. */
  static List<Roofline> of(RunResult result) {
    var pack = result.program().config().pack();
    var groups = new ArrayList<Roofline>();
    for (int g = 0; g < pack.nop().groups(); g++) {
      if (result.measurement().has("switch_" + g)) {
        groups.add(group(result, g));
      }
    }
    var all = new ArrayList<Roofline>();
    all.add(
        new Roofline(
            "package",
            groups.stream().mapToDouble(Roofline::operations).sum(),
            groups.stream().mapToDouble(Roofline::bytes).sum(),
            groups.stream().mapToDouble(Roofline::perCycle).sum(),
            groups.stream().mapToDouble(Roofline::peakPerCycle).sum(),
            groups.stream().mapToDouble(Roofline::bytesPerCycle).sum()));
    all.addAll(groups);
    return all;
  }

  private static Roofline group(RunResult result, int g) {
    RunConfig.Package pack = result.program().config().pack();
    int each = pack.nop().chipletsPerGroup();
    double operations = 0;
    double bytes = 0;
    int chiplets = 0;
    for (int c = g * each; c < (g + 1) * each; c++) {
      if (!result.measurement().has("chiplet_" + c)) {
        continue; // it is left out
      }
      chiplets++;
      var own = result.program().moe().get(c);
      for (var command : own.queue(Engine.ARRAY)) {
        operations +=
            command instanceof Command.Gemm gemm ? 2.0 * gemm.m() * gemm.k() * gemm.n() : 0;
      }
      for (var command : own.queue(Engine.DMA)) {
        bytes += command instanceof Command.Load load ? load.bytes() : 0;
      }
    }
    double peak = 2.0 * chiplets * pack.chiplet().arrayRows() * pack.chiplet().arrayColumns();
    return new Roofline(
        "group " + g,
        operations,
        bytes,
        operations / result.total(),
        peak,
        pack.deliveredBytesPerCycle());
  }
}
