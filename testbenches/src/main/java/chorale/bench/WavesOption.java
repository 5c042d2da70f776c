package chorale.bench;

import chorale.sim.TraceFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Options of a run for the waves of a part of it. */
final class WavesOption {
  @Option(
      names = "--waves",
      paramLabel = "FORMAT",
      description = "write the signals of --scope to waves.FORMAT: fst or vcd (docs/waves.md)")
  private String format;

  @Option(
      names = "--from",
      paramLabel = "CYCLE",
      description = "first cycle of the waves (default: 0)")
  private Long from;

  @Option(
      names = "--to",
      paramLabel = "CYCLE",
      description = "first cycle behind them (default: 1000 later)")
  private Long to;

  @Option(
      names = "--scope",
      paramLabel = "PART",
      description = "switch_1, chiplet_3, memory_0, root, attention, or an instance below one")
  private String scope;

  private static final long CYCLES = 1000;

  /** Whether waves are wanted. */
  boolean wanted() {
    return format != null;
  }

  /** Finds out before the work whether the options make sense. */
  void check() throws IOException {
    if (format == null) {
      if (from != null || to != null || scope != null) {
        throw new IOException("--from, --to and --scope are of waves: add --waves fst");
      }
      return;
    }
    if (!format.equals("fst") && !format.equals("vcd")) {
      throw new IOException("--waves " + format + ": write fst or vcd");
    }
    if (format.equals("fst") && !Files.exists(Path.of("/usr/include/zlib.h"))) {
      throw new IOException(
          "--waves fst needs the header of zlib: apt-get install zlib1g-dev, or --waves vcd");
    }
    if (scope == null) {
      throw new IOException(
          "--waves needs a part of the package: add for instance --scope switch_1");
    }
    if (from() < 0 || to() <= from()) {
      throw new IOException(
          "cycles "
              + from()
              + " to "
              + to()
              + " are no part of a run: --from has to be below --to");
    }
  }

  String scope() {
    return scope;
  }

  long from() {
    return from == null ? 0 : from;
  }

  long to() {
    return to == null ? from() + CYCLES : to;
  }

  TraceFormat format() {
    return format == null
        ? TraceFormat.NONE
        : format.equals("fst") ? TraceFormat.FST : TraceFormat.VCD;
  }
}
