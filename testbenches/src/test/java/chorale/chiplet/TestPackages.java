package chorale.chiplet;

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

  private static PackageParameters of(
      int rows, int columns, int bytesPerCycle, int latency, int outstanding) {
    return new PackageParameters(
        2,
        2,
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
        Optional.empty(),
        16,
        outstanding);
  }

  /** The flits of {@code p} as numbers. */
  static FlitCode flits(PackageParameters p) {
    return new FlitCode(p.format().addressBits(), p.format().payloadBits());
  }
}
