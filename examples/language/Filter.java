import chorale.hdl.*;
import chorale.hdl.Module;

/** What a word of the stream is made of: its layout stands here and nowhere else. */
record Packet(Bool last, UInt target, UInt data) implements Bundle {
  static final int WIDTH = 1 + 3 + 12;

  static Packet of(UInt bits) {
    return new Packet(bits.bit(15), bits.slice(14, 12), bits.truncate(12));
  }

  UInt toBits() {
    return Bits.cat(last, target, data);
  }
}

/** Lets the packets for one target pass, with the target cleared, and drops the others. */
final class Filter extends Module {
  final UInt own = in(3);
  final Stream enq = sink(Packet.WIDTH);
  final Stream deq = source(Packet.WIDTH);

  Filter(Module parent) {
    super(parent);
    var packet = Packet.of(enq.bits());
    var wanted = packet.target().eq(own);
    deq.valid().set(enq.valid().and(wanted));
    deq.bits().set(new Packet(packet.last(), UInt.lit(0, 3), packet.data()).toBits());
    enq.ready().set(wanted.not().or(deq.ready()));
  }
}
