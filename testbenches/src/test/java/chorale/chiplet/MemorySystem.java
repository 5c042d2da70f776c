package chorale.chiplet;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.nop.Link;
import chorale.nop.LinkPipe;
import chorale.nop.TrafficClass;

/** The load engines of a group of two chiplets with its switch, its memory and their links. */
final class MemorySystem extends Module {
  private static final int CHIPLETS = 2;

  final Stream[] start = new Stream[CHIPLETS];
  final Bool[] done = new Bool[CHIPLETS];
  final SramPort[] sram = new SramPort[CHIPLETS];

  /** A request leaves the chiplet: the flit. */
  final Event[] request = new Event[CHIPLETS];

  /** A flit of a reply is taken by the chiplet: the flit. */
  final Event[] reply = new Event[CHIPLETS];

  MemorySystem(PackageParameters p) {
    super(null);
    var format = p.flits();
    var group = new GroupSwitch(this, p, 0);
    var memory = new MemoryNode(this, p);
    group.in[0].valid().set(Bool.lit(false));
    group.in[0].flit().set(0);
    group.out[0].credit().set(Bool.lit(false));
    group.select.set(0);
    memory.select.set(0);
    for (int c = 0; c < CHIPLETS; c++) {
      var engine = new DmaEngine(this, p);
      start[c] = sink(new DmaEngine.Command(p).width());
      engine.start.from(start[c]);
      done[c] = outBool();
      done[c].set(engine.done);
      sram[c] = SramPort.client(this, p.sramBits());
      sram[c].request().set(engine.sram.request());
      sram[c].address().set(engine.sram.address());
      engine.sram.grant().set(sram[c].grant());
      engine.leafMask.set(UInt.lit(1L << c, p.chiplets()));

      var injector = new Injector(this, format, 1, p.bufferFlits());
      injector.source[0].from(engine.requests);
      request[c] = Event.out(this, format.width());
      request[c].valid().set(injector.source[0].fire());
      request[c].data().set(engine.requests.bits());
      var ingress = new Ingress(this, format, p.bufferFlits(), TrafficClass.WEIGHTS);
      engine.flits.from(ingress.packets[0]);
      reply[c] = Event.out(this, format.width());
      reply[c].valid().set(engine.flits.fire());
      reply[c].data().set(engine.flits.bits());
      link(p, injector.link, group.in[1 + c]);
      link(p, group.out[1 + c], ingress.link);
    }
    link(p, group.out[1 + CHIPLETS], memory.in);
    link(p, memory.out, group.in[1 + CHIPLETS]);
  }

  private void link(PackageParameters p, Link from, Link to) {
    var pipe = new LinkPipe(this, from.flit().width(), p.linkLatency());
    pipe.in.from(from);
    to.from(pipe.out);
  }
}
