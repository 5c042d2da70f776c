package sidebyside

import chisel3._
import chisel3.util._

/** A queue of `depth` words, a power of two. A full queue takes no word. */
class Fifo(width: Int, depth: Int) extends Module {
  require(depth > 1 && isPow2(depth), s"depth is not a power of two: $depth")
  val io = IO(new Bundle {
    val enq   = Flipped(Decoupled(UInt(width.W)))
    val deq   = Decoupled(UInt(width.W))
    val count = Output(UInt(log2Ceil(depth + 1).W))
  })
  val ram  = Mem(depth, UInt(width.W))
  val head = RegInit(0.U(log2Ceil(depth).W))
  val tail = RegInit(0.U(log2Ceil(depth).W))
  val held = RegInit(0.U(log2Ceil(depth + 1).W))

  io.enq.ready := held =/= depth.U
  io.deq.valid := held =/= 0.U
  io.deq.bits  := ram(head)
  io.count     := held

  val push = io.enq.fire
  val pop  = io.deq.fire
  when(push) {
    ram(tail) := io.enq.bits
    tail      := tail + 1.U
  }
  when(pop) { head := head + 1.U }
  when(push && !pop) { held := held + 1.U }
    .elsewhen(pop && !push) { held := held - 1.U }
}
