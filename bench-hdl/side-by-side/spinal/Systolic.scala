package sidebyside

import spinal.core._

/** One element: an activation goes east, the sum and, while load, the weight go south. */
class Pe extends Component {
  val io = new Bundle {
    val load = in Bool()
    val aIn  = in SInt(8 bits)
    val wIn  = in SInt(8 bits)
    val pIn  = in SInt(32 bits)
    val aOut = out SInt(8 bits)
    val wOut = out SInt(8 bits)
    val pOut = out SInt(32 bits)
  }
  val activation = Reg(SInt(8 bits)) init 0
  val weight     = Reg(SInt(8 bits)) init 0
  val sum        = Reg(SInt(32 bits)) init 0
  activation := io.aIn
  when(io.load) { weight := io.wIn }
  sum     := io.pIn + io.aIn * weight
  io.aOut := activation
  io.wOut := weight
  io.pOut := sum
}

/** A weight-stationary array of `n` x `n` elements, int8 x int8 + int32. */
class Systolic(n: Int) extends Component {
  val io = new Bundle {
    val load = in Bool()
    val a    = in Vec(SInt(8 bits), n)
    val w    = in Vec(SInt(8 bits), n)
    val y    = out Vec(SInt(32 bits), n)
  }
  val pe = Array.tabulate(n, n)((r, c) => new Pe().setName(s"pe_${r}_$c").io)
  for (r <- 0 until n; c <- 0 until n) {
    pe(r)(c).load := io.load
    pe(r)(c).aIn  := (if (c == 0) io.a(r) else pe(r)(c - 1).aOut)
    pe(r)(c).wIn  := (if (r == 0) io.w(c) else pe(r - 1)(c).wOut)
    pe(r)(c).pIn  := (if (r == 0) S(0, 32 bits) else pe(r - 1)(c).pOut)
  }
  io.y := Vec(pe.last.map(_.pOut))
}
