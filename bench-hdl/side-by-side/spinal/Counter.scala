package sidebyside

import spinal.core._

/** Counts 0 to `limit - 1` and begins again; one step for each cycle with enable. */
class Counter(limit: Int) extends Component {
  val io = new Bundle {
    val enable = in Bool()
    val value  = out UInt(log2Up(limit) bits)
    val wraps  = out Bool()
  }
  val count = Reg(UInt(log2Up(limit) bits)) init 0
  val last  = count === limit - 1
  when(io.enable) { count := last ? U(0) | count + 1 }
  io.value := count
  io.wraps := io.enable && last
}
