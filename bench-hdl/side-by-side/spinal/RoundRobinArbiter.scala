package sidebyside

import spinal.core._
import spinal.lib._

/** Merges `n` streams; in turn, the next one being the first above the one served last. */
class RoundRobinArbiter(width: Int, n: Int) extends Component {
  val io = new Bundle {
    val in  = Vec(slave(Stream(Bits(width bits))), n)
    val out = master(Stream(Bits(width bits)))
  }
  val last     = Reg(UInt(n bits)) init 0 // one-hot, 0 after reset
  val requests = io.in.map(_.valid).asBits.asUInt
  val above    = requests & ~((last - 1) | last)
  val grant    = OHMasking.first(above.orR ? above | requests)
  io.out.valid   := requests.orR
  io.out.payload := MuxOH(grant.asBits, io.in.map(_.payload))
  for (i <- 0 until n) {
    io.in(i).ready := grant(i) && io.out.ready
  }
  when(io.out.fire) { last := grant }
}
