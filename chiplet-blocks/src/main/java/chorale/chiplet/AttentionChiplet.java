package chorale.chiplet;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.CounterBank;
import chorale.nop.Channel;
import java.util.ArrayList;
import java.util.List;

/**
 * The home of all tokens, at the root of the NoP-Tree: dispatches them, takes the contributions
 * back in, one receiver for each group, and adds them up. It has a port of the network for each
 * group; tokens leave by the first.
 */
final class AttentionChiplet extends Module {
  /** To the network. */
  final Channel[] down;

  /** From the network. */
  final Channel[] up;

  final MemoryLoad[] commands;
  final MemoryLoad routing;
  final MemoryLoad placement;
  final MemoryLoad received;
  final Bool run;
  final Bool finished;
  final UInt select;
  final UInt counter;
  final Event dispatched;

  /** Per port, a contribution is back: {slot, token}. */
  final Event[] returned;

  final Event reduced;

  AttentionChiplet(Module parent, PackageParameters p) {
    super(parent);
    int width = p.format().width();
    int ports = p.enabledGroups().size();
    down = new Channel[ports];
    up = new Channel[ports];
    for (int g = 0; g < ports; g++) {
      down[g] = Channel.sender(this, TrafficClass.VCS, width);
      up[g] = Channel.receiver(this, TrafficClass.VCS, width);
    }
    run = inBool();
    finished = outBool();
    select = in(log2(NodeCounters.ROOT.size()));
    counter = out(32);
    dispatched = Event.out(this, p.tokenBits());
    returned = new Event[ports];
    reduced = Event.out(this, p.tokenBits());
    routing = MemoryLoad.port(this, p.tokens(), p.topK() * p.expertBits());
    placement = MemoryLoad.port(this, p.experts(), log2(p.enabled().size()));
    received = MemoryLoad.port(this, p.tokens(), log2(p.topK() + 1));

    var dispatch = new DispatchEngine(this, p);
    dispatch.routing.from(routing);
    dispatch.placement.from(placement);
    dispatched.from(dispatch.dispatched);
    var injector = new Injector(this, width, p.bufferFlits(), TrafficClass.DISPATCH);
    injector.source[0].from(dispatch.flits);

    var reduce = new ReduceEngine(this, p);
    reduce.received.from(received);
    reduced.from(reduce.reduced);
    var banks = new ContributionBanks(this, p);
    for (int g = 0; g < ports; g++) {
      if (g == 0) {
        down[g].from(injector.link);
      } else {
        down[g].valid().set(0);
        down[g].flit().set(0);
      }
      var ingress = new Ingress(this, width, p.bufferFlits(), TrafficClass.COMBINE);
      ingress.link.from(up[g]);
      var receiver = new HomeReceiver(this, p);
      receiver.flits.from(ingress.packets[0]);
      banks.write[g].from(receiver.bank);
      reduce.complete[g].from(receiver.complete);
      returned[g] = Event.out(this, p.slotBits() + p.tokenBits());
      returned[g].from(receiver.returned);
    }

    var semaphores = new SemaphoreFile(this, PackageParameters.ROOT_SEMAPHORES, 0, 2);
    int[] widths = {new DispatchEngine.Command(p).width(), new ReduceEngine.Command(p).width()};
    var starts = List.of(dispatch.start, reduce.start);
    var dones = List.of(dispatch.done, reduce.done);
    commands = new MemoryLoad[widths.length];
    var sequencers = new ArrayList<Sequencer>();
    Bool all = Bool.lit(true);
    for (int e = 0; e < widths.length; e++) {
      var s = new Sequencer(this, PackageParameters.ROOT_SEMAPHORES, widths[e]);
      s.name(NodeCounters.ROOT_ENGINES.get(e) + "_sequencer");
      commands[e] = s.host(this);
      s.follow(run, semaphores, e);
      starts.get(e).from(s.issue);
      s.done.set(dones.get(e));
      all = all.and(s.finished);
      sequencers.add(s);
    }
    finished.set(all);

    var counted = new ArrayList<Bool>();
    counted.addAll(sequencers.get(0).activity(dispatch.busy, dispatch.blocked));
    counted.addAll(sequencers.get(1).activity(reduce.busy, reduce.blocked));
    var counters = new CounterBank(this, counted);
    counters.select.set(select);
    counter.set(counters.value);
  }
}
