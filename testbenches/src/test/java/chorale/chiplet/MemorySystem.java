package chorale.chiplet;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.nop.Channel;
import chorale.nop.ChannelPipe;
import chorale.nop.TableRouting;
import chorale.nop.VcRouter;
import java.util.Collections;

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
    int width = p.format().width();
    var plan = new PackageNetwork(p);
    var routing = new TableRouting(plan.channels, p.format(), plan.groupSwitch(0));
    var present = Collections.nCopies(CHIPLETS + 2, true);
    var group =
        new VcRouter(this, plan.routers(), routing, p.format(), present, (_, _) -> p.bufferFlits());
    var memory = new MemoryNode(this, p, CHIPLETS);
    group.in[CHIPLETS + 1].valid().set(0);
    group.in[CHIPLETS + 1].flit().set(0);
    group.out[CHIPLETS + 1].credit().set(0);
    memory.firstLeaf.set(0);
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
      engine.place.set(c);
      engine.memory.set(p.memory(0));

      var injector = new Injector(this, width, p.bufferFlits(), TrafficClass.CONTROL);
      injector.source[0].from(engine.requests);
      request[c] = Event.out(this, width);
      request[c].valid().set(injector.source[0].fire());
      request[c].data().set(engine.requests.bits());
      var ingress = new Ingress(this, width, p.bufferFlits(), TrafficClass.WEIGHTS);
      engine.flits.from(ingress.packets[0]);
      reply[c] = Event.out(this, width);
      reply[c].valid().set(engine.flits.fire());
      reply[c].data().set(engine.flits.bits());
      link(p, injector.link, group.in[c], "up_" + c);
      link(p, group.out[c], ingress.link, "down_" + c);
    }
    link(p, group.out[CHIPLETS], memory.in, "requests");
    link(p, memory.out, group.in[CHIPLETS], "replies");
  }

  private void link(PackageParameters p, Channel from, Channel to, String name) {
    ChannelPipe.join(this, from, to, p.linkLatency(), name);
  }
}
