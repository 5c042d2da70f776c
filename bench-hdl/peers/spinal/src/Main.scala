package peer

import spinal.core._
import java.nio.file.{Files, Path}

/** Main DESIGN OUTDIR [ROUNDS] : writes OUTDIR/top.v; with ROUNDS, as often in one JVM, and prints the milliseconds of each round. */
object Main {
  def make(name: String): () => Component = name.split("-") match {
    case Array("systolic", n) => () => new Systolic(n.toInt)
    case Array("router8")     => () => new Router8
    case Array("tree", n)     => () => new Tree(Integer.numberOfTrailingZeros(n.toInt))
  }

  def main(args: Array[String]): Unit = {
    val gen = make(args(0))
    Files.createDirectories(Path.of(args(1)))
    val config = SpinalConfig(
      targetDirectory = args(1),
      netlistFileName = "top.v",
      defaultConfigForClockDomains = ClockDomainConfig(resetKind = SYNC),
      verbose = false
    )
    for (_ <- 1 to args.lift(2).map(_.toInt).getOrElse(1)) {
      val start = System.nanoTime
      config.generateVerilog(gen())
      if (args.length > 2) println(s"round_ms ${(System.nanoTime - start) / 1e6}")
    }
  }
}
