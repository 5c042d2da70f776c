package chorale.chiplet;

import chorale.chiplet.TrainingParameters.Target;
import chorale.chiplet.memory.DramBus;
import chorale.chiplet.memory.HbmCounter;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.nop.Network;
import chorale.nop.NetworkInterface;
import chorale.nop.VirtualChannels;

/**
 * Training chiplets at the leaves of a network. Each is home of some tokens and holds some experts;
 * who sends what where stands in their tables. Switches may add up what goes back to the homes
 * ({@link TrainingOptions#adds}). Groups of chiplets may share an HBM stack, the last leaf of the
 * group ({@link BlockProtocol}).
 *
 * <p>All inputs go through a register each, so that neither a path nor a simulator's work for a
 * silent host reaches into the chiplets.
 */
public final class TrainingPackage extends Module {
  /** The host writes or reads in this cycle. */
  public final Bool hostValid;

  public final Bool hostWrite;

  /** The chiplet it means. */
  public final UInt hostChiplet;

  /** The memory, the ordinal of a {@link Target}. */
  public final UInt hostTarget;

  public final UInt hostAddress;
  public final UInt hostData;

  /** What was read two cycles before, of the chiplet named in the cycle before. */
  public final UInt scratchWord;

  public final UInt sumWord;

  /**
   * Of packages with protected memories: a bit of all words that are written in this cycle is
   * flipped, and which, for tests; null of others.
   */
  public final Bool flips;

  public final UInt flipped;

  /**
   * Of packages whose links can be held up: by chiplet, nothing reaches it in this cycle; null of
   * others.
   */
  public final UInt hold;

  /** Level: the run has begun. */
  public final Bool run;

  /** All commands of all chiplets are done. */
  public final Bool finished;

  /** A counter, see {@link TrainingParameters#counters}. */
  public final UInt select;

  /** The counter that was selected in the cycle before, of the chiplet named then. */
  public final UInt counter;

  /** By group and channel, the commands to the devices of its memory. */
  public final DramBus[][] bus;

  /** Pulse, by group: a burst that was read is wrong beyond mending. */
  public final Bool[] broken;

  /** A counter of the memories, of {@link HbmCounter}, by number; null without memories. */
  public final UInt memorySelect;

  /** Its value, by group. */
  public final UInt[] memoryCounter;

  /** The package of {@code p}. */
  public TrainingPackage(Module parent, TrainingParameters p) {
    super(parent);
    int chiplets = p.chiplets();
    hostValid = inBool();
    hostWrite = inBool();
    hostChiplet = in(log2(Math.max(2, chiplets)));
    hostTarget = in(log2(Target.values().length));
    hostAddress = in(p.hostAddressBits());
    hostData = in(new TrainingFormat(p).hostDataBits());
    scratchWord = out(p.scratchBits());
    sumWord = out(p.sumBits());
    flips = p.hasChecks() ? inBool() : null;
    flipped = p.hasChecks() ? in(p.flipBits()) : null;
    boolean isHeld = p.options().board().map(TrainingOptions.Board::isHeld).orElse(false);
    hold = isHeld ? in(chiplets) : null;
    run = inBool();
    finished = outBool();
    select = in(p.selectBits());
    counter = out(TrainingParameters.COUNTER_BITS);
    int groups = p.groups();
    bus = new DramBus[groups][];
    broken = new Bool[groups];
    memoryCounter = new UInt[groups];
    memorySelect = groups == 0 ? null : in(log2(HbmCounter.values().length));
    for (int g = 0; g < groups; g++) {
      bus[g] = new DramBus[p.stack().orElseThrow().channels()];
      for (int c = 0; c < bus[g].length; c++) {
        bus[g][c] = DramBus.controller(this, p.controller().shape(), p.controller().busBits());
      }
      broken[g] = outBool();
      memoryCounter[g] = out(32);
    }

    var channels = p.channels();
    var format = p.interfaceFormat();
    var network = new Network(this, channels, format.flits(), p.router(), 1, p.leafPlaces());
    new SwitchJoins(p).build(this, network);
    for (UInt moves : network.moves) {
      moves.optional();
    }
    Bool valid = delayed(hostValid).named("valid");
    Bool write = delayed(hostWrite).named("write");
    UInt named = delayed(hostChiplet).named("named");
    UInt target = delayed(hostTarget).named("target");
    UInt address = delayed(hostAddress).named("address");
    UInt data = delayed(hostData).named("data");
    Bool begun = delayed(run).named("begun");
    UInt selected = delayed(select).named("selected");
    UInt scratch = UInt.lit(0, p.scratchBits());
    UInt sums = UInt.lit(0, p.sumBits());
    Bool all = Bool.lit(true);
    UInt counted = UInt.lit(0, TrainingParameters.COUNTER_BITS);
    for (int c = 0; c < chiplets; c++) {
      var chiplet = new TrainingChiplet(this, p);
      chiplet.name("chiplet_" + c);
      int number = p.leaf(c);
      var leaf = new NetworkInterface(this, channels, format, number);
      leaf.name("interface_" + number);
      if (isHeld) {
        int vcs = channels.vcs();
        var link = new HeldLink(this, vcs, format.flits().width(), p.leafPlaces());
        link.name("held_link_" + c);
        link.in.from(network.leave[number]);
        link.hold.set(hold.bit(c));
        leaf.in.from(link.out);
      } else {
        leaf.in.from(network.leave[number]);
      }
      attach(network, leaf, chiplet, number);
      if (p.stack().isPresent()) {
        chiplet.memory.set(p.memoryLeaf(p.group(c)));
      }
      Bool mine = named.eq(c);
      chiplet.host.valid().set(valid.and(mine));
      chiplet.host.write().set(write);
      chiplet.host.target().set(target);
      chiplet.host.address().set(address);
      chiplet.host.data().set(data);
      chiplet.run.set(begun);
      if (p.hasChecks()) {
        chiplet.flips.set(flips);
        chiplet.flipped.set(flipped);
      }
      scratch = scratch.or(chiplet.scratchWord.mask(mine));
      sums = sums.or(chiplet.sumWord.mask(mine));
      all = all.and(chiplet.finished);
      chiplet.select.set(selected);
      counted = counted.or(chiplet.counter.mask(mine));
    }
    for (int g = 0; g < groups; g++) {
      memory(network, channels, p, g);
    }
    scratchWord.set(scratch);
    sumWord.set(sums);
    finished.set(all);
    counter.set(counted);
  }

