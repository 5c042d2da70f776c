package peer

import chisel3.RawModule
import circt.stage.ChiselStage
import java.nio.file.{Files, Path}

/** Main DESIGN OUTDIR [ROUNDS [OPTION ..]] : writes OUTDIR/top.sv; with ROUNDS, as often in one JVM, and prints the milliseconds of each round.
  * Options are firtool's. */
object Main {
  def make(name: String): () => RawModule = name.split("-") match {
    case Array("systolic", n)    => () => new Systolic(n.toInt)
    case Array("systolicdef", n) => () => new SystolicDef(n.toInt)
    case Array("router8")        => () => new Router8
    case Array("tree", n)        => () => new Tree(Integer.numberOfTrailingZeros(n.toInt))
  }

  def main(args: Array[String]): Unit = {
    val gen = make(args(0))
    val out = Path.of(args(1))
    Files.createDirectories(out)
    for (_ <- 1 to args.lift(2).map(_.toInt).getOrElse(1)) {
      val start   = System.nanoTime
      val verilog = ChiselStage.emitSystemVerilog(gen(), firtoolOpts = "-disable-all-randomization" +: args.drop(3))
      // The text has, after the design, empty files for the verification layers; leave them out.
      Files.writeString(out.resolve("top.sv"), verilog.split("\n// ----- 8< ----- FILE")(0))
      if (args.length > 2) println(s"round_ms ${(System.nanoTime - start) / 1e6}")
    }
  }
}
