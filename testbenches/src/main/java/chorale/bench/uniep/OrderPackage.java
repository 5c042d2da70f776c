package chorale.bench.uniep;

import chorale.chiplet.TokenOrder;
import chorale.chiplet.TokenOrderParameters;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.nop.Network;
import chorale.nop.NetworkInterface;
import chorale.nop.RouterParameters;
import chorale.nop.Topology;
import chorale.nop.VirtualChannels;
import java.util.List;

/** A package of ranks that do nothing but order tokens: an engine at each leaf of a network. */
public final class OrderPackage extends Module {
  /** Streams of each rank; see {@link TokenOrder}. */
  public final Stream[] start;

  public final Stream[] pairs;
  public final Stream[] slots;
  public final Bool[] extent;
  public final UInt[] extents;

  /** An order or a word of counts goes to the network interface. */
  public final Bool[] sends;

  /** A word of counts is written. */
  public final Bool[] writes;

  public final Bool[] fault;

  /**
   * The package.
   *
   * @param topology rank r is its leaf r
   * @param leafLatency cycles of the links to and from the leaves
   */
  public OrderPackage(Module parent, TokenOrderParameters p, Topology topology, int leafLatency) {
    super(parent);
    var format = p.format();
    var channels = new VirtualChannels(topology, List.of(p.traffic()));
    var router = RouterParameters.of(format.flits().width(), p.traffic());
    int places = p.traffic().packetFlits() + router.creditLoop(leafLatency);
    var network = new Network(this, channels, format.flits(), router, leafLatency, places);
    for (int r = 0; r < topology.routers(); r++) {
      network.moves[r].optional();
      network.blocked[r].optional();
    }
    int ranks = p.ranks();
    start = new Stream[ranks];
    pairs = new Stream[ranks];
    slots = new Stream[ranks];
    extent = new Bool[ranks];
    extents = new UInt[ranks];
    sends = new Bool[ranks];
    writes = new Bool[ranks];
    fault = new Bool[ranks];
    for (int r = 0; r < ranks; r++) {
      var ni = new NetworkInterface(this, channels, format, p.leaves().get(r));
      ni.name("interface_" + r);
      network.enter[r].from(ni.out);
      ni.in.from(network.leave[r]);
      ni.arrived.optional();
      ni.slot.optional();
      ni.source.optional();
      var engine = new TokenOrder(this, p, r);
      engine.name("order_" + r);
      ni.orders[0].from(engine.order);
      ni.words[0].from(engine.words);
      engine.write.set(ni.write.and(ni.kind.bit(0)));
      engine.writeAddress.set(ni.writeAddress);
      engine.writeData.set(ni.writeData);
      start[r] = sink(p.countBits());
      engine.start.from(start[r]);
      pairs[r] = sink(p.expertBits());
      engine.pairs.from(pairs[r]);
      slots[r] = source(p.entryBits());
      slots[r].from(engine.slots);
      extent[r] = outBool();
      extent[r].set(engine.extents.valid());
      extents[r] = out(engine.extents.data().width());
      extents[r].set(engine.extents.data());
      sends[r] = outBool();
      sends[r].set(ni.orders[0].fire().or(ni.words[0].fire()));
      writes[r] = outBool();
      writes[r].set(engine.write);
      fault[r] = outBool();
      fault[r].set(engine.fault);
    }
  }
}
