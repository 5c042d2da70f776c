package sidebyside

import chisel3._

/** One element: an activation goes east, the sum and, while load, the weight go south. */
class Pe extends Module {
  val io = IO(new Bundle {
    val load = Input(Bool())
    val aIn  = Input(SInt(8.W))
    val wIn  = Input(SInt(8.W))
    val pIn  = Input(SInt(32.W))
    val aOut = Output(SInt(8.W))
    val wOut = Output(SInt(8.W))
    val pOut = Output(SInt(32.W))
  })
  val activation = RegInit(0.S(8.W))
  val weight     = RegInit(0.S(8.W))
  val sum        = RegInit(0.S(32.W))
  activation := io.aIn
  when(io.load) { weight := io.wIn }
  sum     := io.pIn + io.aIn * weight
  io.aOut := activation
  io.wOut := weight
  io.pOut := sum
}

/** A weight-stationary array of `n` x `n` elements, int8 x int8 + int32. */
class Systolic(n: Int) extends Module {
  val io = IO(new Bundle {
    val load = Input(Bool())
    val a    = Input(Vec(n, SInt(8.W)))
    val w    = Input(Vec(n, SInt(8.W)))
    val y    = Output(Vec(n, SInt(32.W)))
  })
  val pe = Seq.fill(n, n)(Module(new Pe).io)
  for (r <- 0 until n; c <- 0 until n) {
    pe(r)(c).load := io.load
    pe(r)(c).aIn  := (if (c == 0) io.a(r) else pe(r)(c - 1).aOut)
    pe(r)(c).wIn  := (if (r == 0) io.w(c) else pe(r - 1)(c).wOut)
    pe(r)(c).pIn  := (if (r == 0) 0.S else pe(r - 1)(c).pOut)
  }
  io.y := VecInit(pe.last.map(_.pOut))
}
