package chorale.bench.uniep;

import chorale.chiplet.TokenOrderParameters;
import chorale.hdl.Elaboration;
import chorale.hdl.Module;
import chorale.nop.NetworkInterface;
import chorale.nop.PacketFormat;
import chorale.nop.Topology;
import chorale.nop.VcClass;
import chorale.nop.VcClass.Choice;
import chorale.rtl.Verilog;
import chorale.sim.BuildListener;
import chorale.sim.BuildOptions;
import chorale.sim.ModelBuilder;
import chorale.sim.ModelLibrary;
import chorale.sim.ModelSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;

/**
 * A package of engines to simulate: ranks at the leaves of one switch.
 *
 * @param ranks number of ranks
 * @param experts of all ranks
 * @param pairs most pairs of a rank
 * @param lanes experts whose counts share a flit
 * @param packetWords words of a packet, a power of two
 * @param multicast one packet of counts to all, or one to each
 * @param leafLatency cycles of the links to and from the switch
 */
public record OrderConfig(
    int ranks,
    int experts,
    int pairs,
    int lanes,
    int packetWords,
    boolean multicast,
    int leafLatency) {

  /** The topology: rank r is leaf r. */
  public Topology topology() {
    return Topology.tree(leafLatency, ranks);
  }

  /** Size of the engines. */
  public TokenOrderParameters parameters() {
    int words = Math.min(packetWords, experts / lanes);
    int depth = words + 1 + 2 * leafLatency + 8; // a packet, and the way of its credits
    var traffic =
        multicast
            ? VcClass.multicast("counts", depth, words + 1)
            : VcClass.unicast("counts", 1, depth, Choice.DESTINATION_DIGITS, words + 1);
    int blocks = Math.ceilDiv(experts / lanes, packetWords);
    int slotBits = 1 + Module.log2(ranks) + (blocks == 1 ? 0 : Module.log2(blocks));
    int info = slotBits + Module.log2(ranks);
    int head = 2 + (multicast ? ranks : Module.log2(ranks)) + info;
    int width = Math.max(head, 2 + lanes * Module.log2(pairs + 1));
    var flits = new PacketFormat(ranks, multicast, info, width);
    return new TokenOrderParameters(
        IntStream.range(0, ranks).boxed().toList(),
        experts,
        pairs,
        lanes,
        traffic,
        new NetworkInterface.Format(flits, slotBits, packetWords));
  }

  /** The hardware. */
  public OrderPackage top() {
    return new OrderPackage(null, parameters(), topology(), leafLatency);
  }

  /** Writes the Verilog below {@code folder} and builds the model, or takes it from the cache. */
  public ModelLibrary build(Path folder, Path cache) throws IOException {
    var circuit = Elaboration.of(this::top);
    var sources =
        Verilog.emit(
            circuit,
            folder.resolve(
                "order_%d_%d_%d_%s".formatted(ranks, experts, lanes, multicast ? "all" : "each")));
    return ModelBuilder.build(
        ModelSpec.of(circuit.top(), sources), BuildOptions.defaults(), cache, BuildListener.SILENT);
  }
}
