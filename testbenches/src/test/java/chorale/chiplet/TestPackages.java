package chorale.chiplet;

import chorale.chiplet.memory.DramTiming;
import chorale.chiplet.memory.FlatTiming;
import chorale.nop.FlitCode;
import java.util.List;
import java.util.Optional;

/** Parameters of small packages, and the flits of their NoP. */
final class TestPackages {
  private TestPackages() {}

  /**
   * Two groups of two chiplets with four of 16 experts each, 128 tokens of three flits, top 3, two
   * flits in an SRAM word.
   */
  static PackageParameters withArray(int rows, int columns) {
    return of(rows, columns, 24, 20, 4);
  }

  /** The same with other memories: their bandwidth, latency and bursts under way. */
  static PackageParameters withMemory(int bytesPerCycle, int latency, int outstanding) {
    return of(8, 8, bytesPerCycle, latency, outstanding);
  }

  /** One group of four chiplets before a stack of HBM, or a memory of fixed latency. */
  static PackageParameters group(
      int bytesPerCycle, int latency, int outstanding, Optional<DramTiming> hbm) {
    return of(1, 4, 8, 8, bytesPerCycle, latency, outstanding, hbm, Optional.empty());
  }

  /** The same before a slow tier. */
  static PackageParameters group(FlatTiming flat, int outstanding) {
    return of(1, 4, 8, 8, 16, 2, outstanding, Optional.empty(), Optional.of(flat));
  }

  private static PackageParameters of(
      int rows, int columns, int bytesPerCycle, int latency, int outstanding) {
    return of(
        2,
        2,
        rows,
        columns,
        bytesPerCycle,
        latency,
        outstanding,
        Optional.empty(),
        Optional.empty());
  }

  private static PackageParameters of(
      int groups,
      int perGroup,
      int rows,
      int columns,
      int bytesPerCycle,
      int latency,
      int outstanding,
      Optional<DramTiming> hbm,
      Optional<FlatTiming> flat) {
    return new PackageParameters(
        groups,
        perGroup,
        List.of(),
        16,
        1,
        64,
        128,
        16,
        3,
        3,
        rows,
        columns,
        4096,
        4,
        2,
        bytesPerCycle,
        latency,
        hbm,
        flat,
        16,
        outstanding);
  }

  /** The flits of {@code p} as numbers. */
  static FlitCode flits(PackageParameters p) {
    return new FlitCode(p.format().addressBits(), p.format().payloadBits());
  }
}
