package chorale.chiplet;

import chorale.chiplet.memory.HbmCounter;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.lib.SkidBuffer;
import chorale.nop.Channel;
import chorale.nop.ChannelPipe;
import chorale.nop.TableRouting;
import chorale.nop.VcRouter;
import java.util.Collections;

/** The engines for loads and stores of a group with its switch, its memory and their links. */
final class MemorySystem extends Module {
  /** Loads by chiplet. */
  final Stream[] start;

  final Bool[] done;
  final SramPort[] sram;

  /** Stores by chiplet. */
  final Stream[] storeStart;

  final Bool[] stored;
  final SramPort[] storeSram;

  /** A request leaves the chiplet: the flit. */
  final Event[] request;

  /** A flit of a reply is taken by the chiplet: the flit. */
  final Event[] reply;

  /** A flit of a store leaves the chiplet: the flit. */
  final Event[] storing;

  /** The memory is asked for a burst. */
  final Event asked;

  /** A counter of the controllers. */
  final UInt select;

  final UInt counter;

  MemorySystem(PackageParameters p) {
    super(null);
    int n = p.chipletsPerGroup();
    int width = p.format().width();
    start = new Stream[n];
    done = new Bool[n];
    sram = new SramPort[n];
    storeStart = new Stream[n];
    stored = new Bool[n];
    storeSram = new SramPort[n];
    request = new Event[n];
    reply = new Event[n];
    storing = new Event[n];
    var plan = new PackageNetwork(p);
    var routing = new TableRouting(plan.channels, p.format(), plan.groupSwitch(0));
    var present = Collections.nCopies(n + 2, true);
    var group =
        new VcRouter(this, plan.routers(), routing, p.format(), present, (_, _) -> p.bufferFlits());
    var memory = new MemoryNode(this, p, n);
    group.in[n + 1].valid().set(0);
    group.in[n + 1].flit().set(0);
    group.out[n + 1].credit().set(0);
    memory.firstLeaf.set(0);
    select = in(log2(HbmCounter.values().length));
    counter = out(32);
    int own = NodeCounters.MEMORY.size() - HbmCounter.values().length;
    memory.select.set(select.zext(memory.select.width()).plus(own));
    counter.set(memory.counter);
    asked = Event.out(this, memory.asked.data().width());
    asked.from(memory.asked);
    for (int c = 0; c < n; c++) {
      var injector =
          new Injector(this, width, p.bufferFlits(), TrafficClass.CONTROL, TrafficClass.STORE);
      var ingress =
          new Ingress(this, width, p.bufferFlits(), TrafficClass.WEIGHTS, TrafficClass.CONTROL);
      loads(p, c, injector.source[0], ingress.packets[0]);
      stores(p, c, injector.source[1], ingress.packets[1]);
      link(p, injector.link, group.in[c], "up_" + c);
      link(p, group.out[c], ingress.link, "down_" + c);
    }
    link(p, group.out[n], memory.in, "requests");
    link(p, memory.out, group.in[n], "replies");
  }

  private void loads(PackageParameters p, int c, Stream requests, Stream replies) {
    var engine = new DmaEngine(this, p);
    engine.name("loads_" + c);
    start[c] = sink(new BlockCommand(p).width());
    engine.start.from(start[c]);
    done[c] = outBool();
    done[c].set(engine.done);
    sram[c] = passOn(p, engine.sram);
    engine.place.set(c);
    engine.memory.set(p.memory(0));
    requests.from(engine.requests);
    request[c] = seen(requests);
    engine.flits.from(replies);
    reply[c] = seen(engine.flits);
  }

  private void stores(PackageParameters p, int c, Stream packets, Stream acknowledgements) {
    var engine = new DmaStoreEngine(this, p);
    engine.name("stores_" + c);
    storeStart[c] = sink(new BlockCommand(p).width());
    engine.start.from(storeStart[c]);
    stored[c] = outBool();
    stored[c].set(engine.done);
    storeSram[c] = passOn(p, engine.sram);
    engine.place.set(c);
    engine.memory.set(p.memory(0));
    var leaving = new SkidBuffer(this, p.format().width());
    leaving.in.from(engine.flits);
    packets.from(leaving.out);
    storing[c] = seen(engine.flits);
    engine.acknowledged.from(acknowledgements);
  }

  private SramPort passOn(PackageParameters p, SramPort engine) {
    var port = SramPort.client(this, p.sramBits());
    port.request().set(engine.request());
    port.address().set(engine.address());
    engine.grant().set(port.grant());
    return port;
  }

  private Event seen(Stream stream) {
    var event = Event.out(this, stream.bits().width());
    event.valid().set(stream.fire());
    event.data().set(stream.bits());
    return event;
  }

  private void link(PackageParameters p, Channel from, Channel to, String name) {
    ChannelPipe.join(this, from, to, p.linkLatency(), name);
  }
}
