package chorale.chiplet;

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
 */
public final class TrainingPackage extends HostedPackage {
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
    super(parent, p);
    var chiplets = new TrainingChiplet[p.chiplets()];
    flips = p.hasChecks() ? inBool() : null;
    flipped = p.hasChecks() ? in(p.flipBits()) : null;
    boolean isHeld = p.options().board().map(TrainingOptions.Board::isHeld).orElse(false);
    hold = isHeld ? in(chiplets.length) : null;
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

    var channels = p.network().channels();
    var format = p.network().interfaceFormat();
    var network =
        new Network(
            this, channels, format.flits(), p.network().router(), 1, p.network().leafPlaces());
    new SwitchJoins(p).build(this, network);
    for (UInt moves : network.moves) {
      moves.optional();
    }
    for (int c = 0; c < chiplets.length; c++) {
      var chiplet = new TrainingChiplet(this, p);
      chiplets[c] = chiplet;
      chiplet.name("chiplet_" + c);
      int number = p.leaf(c);
      var leaf = new NetworkInterface(this, channels, format, number);
      leaf.name("interface_" + number);
      if (isHeld) {
        int vcs = channels.vcs();
        var link = new HeldLink(this, vcs, format.flits().width(), p.network().leafPlaces());
        link.name("held_link_" + c);
        link.in.from(network.leave[number]);
        link.hold.set(hold.bit(c));
        leaf.in.from(link.out);
        network.enter[number].from(leaf.out);
      } else if (p.options().linkCycles() > 1) {
        narrow(network, leaf, p, channels.vcs(), number);
      } else {
        leaf.in.from(network.leave[number]);
        network.enter[number].from(leaf.out);
      }
      attach(leaf, chiplet);
      if (p.stack().isPresent()) {
        chiplet.memory.set(p.memoryLeaf(p.group(c)));
      }
      if (p.hasChecks()) {
        chiplet.flips.set(flips);
        chiplet.flipped.set(flipped);
      }
    }
    for (int g = 0; g < groups; g++) {
      memory(network, channels, p, g);
    }
    serve(chiplets);
  }

  /** A leaf at narrow links, one each way. */
  private void narrow(
      Network network, NetworkInterface leaf, TrainingParameters p, int vcs, int number) {
    int width = p.network().interfaceFormat().flits().width();
    int cycles = p.options().linkCycles();
    var up = new NarrowLink(this, vcs, width, p.network().enterPlaces(), cycles);
    up.name("up_" + number);
    up.in.from(leaf.out);
    network.enter[number].from(up.out);
    var down = new NarrowLink(this, vcs, width, p.network().leafPlaces(), cycles);
    down.name("down_" + number);
    down.in.from(network.leave[number]);
    leaf.in.from(down.out);
  }

  private void attach(NetworkInterface leaf, TrainingChiplet chiplet) {
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
    var leaf = new NetworkInterface(this, channels, p.network().interfaceFormat(), number);
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
