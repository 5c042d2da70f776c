package chorale.chiplet;

import chorale.hdl.Module;
import chorale.nop.NetworkInterface;
import chorale.nop.PacketFormat;
import chorale.nop.RouterParameters;
import chorale.nop.Topology.RouterPort;
import chorale.nop.VcClass;
import chorale.nop.VirtualChannels;
import java.util.ArrayList;
import java.util.List;

/**
 * The network of a package that trains: its classes of traffic, who sends to whom, and what packets
 * and routers follow from it.
 */
record TrainingNetwork(TrainingParameters p) {
  /** Buffers of a VC, in flits. */
  static final int VC_DEPTH = 8;

  private static final List<String> NAMES = List.of("dispatch", "combine", "gradient", "return");

  /** From homes to experts: tokens. */
  private static final int DISPATCH = 0;

  /** The same: gradients of their outputs. */
  private static final int GRADIENT = 2;

  /** All classes of traffic, each with a VC of its own. */
  VcClass[] classes() {
    var all = new ArrayList<VcClass>();
    if (p.options().ports() > 0) {
      return new VcClass[] {
        VcClass.unicast("rows", 1, depth(), VcClass.Choice.DESTINATION, p.packetWords() + 1)
      };
    }
    for (int c = 0; c < TrainingParameters.CLASSES; c++) {
      String name = NAMES.get(c);
      boolean forks = p.options().multicast() && (c == DISPATCH || c == GRADIENT);
      int flits = p.packetWords() + 1;
      all.add(forks ? VcClass.multicast(name, placesOfCopies(), flits) : ofTraffic(name, flits));
    }
    if (p.stack().isPresent()) {
      all.add(ofTraffic("request", 1)); // in the order of BlockProtocol
      all.add(ofTraffic("store", p.packetWords() + 1));
      all.add(ofTraffic("load", p.packetWords() + 1));
    }
    return all.toArray(VcClass[]::new);
  }

  /** Packets that fork move whole, so that no copy waits for another ({@link VcClass}). */
  private int placesOfCopies() {
    return Math.max(VC_DEPTH, p.packetWords() + 1);
  }

  /** Places that keep a link busy: its credits go around in 4 cycles beside those of the wires. */
  private int depth() {
    int longest =
        p.topology().peers().stream()
            .flatMap(List::stream)
            .mapToInt(peer -> peer instanceof RouterPort(int _, int _, int cycles) ? cycles : 0)
            .max()
            .orElse(0);
    return Math.max(VC_DEPTH, 4 + 2 * longest);
  }

  private static VcClass ofTraffic(String name, int packetFlits) {
    return VcClass.unicast(name, 1, VC_DEPTH, VcClass.Choice.DESTINATION, packetFlits);
  }

  VirtualChannels channels() {
    var taps = new SwitchJoins(p).taps();
    return new VirtualChannels(p.topology(), List.of(classes()), this::sends, taps);
  }

  /** Who sends to whom: chiplets tokens to each other, and blocks to and from their memory. */
  private boolean sends(int kind, int source, int leaf) {
    if (p.options().ports() > 0) {
      return source != leaf
          && source % p.options().ports() == leaf % p.options().ports()
          && isStraight(source, leaf);
    }
    if (kind < TrainingParameters.CLASSES) {
      boolean added = p.options().adds() && kind % 2 == TrainingParameters.BACK[0];
      return added
          ? (hasExperts(source) || isJoin(kind, source)) && isHome(leaf)
          : isChiplet(source) && isChiplet(leaf);
    }
    boolean there = isMemory(leaf) && source < leaf && leaf - source <= groupLeaves() - 1;
    boolean back = isMemory(source) && leaf < source && source - leaf <= groupLeaves() - 1;
    return switch (kind - TrainingParameters.CLASSES) {
      case BlockProtocol.REQUEST -> there || back;
      case BlockProtocol.STORE -> there;
      default -> back;
    };
  }

  /**
   * Whether packets go one way without a turn; with several ports on a grid the first serves its
   * row, the second its column.
   */
  private boolean isStraight(int source, int leaf) {
    var hops = p.topology().path(source, leaf);
    int first = hops.getFirst().port();
    int dimension = (first - p.options().ports()) / 2;
    return dimension == source % p.options().ports()
        && hops.subList(0, hops.size() - 1).stream().allMatch(hop -> hop.port() == first);
  }

  private int groupLeaves() {
    return p.stack().orElseThrow().chiplets() + 1;
  }

  private boolean isChiplet(int leaf) {
    return !isMemory(leaf) && leaf < p.topology().leaves() - p.joins();
  }

  /** Whether a leaf is a chiplet of a group. */
  boolean hasExperts(int leaf) {
    return leaf < p.groups() * groupLeaves() && !isMemory(leaf);
  }

  private boolean isHome(int leaf) {
    return leaf >= p.groups() * groupLeaves() && isChiplet(leaf);
  }

  private boolean isJoin(int kind, int leaf) {
    int number = leaf - p.joinLeaf(0, 0);
    return number >= 0 && TrainingParameters.BACK[number % TrainingParameters.BACK.length] == kind;
  }

  private boolean isMemory(int leaf) {
    return p.stack().isPresent()
        && leaf < p.groups() * groupLeaves()
        && leaf % groupLeaves() == groupLeaves() - 1;
  }

  /** Of packets: a slot is a packet's words in a memory; their source comes with them. */
  NetworkInterface.Format interfaceFormat() {
    int slotBits = p.slotBits();
    slotBits = p.options().ports() > 0 ? 2 + slotBits : slotBits; // {isSum, half words}
    slotBits = p.stack().isPresent() ? Math.max(slotBits, p.protocol().slotBits()) : slotBits;
    int leafBits = Module.log2(Math.max(2, p.topology().leaves()));
    int addressBits = p.options().multicast() ? p.topology().leaves() : leafBits;
    int least = 2 + slotBits + leafBits + addressBits;
    int width = Math.max(least, 2 + p.scratchBits());
    if (p.options().adds()) { // joins add whole numbers
      int number = p.array().element().operandBits;
      width = 2 + Math.ceilDiv(width - 2, number) * number;
    }
    return new NetworkInterface.Format(
        new PacketFormat(
            p.topology().leaves(), p.options().multicast(), slotBits + leafBits, width),
        slotBits,
        p.packetWords());
  }

  RouterParameters router() {
    return RouterParameters.of(interfaceFormat().flits().width(), classes());
  }

  /**
   * Buffers at the leaves: what arrives is taken at once. Those of a narrow link are for two
   * packets, so that the next one is there when one has gone.
   */
  int leafPlaces() {
    int places = p.options().multicast() ? placesOfCopies() : VC_DEPTH;
    return p.options().linkCycles() == 1 ? places : 2 * placesOfCopies();
  }

  /** Credits that a chiplet has for a VC, at most. */
  int enterPlaces() {
    return Math.max(depth(), placesOfCopies());
  }
}
