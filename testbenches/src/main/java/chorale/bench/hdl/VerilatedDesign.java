package chorale.bench.hdl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A design as Verilator compiled it together with the driver {@code drive.cpp}. */
final class VerilatedDesign {
  private final Processes processes;
  private final Path program;
  private final double buildSeconds;

  /**
   * Builds {@code verilog}.
   *
   * @param compiler the C++ compiler
   * @param driver the C++ source of the driver
   * @param defines what the driver has to know, as options of the compiler
   */
  VerilatedDesign(
      Processes processes,
      String compiler,
      List<Path> verilog,
      String top,
      Path driver,
      String defines,
      Path folder)
      throws IOException {
    this.processes = processes;
    this.program = folder.resolve("Vtop").toAbsolutePath();
    Files.createDirectories(folder);
    Files.deleteIfExists(program);
    var command =
        new ArrayList<>(
            List.of("verilator", "--cc", "--exe", "-O3", "--x-assign", "fast", "--x-initial"));
    command.addAll(List.of("fast", "--noassert", "-Wno-fatal", "--prefix", "Vtop"));
    command.addAll(List.of("--top-module", top, "--Mdir", folder.toString()));
    command.addAll(List.of("--output-split", "20000", "-CFLAGS", "-std=c++17 " + defines));
    verilog.forEach(v -> command.add(v.toString()));
    command.add(driver.toAbsolutePath().toString());
    processes.run(command, Path.of(""));
    String jobs = "-j" + Runtime.getRuntime().availableProcessors();
    var make = new ArrayList<>(List.of("make", "-C", folder.toString(), "-f", "Vtop.mk", jobs));
    make.addAll(List.of("CXX=" + compiler, "LINK=" + compiler));
    make.addAll(List.of("OPT_FAST=-O3", "OPT_SLOW=-O1", "OPT_GLOBAL=-O3", "Vtop"));
    this.buildSeconds = processes.cost(make).cpuSeconds();
  }

  /** CPU time that the compiler took for it all, Verilator's own run-time files among it. */
  double buildSeconds() {
    return buildSeconds;
  }

  /** A checksum over every output in every one of {@code cycles} cycles. */
  String checksum(long cycles) throws IOException {
    return processes
        .values("checksum", List.of(program.toString(), Long.toString(cycles), "check"))
        .getFirst();
  }

  /** Simulated cycles in a second of CPU time. */
  double speed(long cycles) throws IOException {
    return Double.parseDouble(
        processes
            .values("cycles_per_cpu_s", List.of(program.toString(), Long.toString(cycles)))
            .getFirst());
  }
}
