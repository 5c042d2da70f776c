package sidebyside

import chisel3._
import chisel3.util._

/** Counts 0 to `limit - 1` and begins again; one step for each cycle with enable. */
class Counter(limit: Int) extends Module {
  val io = IO(new Bundle {
    val enable = Input(Bool())
    val value  = Output(UInt(log2Ceil(limit).W))
    val wraps  = Output(Bool())
  })
  val count = RegInit(0.U(log2Ceil(limit).W))
  val last  = count === (limit - 1).U
  when(io.enable) { count := Mux(last, 0.U, count + 1.U) }
  io.value := count
  io.wraps := io.enable && last
}
