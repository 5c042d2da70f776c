package sidebyside

import chisel3._
import chisel3.util._

/** Brings every word to the output in its low bits: a queue at each input, turns at each output. */
class Router(width: Int, ports: Int) extends Module {
  val io = IO(new Bundle {
    val in  = Vec(ports, Flipped(Decoupled(UInt(width.W))))
    val out = Vec(ports, Decoupled(UInt(width.W)))
  })
  val merge = Seq.fill(ports)(Module(new RoundRobinArbiter(width, ports)))
  for (i <- 0 until ports) {
    val queue = Module(new Fifo(width, 4))
    queue.io.enq <> io.in(i)
    io.out(i) <> merge(i).io.out
    val target = queue.io.deq.bits(log2Ceil(ports) - 1, 0)
    for (o <- 0 until ports) {
      val lane = merge(o).io.in(i)
      lane.valid := queue.io.deq.valid && target === o.U
      lane.bits  := queue.io.deq.bits
    }
    queue.io.deq.ready := merge.map(_.io.in(i).fire).reduce(_ || _)
  }
}
