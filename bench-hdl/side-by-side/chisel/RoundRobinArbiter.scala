package sidebyside

import chisel3._
import chisel3.util._

/** Merges `n` streams; in turn, the next one being the first above the one served last. */
class RoundRobinArbiter(width: Int, n: Int) extends Module {
  val io = IO(new Bundle {
    val in  = Vec(n, Flipped(Decoupled(UInt(width.W))))
    val out = Decoupled(UInt(width.W))
  })
  val last     = RegInit(0.U(n.W)) // one-hot, 0 after reset
  val requests = VecInit(io.in.map(_.valid)).asUInt
  val above    = requests & ~((last - 1.U) | last)
  val grant    = PriorityEncoderOH(Mux(above.orR, above, requests))
  io.out.valid := requests.orR
  io.out.bits  := Mux1H(grant, io.in.map(_.bits))
  for (i <- 0 until n) {
    io.in(i).ready := grant(i) && io.out.ready
  }
  when(io.out.fire) { last := grant }
}
