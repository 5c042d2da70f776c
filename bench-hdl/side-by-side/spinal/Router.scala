package sidebyside

import spinal.core._
import spinal.lib._

/** Brings every word to the output in its low bits: a queue at each input, turns at each output. */
class Router(width: Int, ports: Int) extends Component {
  val io = new Bundle {
    val in  = Vec(slave(Stream(Bits(width bits))), ports)
    val out = Vec(master(Stream(Bits(width bits))), ports)
  }
  val merge = Seq.fill(ports)(new RoundRobinArbiter(width, ports))
  val input = for (i <- 0 until ports) yield new Area {
    val queue = new Fifo(width, 4)
    queue.io.enq << io.in(i)
    io.out(i) << merge(i).io.out
    val target = queue.io.deq.payload(log2Up(ports) - 1 downto 0).asUInt
    for (o <- 0 until ports) {
      val lane = merge(o).io.in(i)
      lane.valid   := queue.io.deq.valid && target === o
      lane.payload := queue.io.deq.payload
    }
    queue.io.deq.ready := merge.map(_.io.in(i).fire).reduce(_ || _)
  }
}
