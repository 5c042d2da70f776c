package chorale.bench.noc;

import chorale.hdl.Elaboration;
import chorale.hdl.Module;
import chorale.nop.Network;
import chorale.nop.PacketFormat;
import chorale.nop.RouterParameters;
import chorale.nop.Topology;
import chorale.nop.VcClass;
import chorale.nop.VirtualChannels;
import chorale.rtl.Verilog;
import chorale.sim.BuildListener;
import chorale.sim.BuildOptions;
import chorale.sim.ModelBuilder;
import chorale.sim.ModelLibrary;
import chorale.sim.ModelSpec;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A network to simulate.
 *
 * @param name of its folder of Verilog
 * @param leafLatency cycles of the links to and from the leaves
 */
public record NetworkConfig(
    String name,
    Topology topology,
    RouterParameters parameters,
    boolean multicast,
    int leafLatency) {
  private static final int SEQUENCE_BITS = 12;
  private static final int TIME_BITS = 22;

  /** The plan of its virtual channels, checked against deadlock. */
  public VirtualChannels channels() {
    return new VirtualChannels(topology, parameters.classes());
  }

  /** Heads hold the source, a sequence number and the cycle in which they were made. */
  public PacketFormat format() {
    int info = sourceBits() + SEQUENCE_BITS + TIME_BITS;
    return new PacketFormat(topology.leaves(), multicast, info, parameters.width()).withSource(0);
  }

  /** Bits that a head needs, with its marks. */
  int headBits() {
    int address = multicast ? topology.leaves() : sourceBits();
    return 2 + address + sourceBits() + SEQUENCE_BITS + TIME_BITS;
  }

  /** Bits of a leaf's number. */
  int sourceBits() {
    return Module.log2(Math.max(2, topology.leaves()));
  }

  /** What the ends read in a head. */
  long info(int source, long sequence, long time) {
    return source
        | (sequence & (1 << SEQUENCE_BITS) - 1) << sourceBits()
        | (time & (1 << TIME_BITS) - 1) << sourceBits() + SEQUENCE_BITS;
  }

  int source(long info) {
    return (int) (info & (1 << sourceBits()) - 1);
  }

  long sequence(long info) {
    return info >>> sourceBits() & (1 << SEQUENCE_BITS) - 1;
  }

  static long sequenceAfter(long sequence) {
    return sequence + 1 & (1 << SEQUENCE_BITS) - 1;
  }

  /** Cycles from the making of a packet until {@code now}. */
  long age(long info, long now) {
    return now - (info >>> sourceBits() + SEQUENCE_BITS) & (1 << TIME_BITS) - 1;
  }

  /**
   * Cycles from the making of a packet of {@code flits} until its tail stands at its leaf, over
   * {@code hops} routers and links between them of {@code linkLatency} in all, if nothing is in its
   * way.
   */
  public int zeroLoad(int hops, int linkLatency, int flits) {
    return hops * parameters.latency() + linkLatency + 2 * leafLatency + flits - 1;
  }

  /**
   * Places for a flit at a leaf: enough that it never holds up its link, also where a head waits
   * for room for its packet.
   */
  int leafPlaces() {
    int whole =
        parameters.classes().stream()
            .mapToInt(c -> c.wholePackets() ? c.packetFlits() : 1)
            .max()
            .orElseThrow();
    return parameters.creditLoop(leafLatency) + whole;
  }

  /** Cycles from one use of a place to the next, over links of {@code latency} cycles. */
  int creditLoop(int latency) {
    return parameters.creditLoop(latency);
  }

  /** The hardware. */
  public Module top() {
    return new Network(null, channels(), format(), parameters, leafLatency, leafPlaces());
  }

  /** Writes the Verilog below {@code folder} and builds the model, or takes it from the cache. */
  public ModelLibrary build(Path folder, Path cache) throws IOException {
    var circuit = Elaboration.of(this::top);
    var sources = Verilog.emit(circuit, folder.resolve(name));
    return ModelBuilder.build(
        ModelSpec.of(circuit.top(), sources), options(), cache, BuildListener.SILENT);
  }

  /**
   * Routers that choose among VCs have blocks of thousands of statements, and Verilator 5.006 takes
   * a time that grows with the square of their number to reorder those of a block: 30 s of the 33 s
   * of a router with 8 ports, half an hour for a network of 16 with 16 ports. Their code is several
   * times that of others, and {@code -O2} takes twice the time of {@code -O1} for it.
   */
  private BuildOptions options() {
    boolean isFree =
        parameters.classes().stream()
            .anyMatch(c -> c.choice() == VcClass.Choice.FREE && c.vcs() > 1);
    var usual = BuildOptions.defaults();
    return isFree ? usual.optimisation(1).verilatorFlags("-fno-reorder") : usual;
  }
}
