package chorale.nop;

import chorale.bench.RtlHarness;
import chorale.nop.RouterParameters.Allocation;
import java.util.List;

/**
 * A network under test, with a second description of its routes.
 *
 * @param name folder of its Verilog
 * @param leafPlaces places for each VC at a leaf
 */
record NetworkDesign(
    String name,
    VirtualChannels plan,
    int[][] ports,
    RouterParameters parameters,
    int leafLatency,
    int leafPlaces,
    RtlHarness rtl) {

  static NetworkDesign of(
      String name,
      Topology topology,
      int[][] ports,
      RouterParameters parameters,
      int leafLatency,
      int leafPlaces) {
    var plan = new VirtualChannels(topology, parameters.classes());
    return of(name, plan, ports, parameters, leafLatency, leafPlaces);
  }

  /** A network of any plan, one that may deadlock included. */
  static NetworkDesign of(
      String name,
      VirtualChannels plan,
      int[][] ports,
      RouterParameters parameters,
      int leafLatency,
      int leafPlaces) {
    var format = format(plan.topology(), parameters);
    return new NetworkDesign(
        name,
        plan,
        ports,
        parameters,
        leafLatency,
        leafPlaces,
        RtlHarness.of(
            "network_" + name,
            () -> new Network(null, plan, format, parameters, leafLatency, leafPlaces)));
  }

  /** A tree with its routes written down again. */
  static NetworkDesign tree(
      String name,
      int[] down,
      int[] up,
      int[] trunks,
      int latency,
      RouterParameters parameters,
      int leafLatency,
      int leafPlaces) {
    var tree = Topology.tree(name, down, up, trunks, latency);
    var ports = GoldenRoutes.tree(tree, down, up, trunks);
    return of(name, tree, ports, parameters, leafLatency, leafPlaces);
  }

  static PacketFormat format(Topology topology, RouterParameters p) {
    boolean multicast = p.classes().stream().anyMatch(VcClass::forks);
    return new PacketFormat(topology.leaves(), multicast, GoldenFlit.SOURCE_BITS, p.width())
        .withSource(0);
  }

  PacketFormat format() {
    return format(topology(), parameters);
  }

  GoldenRoutes routes() {
    return new GoldenRoutes(topology(), ports);
  }

  Topology topology() {
    return plan.topology();
  }

  /** The hardware's order of outputs, in which heads claim them. */
  ChannelGraph graph() {
    return plan.graph();
  }

  static RouterParameters parameters(
      int width, int stages, Allocation allocation, Arbitration arbitration, VcClass... classes) {
    return new RouterParameters(width, List.of(classes), stages, allocation, arbitration);
  }

  @Override
  public String toString() {
    return name;
  }
}
