package chorale.hdl;

import chorale.bench.uniep.OrderConfig;
import chorale.nop.Arbitration;
import chorale.nop.ChannelPipe;
import chorale.nop.CombineSplit;
import chorale.nop.DispatchGate;
import chorale.nop.Element;
import chorale.nop.JoinParameters;
import chorale.nop.JoinTree;
import chorale.nop.Network;
import chorale.nop.NetworkInterface;
import chorale.nop.PacketFormat;
import chorale.nop.Reducer;
import chorale.nop.ReducerParameters;
import chorale.nop.RouterParameters;
import chorale.nop.RouterParameters.Allocation;
import chorale.nop.SortedJoin;
import chorale.nop.Topology;
import chorale.nop.VcClass;
import chorale.nop.VcClass.Choice;
import chorale.nop.VirtualChannels;
import chorale.nop.d2d.D2dCrossedLink;
import chorale.nop.d2d.D2dLink;
import chorale.nop.d2d.D2dParameters;
import java.util.List;

/** Networks and what stands in them. */
final class ShippedNetworks {
  private ShippedNetworks() {}

  static List<ShippedDesign> all() {
    return List.of(
        new ShippedDesign("ChannelPipe", () -> new ChannelPipe(null, 2, 36, 3)),
        new ShippedDesign(
            "Network of 2 x 2", () -> network(Topology.tree(2, 2, 2), Arbitration.WEIGHTED)),
        new ShippedDesign("Network with a router left out", ShippedNetworks::cut),
        new ShippedDesign("Network of free VCs", ShippedNetworks::freeVcs),
        new ShippedDesign("NetworkInterface", ShippedNetworks::networkInterface),
        new ShippedDesign(
            "TokenOrder of 3 ranks", () -> new OrderConfig(3, 12, 21, 2, 4, true, 1).top()),
        new ShippedDesign(
            "TokenOrder of 2 ranks, counts to each",
            () -> new OrderConfig(2, 6, 9, 1, 1, false, 0).top()),
        new ShippedDesign(
            "Reducer of BF16", () -> new Reducer(null, reducer(Element.BF16, 4, true))),
        new ShippedDesign(
            "Reducer of FP32", () -> new Reducer(null, reducer(Element.FP32, 1, true))),
        new ShippedDesign(
            "Reducer of counts", () -> new Reducer(null, reducer(Element.COUNT, 2, true))),
        new ShippedDesign(
            "Reducer, timing", () -> new Reducer(null, reducer(Element.BF16, 8, false))),
        new ShippedDesign("SortedJoin", () -> join(Element.BF16, 3, 4, true)),
        new ShippedDesign("SortedJoin of one flit", () -> join(Element.FP32, 2, 1, true)),
        new ShippedDesign("SortedJoin of counts", () -> join(Element.COUNT, 5, 3, true)),
        new ShippedDesign("SortedJoin, timing", () -> join(Element.BF16, 4, 3, false)),
        new ShippedDesign(
            "Network with taps and joins", () -> new JoinTree(new JoinTree.Shape(2, 2, 1, 2, 4))),
        new ShippedDesign("CombineSplit", () -> new CombineSplit(null, 3, 36, 1)),
        new ShippedDesign("DispatchGate", () -> gate(List.of(4, 2))),
        new ShippedDesign("DispatchGate of one segment", () -> gate(List.of(4))),
        new ShippedDesign(
            "D2dLink of one-cycle frames",
            () -> new D2dLink(null, D2dParameters.of(1, 32, 5, 3, 32, 0))),
        new ShippedDesign(
            "D2dLink of 32 GT/s",
            () -> new D2dLink(null, D2dParameters.ucieStandard(2, 64, 9, 32))),
        new ShippedDesign(
            "D2dCrossedLink", () -> new D2dCrossedLink(null, D2dParameters.of(3, 33, 6, 5, 7, 2))));
  }

  private static Network freeVcs() {
    var classes =
        List.of(
            VcClass.unicast("data", 2, 4, Choice.FREE, 4),
            VcClass.unicast("control", 2, 2, Choice.FREE, 1));
    var p = RouterParameters.of(40, classes.toArray(VcClass[]::new));
    var topology = Topology.tree(1, 2, 2);
    var format = new PacketFormat(topology.leaves(), false, 8, p.width()).withSource(1);
    return new Network(null, new VirtualChannels(topology, classes), format, p, 0, 4);
  }

  private static Network cut() {
    return network(Topology.grid(2, 2, 1).without(List.of(3)), Arbitration.AGE);
  }

  /**
   * Packets to several leaves, to one, and single flits, of which one input moves one at a time.
   */
  private static Network network(Topology topology, Arbitration arbitration) {
    var classes =
        List.of(
            VcClass.multicast("dispatch", 5, 4).weight(3),
            VcClass.unicast("combine", 2, 3, Choice.NEXT_OUTPUT, 4),
            VcClass.unicast("control", 1, 2, Choice.DESTINATION, 1));
    var p = new RouterParameters(40, classes, 3, Allocation.SEPARABLE, arbitration);
    var format = new PacketFormat(topology.leaves(), true, 8, p.width());
    return new Network(null, new VirtualChannels(topology, classes), format, p, 0, 4);
  }

  private static NetworkInterface networkInterface() {
    var classes =
        List.of(
            VcClass.multicast("dispatch", 5, 4),
            VcClass.unicast("combine", 2, 3, Choice.NEXT_OUTPUT, 4));
    var flits = new PacketFormat(4, true, 9, 40);
    var channels = new VirtualChannels(Topology.tree(2, 2, 2), classes);
    return new NetworkInterface(null, channels, new NetworkInterface.Format(flits, 7, 4), 2);
  }

  private static ReducerParameters reducer(Element element, int packetFlits, boolean values) {
    var format = new PacketFormat(5, true, 9, 66);
    return new ReducerParameters(format, 7, 3, 5, packetFlits, element, values, 2, 1000, 8);
  }

  private static SortedJoin join(Element element, int children, int packetFlits, boolean values) {
    var format = new PacketFormat(5, children % 2 == 1, 9, 34);
    boolean isRoot = children == 3;
    return new SortedJoin(
        null,
        new JoinParameters(format, 6, children, packetFlits, element, values, 2, 5, 3, isRoot),
        4);
  }

  private static DispatchGate gate(List<Integer> lengths) {
    var place = new DispatchGate.Place(1, 1, 4, 6);
    return new DispatchGate(null, reducer(Element.BF16, 4, true), place, lengths);
  }
}
