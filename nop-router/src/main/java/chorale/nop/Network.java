package chorale.nop;

import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.nop.Topology.Leaf;
import chorale.nop.Topology.RouterPort;
import chorale.nop.VirtualChannels.Tap;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * A whole network: the routers of a topology, the links between them, and a link to and from each
 * leaf. A flit that stands at {@link #enter} in cycle t stands at {@link #leave} of its destination
 * in cycle {@code t + H s + (H - 1) L + 2 l}, if nothing is in its way: H routers of s stages,
 * links of L cycles between them, of l cycles to the leaves.
 *
 * <p>If checked, it asserts for every link and every VC that credits, flits and places balance (see
 * {@link Conservation}), and that the leaves keep the protocol.
 */
public final class Network extends Module {
  /** From each leaf. */
  public final Channel[] enter;

  /** To each leaf. */
  public final Channel[] leave;

  /** Per router and output, in this order, whether a flit was granted it in the cycle before. */
  public final UInt[] moves;

  /** The same: flits wait for it and none is granted it; see {@link VcRouter#blocked}. */
  public final UInt[] blocked;

  /**
   * The packets of the plan's taps, in their order, behind the registers of the link: one VC each.
   * The receiver needs a place for each of the sender's credits, {@link VcClass#depth}.
   */
  public final Channel[] taps;

  private final boolean checked;
  private final List<Tap> tapped;

  /**
   * A network.
   *
   * @param leafLatency cycles of the links to and from the leaves, 0 or more
   * @param leafPlaces places for each VC at the leaves, in flits: a packet of a class that moves
   *     whole packets must fit
   */
  public Network(
      Module parent,
      VirtualChannels channels,
      PacketFormat format,
      RouterParameters parameters,
      int leafLatency,
      int leafPlaces) {
    this(parent, channels, format, parameters, _ -> leafLatency, leafPlaces);
  }

  /** The same; {@code leafLatency} of each leaf. */
  public Network(
      Module parent,
      VirtualChannels channels,
      PacketFormat format,
      RouterParameters parameters,
      IntUnaryOperator leafLatency,
      int leafPlaces) {
    require(
        format.width() == parameters.width() && format.leaves() == channels.topology().leaves(),
        "flits of %d bits for %d leaves do not fit routers of %d bits and %d leaves"
            .formatted(
                format.width(), format.leaves(), parameters.width(), channels.topology().leaves()));
    require(
        parameters.classes().equals(channels.classes()),
        "the routers' classes %s are not those of the plan, %s"
            .formatted(parameters.classes(), channels.classes()));
    for (VcClass c : channels.classes()) {
      require(
          format.multicast() || !c.forks(),
          "class %s is multicast, the format of flits is not".formatted(c.name()));
      int least = c.wholePackets() ? c.packetFlits() : 1;
      require(
          leafPlaces >= least,
          "%d places at the leaves; packets of class %s need %d"
              .formatted(leafPlaces, c.name(), least));
    }
    require(
        !parameters.checked() || channels.taps().isEmpty(),
        "a checked network with taps: what leaves by %s is not counted".formatted(channels.taps()));
    super(parent);
    checked = parameters.checked();
    tapped = channels.taps();
    var conservation = checked ? new Conservation(this, channels) : null;
    Topology topology = channels.topology();
    int vcs = channels.vcs();
    enter = new Channel[topology.leaves()];
    leave = new Channel[topology.leaves()];
    for (int leaf = 0; leaf < topology.leaves(); leaf++) {
      enter[leaf] = Channel.receiver(this, vcs, format.width());
      leave[leaf] = Channel.sender(this, vcs, format.width());
    }
    taps = new Channel[tapped.size()];
    for (int t = 0; t < taps.length; t++) {
      taps[t] = Channel.sender(this, 1, format.width());
    }
    moves = new UInt[topology.routers()];
    blocked = new UInt[topology.routers()];
    var routers = new ArrayList<VcRouter>();
    for (int r = 0; r < topology.routers(); r++) {
      int router = r;
      var present = topology.peers().get(r).stream().map(peer -> peer != null).toList();
      var routing = new TableRouting(channels, format, r);
      var made =
          new VcRouter(
              this,
              parameters,
              routing,
              format,
              present,
              (o, v) ->
                  topology.peer(router, o) instanceof Leaf
                      ? leafPlaces
                      : channels.classOf(v).depth());
      made.name("router_" + r);
      routers.add(made);
      moves[r] = out(topology.ports(r));
      moves[r].set(made.moves);
      blocked[r] = out(topology.ports(r));
      blocked[r].set(made.blocked);
    }
    for (int r = 0; r < topology.routers(); r++) {
      for (int p = 0; p < topology.ports(r); p++) {
        var router = routers.get(r);
        switch (topology.peer(r, p)) {
          case Leaf(int leaf) -> {
            int cycles = leafLatency.applyAsInt(leaf);
            var from = join(enter[leaf], input(router, r, p), cycles, "from_leaf_" + leaf);
            var to = join(router.out[p], leave[leaf], cycles, "to_leaf_" + leaf);
            if (conservation != null) {
              conservation.fromLeaf(leaf, enter[leaf], from, router, p);
              conservation.toLeaf(leaf, router, p, to, leave[leaf], leafPlaces);
            }
          }
          case RouterPort(int far, int port, int latency) -> {
            var receiver = routers.get(far);
            String name = "link_%d_%d_to_%d".formatted(r, p, far);
            var wire = join(router.out[p], input(receiver, far, port), latency, name);
            if (conservation != null) {
              conservation.link(name, router, p, wire, receiver, port);
            }
          }
          case null -> {}
        }
      }
    }
  }

  /** An input of a router, or what stands before it to take VCs off. */
  private Channel input(VcRouter router, int r, int port) {
    Channel input = router.in[port];
    for (int t = 0; t < taps.length; t++) {
      if (tapped.get(t).router() == r && tapped.get(t).port() == port) {
        var split = new CombineSplit(this, input.vcs(), input.flit().width(), tapped.get(t).vc());
        split.name("tap_" + t);
        split.home.set(false);
        input.from(split.router);
        taps[t].valid().set(split.reducer.valid());
        taps[t].flit().set(split.reducer.flit());
        split.reducer.credit().set(taps[t].credit());
        input = split.in;
      }
    }
    return input;
  }

  /** The link's registers, or null if it has none. */
  private ChannelPipe join(Channel from, Channel to, int latency, String name) {
    if (latency == 0) {
      to.from(from);
      return null;
    }
    return ChannelPipe.join(this, from, to, latency, name, checked);
  }
}
