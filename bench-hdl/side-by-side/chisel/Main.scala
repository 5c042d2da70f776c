package sidebyside

import chisel3.RawModule
import circt.stage.ChiselStage
import java.nio.file.{Files, Path}

/** Main OUTDIR: writes each design's SystemVerilog into OUTDIR. */
object Main {
  def main(args: Array[String]): Unit = {
    Files.createDirectories(Path.of(args(0)))
    def emit(name: String, design: => RawModule): Unit = {
      val text = ChiselStage.emitSystemVerilog(
        design,
        firtoolOpts = Array("-disable-all-randomization")
      )
      // The text has, after the design, empty files for the verification layers; leave them out.
      Files.writeString(Path.of(args(0), name + ".sv"), text.split("\n// ----- 8< ----- FILE")(0).trim + "\n")
    }
    emit("Counter", new Counter(10))
    emit("Fifo", new Fifo(8, 16))
    emit("RoundRobinArbiter", new RoundRobinArbiter(8, 4))
    emit("Systolic", new Systolic(4))
    emit("Router", new Router(8, 4))
  }
}
