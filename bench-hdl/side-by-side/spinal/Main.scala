package sidebyside

import spinal.core._
import java.nio.file.{Files, Path}

/** Main OUTDIR: writes each design's Verilog into OUTDIR. */
object Main {
  def main(args: Array[String]): Unit = {
    Files.createDirectories(Path.of(args(0)))
    def emit(name: String, design: => Component): Unit =
      SpinalConfig(
        targetDirectory = args(0),
        netlistFileName = name + ".v",
        defaultConfigForClockDomains = ClockDomainConfig(resetKind = SYNC),
        headerWithRepoHash = false,
        verbose = false
      ).generateVerilog(design)
    emit("Counter", new Counter(10))
    emit("Fifo", new Fifo(8, 16))
    emit("RoundRobinArbiter", new RoundRobinArbiter(8, 4))
    emit("Systolic", new Systolic(4))
    emit("Router", new Router(8, 4))
  }
}
