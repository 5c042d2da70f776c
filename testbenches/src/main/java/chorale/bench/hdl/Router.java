package chorale.bench.hdl;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.lib.Fifo;
import chorale.hdl.lib.OneHot;
import chorale.hdl.lib.RoundRobin;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Wormhole router with a queue of 4 flits at each input. Port 0 leads to the parent, port 1 + k to
 * child k, whose leaves are {@code base + k * 2^span} and up. Each output serves its inputs in turn
 * and keeps to one from the head flit to the tail flit. Latency 1 cycle, a flit a cycle and output.
 *
 * <p>A flit has 64 bits: 63 head, 62 tail, then the leaf it goes to (in the head flit), data.
 */
final class Router extends Module {
  static final int FLIT = 64;
  private static final int HEAD = 63;
  private static final int TAIL = 62;

  final UInt base;
  final List<Stream> in;
  final List<Stream> out;

  /** A router for leaves of {@code address} bits. */
  Router(Module parent, int children, int span, int address) {
    super(parent);
    int ports = children + 1;
    base = in(address);
    in = list(ports, _ -> sink(FLIT));
    out = list(ports, _ -> source(FLIT));

    var queue = new ArrayList<Stream>();
    var flits = new ArrayList<UInt>();
    var valid = new ArrayList<Bool>();
    var wants = new ArrayList<UInt>(); // of each queue: the output of the packet that begins
    for (int i = 0; i < ports; i++) {
      Stream head = queue(i);
      UInt flit = head.bits();
      var leaf = flit.slice(TAIL - 1, TAIL - address).minus(base);
      var child = leaf.shr(span).resize(4).plus(1);
      var below = leaf.zext(address + 1).lt(children << span);
      var target = below.mux(child, UInt.lit(0, 4));
      queue.add(head);
      flits.add(flit);
      valid.add(head.valid());
      wants.add(OneHot.decode(target, ports).mask(head.valid().and(flit.bit(HEAD))));
    }
    var waiting = RoundRobin.mask(valid);

    var grants = new ArrayList<UInt>();
    for (int o = 0; o < ports; o++) {
      var sink = out.get(o);
      var busy = regBool();
      var owner = reg(ports);
      var last = reg(ports, 1L << (ports - 1));
      var wanted = new ArrayList<Bool>();
      for (UInt each : wants) {
        wanted.add(each.bit(o));
      }
      var requests = RoundRobin.mask(wanted);
      var grant = busy.mux(owner, RoundRobin.grant(requests, last));
      sink.valid().set(grant.and(waiting).any());
      sink.bits().set(RoundRobin.select(grant, flits));
      when(
          grant.any(),
          () -> {
            busy.set(sink.fire().and(sink.bits().bit(TAIL)).not());
            owner.set(grant);
            when(busy.not(), () -> last.set(grant));
          });
      grants.add(grant);
    }
    for (int i = 0; i < ports; i++) {
      Bool taken = grants.getFirst().bit(i).and(out.getFirst().ready());
      for (int o = 1; o < ports; o++) {
        taken = taken.or(grants.get(o).bit(i).and(out.get(o).ready()));
      }
      queue.get(i).ready().set(taken);
    }
  }

  private Stream queue(int port) {
    var fifo = new Fifo(this, FLIT, 4);
    fifo.name("queue_" + port);
    fifo.enq.from(in.get(port));
    return fifo.deq;
  }

  private static <T> List<T> list(int n, IntFunction<T> element) {
    var list = new ArrayList<T>();
    for (int i = 0; i < n; i++) {
      list.add(element.apply(i));
    }
    return list;
  }
}
