package chorale.chiplet;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.CounterBank;
import chorale.nop.Link;
import chorale.nop.Router;
import chorale.nop.TreeRouting;
import java.util.ArrayList;

/** A group's switch with its counters. Ports as in {@link TreeRouting}. */
final class GroupSwitch extends Module {
  final Link[] in;
  final Link[] out;
  final UInt select;
  final UInt counter;

  private final String label;

  GroupSwitch(Module parent, PackageParameters p, int group) {
    super(parent);
    var format = p.flits();
    int n = p.chipletsPerGroup();
    var routing = new TreeRouting(format, group * n, n, 1, true);
    label = routing.label();
    int ports = routing.ports();
    in = new Link[ports];
    out = new Link[ports];
    for (int i = 0; i < ports; i++) {
      in[i] = Link.receiver(this, format.width());
      out[i] = Link.sender(this, format.width());
    }
    select = in(log2(NodeCounters.groupSwitch(n).size()));
    counter = out(32);
    var router = new Router(this, format, routing, ports, ports, p.bufferFlits(), p.bufferFlits());
    var counted = new ArrayList<Bool>();
    for (int i = 0; i < ports; i++) {
      router.in[i].from(in[i]);
      out[i].from(router.out[i]);
      counted.add(router.moves[i]);
      counted.add(router.starved[i]);
    }
    var counters = new CounterBank(this, counted);
    counters.select.set(select);
    counter.set(counters.value);
  }

  @Override
  protected String kind() {
    return "GroupSwitch_" + label;
  }
}
