package sidebyside

import spinal.core._
import spinal.lib._

/** A queue of `depth` words, a power of two. A full queue takes no word. */
class Fifo(width: Int, depth: Int) extends Component {
  require(depth > 1 && isPow2(depth), s"depth is not a power of two: $depth")
  val io = new Bundle {
    val enq   = slave(Stream(Bits(width bits)))
    val deq   = master(Stream(Bits(width bits)))
    val count = out UInt(log2Up(depth + 1) bits)
  }
  val ram  = Mem(Bits(width bits), depth)
  val head = Reg(UInt(log2Up(depth) bits)) init 0
  val tail = Reg(UInt(log2Up(depth) bits)) init 0
  val held = Reg(UInt(log2Up(depth + 1) bits)) init 0

  io.enq.ready   := held =/= depth
  io.deq.valid   := held =/= 0
  io.deq.payload := ram.readAsync(head)
  io.count       := held

  val push = io.enq.fire
  val pop  = io.deq.fire
  when(push) {
    ram(tail) := io.enq.payload
    tail      := tail + 1
  }
  when(pop) { head := head + 1 }
  when(push && !pop) { held := held + 1 }
    .elsewhen(pop && !push) { held := held - 1 }
}