  private void attach(Network network, NetworkInterface leaf, TrainingChiplet chiplet, int number) {
    network.enter[number].from(leaf.out);
    for (int c = 0; c < chiplet.orders.length; c++) {
      leaf.orders[c].from(chiplet.orders[c]);
      leaf.words[c].from(chiplet.words[c]);
    }
    leaf.source.optional(); // the slot says where a packet goes
    leaf.slot.optional();
    chiplet.arrives.set(leaf.write);
    chiplet.arrivalAddress.set(leaf.writeAddress.resize(chiplet.arrivalAddress.width()));
    chiplet.arrivalData.set(leaf.writeData.truncate(chiplet.arrivalData.width()));
    chiplet.arrived.set(leaf.kind.mask(leaf.arrived));
  }

  /** The memory of a group at its leaf. */
  private void memory(Network network, VirtualChannels channels, TrainingParameters p, int group) {
    int number = p.memoryLeaf(group);
    var leaf = new NetworkInterface(this, channels, p.interfaceFormat(), number);
    leaf.name("interface_" + number);
    network.enter[number].from(leaf.out);
    leaf.in.from(network.leave[number]);
    var memory = new MemoryLeaf(this, p);
    memory.name("memory_" + group);
    int first = TrainingParameters.CLASSES;
    for (int c = 0; c < leaf.orders.length; c++) {
      if (c == first + BlockProtocol.REQUEST) {
        leaf.orders[c].from(memory.acknowledgements);
      } else if (c == first + BlockProtocol.LOAD) {
        leaf.orders[c].from(memory.replies);
      } else {
        leaf.orders[c].valid().set(false);
        leaf.orders[c].bits().set(0);
      }
      if (c == first + BlockProtocol.LOAD) {
        leaf.words[c].from(memory.words);
      } else {
        leaf.words[c].valid().set(false);
        leaf.words[c].bits().set(0);
      }
    }
    memory.write.set(leaf.write);
    memory.kind.set(leaf.kind);
    memory.arrived.set(leaf.arrived);
    memory.slot.set(leaf.slot.resize(memory.slot.width()));
    memory.source.set(leaf.source);
    memory.index.set(leaf.writeAddress.truncate(memory.index.width()));
    memory.word.set(leaf.writeData.truncate(memory.word.width()));
    memory.firstLeaf.set(number - p.stack().orElseThrow().chiplets());
    memory.select.set(memorySelect);
    for (int c = 0; c < memory.bus.length; c++) {
      bus[group][c].from(memory.bus[c]);
    }
    broken[group].set(memory.broken);
    memoryCounter[group].set(memory.counter);
  }
}
