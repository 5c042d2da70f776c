package chorale.chiplet;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.CounterBank;
import chorale.hdl.lib.SkidBuffer;
import chorale.nop.Channel;
import java.util.ArrayList;
import java.util.List;

/**
 * A leaf of the NoP-Tree: receives tokens, loads its experts' weights, multiplies, and sends the
 * results home or stores them in its group's memory; engines, each with its own queue of commands,
 * and an SRAM between them.
 */
final class MoeChiplet extends Module {
  /** From the switch. */
  final Channel down;

  /** To the switch. */
  final Channel up;

  /** This chiplet's place in its group. */
  final UInt place;

  /** The leaves that are its tokens' home and its group's memory. */
  final UInt home;

  final UInt memory;

  final MemoryLoad[] commands;
  final MemoryLoad locals;
  final Bool run;
  final Bool finished;
  final UInt select;
  final UInt counter;

  /** A token has arrived: {mask of local experts, token}. */
  final Event arrived;

  /** A load is done. */
  final Bool loaded;

  /** A GEMM is done. */
  final Bool multiplied;

  /** A store is done. */
  final Bool stored;

  MoeChiplet(Module parent, PackageParameters p) {
    super(parent);
    int width = p.format().width();
    var blockCommand = new BlockCommand(p);
    var arrayCommand = new ArrayEngine.Command(p);
    var combineCommand = new CombineEngine.Command(p);
    down = Channel.receiver(this, TrafficClass.VCS, width);
    up = Channel.sender(this, TrafficClass.VCS, width);
    place = in(p.placeBits());
    home = in(p.leafBits());
    memory = in(p.leafBits());
    run = inBool();
    finished = outBool();
    select = in(log2(NodeCounters.LEAF.size()));
    counter = out(32);
    arrived = Event.out(this, p.localExperts() + p.tokenBits());
    loaded = outBool();
    multiplied = outBool();
    stored = outBool();

    var receiver = new TokenReceiver(this, p);
    var dma = new DmaEngine(this, p);
    var array = new ArrayEngine(this, p);
    var combine = new CombineEngine(this, p);
    dma.place.set(place);
    dma.memory.set(memory);
    combine.home.set(home);
    var store = new DmaStoreEngine(this, p);
    store.place.set(place);
    store.memory.set(memory);

    var sram = new Sram(this, p.sramBanks(), p.sramWords(), 0, 7);
    // What arrives goes first, so that a leaf link never waits for the SRAM: tokens and weights
    // come over one link, a flit at a time. Then what leaves, as a packet under way holds the trunk
    // or the way to the memory. The array can wait, even with a result.
    SramPort[] clients = {
      receiver.sram,
      dma.sram,
      combine.sram,
      store.sram,
      array.results,
      array.activations,
      array.weights
    };
    for (int i = 0; i < clients.length; i++) {
      sram.port[i].from(clients[i]);
    }

    var ingress =
        new Ingress(
            this,
            width,
            p.bufferFlits(),
            TrafficClass.DISPATCH,
            TrafficClass.WEIGHTS,
            TrafficClass.CONTROL);
    ingress.link.from(down);
    receiver.flits.from(ingress.packets[0]);
    dma.flits.from(ingress.packets[1]);
    store.acknowledged.from(ingress.packets[2]);
    var injector =
        new Injector(
            this,
            width,
            p.bufferFlits(),
            TrafficClass.CONTROL,
            TrafficClass.COMBINE,
            TrafficClass.STORE);
    injector.source[0].from(dma.requests);
    var results = new SkidBuffer(this, width);
    results.in.from(combine.flits);
    injector.source[1].from(results.out);
    var stores = new SkidBuffer(this, width);
    stores.in.from(store.flits);
    injector.source[2].from(stores.out);
    up.from(injector.link);

    receiver.gatherLocal.set(array.gatherLocal);
    receiver.gatherIndex.set(array.gatherIndex);
    array.gatherAddress.set(receiver.gatherAddress);
    receiver.returnLocal.set(combine.returnLocal);
    receiver.returnIndex.set(combine.returnIndex);
    combine.returnToken.set(receiver.returnToken);
    combine.returnSlot.set(receiver.returnSlot);

    var semaphores = new SemaphoreFile(this, p.semaphores(), p.localExperts(), 4);
    for (int l = 0; l < p.localExperts(); l++) {
      semaphores.arrive[l].set(receiver.arrive[l]);
    }
    int[] widths = {
      blockCommand.width(), arrayCommand.width(), combineCommand.width(), blockCommand.width()
    };
    var starts = List.of(dma.start, array.start, combine.start, store.start);
    var dones = List.of(dma.done, array.done, combine.done, store.done);
    commands = new MemoryLoad[widths.length];
    var sequencers = new Sequencer[widths.length];
    Bool all = Bool.lit(true);
    for (int e = 0; e < widths.length; e++) {
      var s = new Sequencer(this, p.semaphores(), widths[e]);
      s.name(NodeCounters.LEAF_ENGINES.get(e) + "_sequencer");
      commands[e] = s.host(this);
      s.follow(run, semaphores, e);
      starts.get(e).from(s.issue);
      s.done.set(dones.get(e));
      all = all.and(s.finished);
      sequencers[e] = s;
    }
    locals = MemoryLoad.port(this, p.experts(), TokenReceiver.localWidth(p));
    receiver.locals.from(locals);
    finished.set(all);

    var counted = new ArrayList<Bool>();
    counted.addAll(sequencers[0].activity(dma.busy, dma.blocked));
    counted.addAll(sequencers[1].activity(array.busy, array.blocked));
    counted.addAll(sequencers[2].activity(combine.busy, combine.blocked));
    counted.addAll(sequencers[3].activity(store.busy, store.blocked));
    counted.addAll(List.of(injector.moves, injector.blocked));
    var counters = new CounterBank(this, counted);
    counters.select.set(select);
    counter.set(counters.value);
    arrived.from(receiver.arrived);
    loaded.set(dma.done);
    multiplied.set(array.done);
    stored.set(store.done);
  }
}
