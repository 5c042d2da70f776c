package chorale.bench.noc;

import chorale.nop.RouterParameters;
import chorale.nop.Topology;
import chorale.nop.VcClass;
import chorale.nop.VcClass.Choice;
import java.util.regex.Pattern;

/** The networks of the reference's files, with our routers. */
public final class ReferenceNetworks {
  private static final Pattern ROUTER = Pattern.compile("(?:vc|wh)(\\d+)b(\\d+)p(\\d+)s?");
  private static final int LEAF_LATENCY = 1;
  private static final int LINK_LATENCY = 1;
  private static final int NARROWEST = 32;

  private ReferenceNetworks() {}

  /** A router of the reference: VCs, places of each in flits, flits of a packet. */
  public record RouterShape(int vcs, int depth, int packetFlits) {
    /** From a name such as {@code vc4b8p1}. */
    public static RouterShape of(String name) {
      var match = ROUTER.matcher(name);
      if (!match.matches()) {
        throw new IllegalArgumentException("no router " + name + ": write one like vc4b8p1");
      }
      return new RouterShape(
          Integer.parseInt(match.group(1)),
          Integer.parseInt(match.group(2)),
          Integer.parseInt(match.group(3)));
    }

    @Override
    public String toString() {
      return "vc%db%dp%d".formatted(vcs, depth, packetFlits);
    }
  }

  /** A topology by its name in the reference. */
  public static Topology topology(String name) {
    return switch (name) {
      case "qtree", "qtree64" ->
          Topology.tree("qtree", of(4, 4, 4), of(1, 1, 1), of(1, 1, 1), LINK_LATENCY);
      case "tree4_nca" ->
          Topology.tree("tree4", of(4, 4, 4), of(2, 2, 1), of(1, 2, 1), LINK_LATENCY);
      case "ft4x3_nca", "ft4x3_anca", "fattree64" ->
          Topology.tree("ft4x3", of(4, 4, 4), of(4, 4, 1), of(1, 1, 1), LINK_LATENCY);
      case "ft8x2_nca" -> Topology.tree("ft8x2", of(8, 8), of(8, 1), of(1, 1), LINK_LATENCY);
      case "mesh8x8" -> Topology.grid(8, 8, LINK_LATENCY);
      default -> throw new IllegalArgumentException("no topology " + name + " in the reference");
    };
  }

  private static int[] of(int... values) {
    return values;
  }

  /** Two levels of four, with links of a given latency between them. */
  public static Topology nop16(int latency) {
    return Topology.tree("nop16_" + latency, of(4, 4), of(1, 1), of(1, 1), latency);
  }

  /** A network of our routers with the reference's buffers. */
  public static NetworkConfig network(Topology topology, RouterShape shape, int linkLatency) {
    var loop = RouterParameters.of(NARROWEST, data(shape, Choice.DESTINATION));
    boolean covers = shape.depth() >= loop.creditLoop(linkLatency);
    var narrow = RouterParameters.of(NARROWEST, data(shape, choice(topology, shape, covers)));
    var probe = new NetworkConfig("", topology, narrow, false, LEAF_LATENCY);
    var parameters =
        RouterParameters.of(
            Math.max(NARROWEST, probe.headBits()), narrow.classes().toArray(VcClass[]::new));
    return new NetworkConfig(
        topology.name() + "_" + shape, topology, parameters, false, LEAF_LATENCY);
  }

  /** What {@link Choice} says is best; {@code covers}: one VC covers the credit loop. */
  private static Choice choice(Topology topology, RouterShape shape, boolean covers) {
    boolean isGrid = topology.routers() == topology.leaves();
    if (shape.packetFlits() > 1 || !covers) {
      return Choice.FREE;
    }
    return isGrid ? Choice.DESTINATION_DIGITS : Choice.NEXT_OUTPUT;
  }

  private static VcClass data(RouterShape shape, Choice choice) {
    return VcClass.unicast("data", shape.vcs(), shape.depth(), choice, shape.packetFlits());
  }
}
