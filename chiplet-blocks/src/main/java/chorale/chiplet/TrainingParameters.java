package chorale.chiplet;

import chorale.chiplet.array.ArrayParameters;
import chorale.chiplet.array.Datapath;
import chorale.chiplet.array.GemmFormat;
import chorale.chiplet.vector.VectorFormat;
import chorale.chiplet.vector.VectorParameters;
import chorale.hdl.Module;
import chorale.nop.NetworkInterface;
import chorale.nop.PacketFormat;
import chorale.nop.RouterParameters;
import chorale.nop.Topology;
import chorale.nop.VcClass;
import chorale.nop.VirtualChannels;
import java.math.BigInteger;
import java.util.List;

/**
 * A package of training chiplets on a tree.
 *
 * @param array each chiplet's array; its rows and columns are the lanes of a word
 * @param vector each chiplet's vector engine
 * @param topology the network
 * @param packetWords words of a packet, a power of two: a token's hidden state
 * @param banks of either memory, a power of two
 * @param semaphores of a chiplet; the first {@link #CLASSES} count arrivals
 * @param packets entries of a chiplet's table of packets
 */
public record TrainingParameters(
    ArrayParameters array,
    VectorParameters vector,
    Topology topology,
    int packetWords,
    int banks,
    int semaphores,
    int packets) {

  /**
   * Classes of traffic, each with VCs and a semaphore of its own: what goes to experts, and back.
   */
  public static final int CLASSES = 4;

  /** What a chiplet counts, cycle by cycle; pe_cycles adds up the PEs in use. */
  public static final List<String> COUNTERS =
      List.of(
          "array_steps",
          "array_wait_left",
          "array_wait_top",
          "array_wait_initial",
          "array_wait_weights",
          "array_wait_results",
          "vector_steps",
          "vector_wait_read",
          "vector_wait_write",
          "send_busy",
          "send_blocked",
          "pe_cycles");

  static final int COUNTER_BITS = 40;

  /** Buffers of a VC, in flits. */
  private static final int VC_DEPTH = 8;

  private static final List<String> NAMES = List.of("dispatch", "combine", "gradient", "return");

  /** What the host can reach in a chiplet. */
  public enum Target {
    /** The memory of operands. */
    SCRATCH,
    /** The memory of sums. */
    SUMS,
    /** Commands of the array. */
    ARRAY,
    /** Commands of the vector engine. */
    VECTOR,
    /** Commands of the send engine. */
    SEND,
    /** The table of packets. */
    PACKETS,
    /** Instructions of the vector engine. */
    KERNELS
  }

  /** Checks that the parts fit together. */
  public TrainingParameters {
    if (array.rows() != array.columns()) {
      throw new IllegalArgumentException(
          "an array of %d x %d in a chiplet whose words serve both sides: as many rows as columns"
              .formatted(array.rows(), array.columns()));
    }
    if (semaphores <= CLASSES) {
      throw new IllegalArgumentException(
          "%d semaphores: more than the %d that count arrivals".formatted(semaphores, CLASSES));
    }
  }

  /** The same package with the other datapath. */
  public TrainingParameters with(Datapath datapath) {
    return new TrainingParameters(
        array.with(datapath),
        vector.with(datapath),
        topology,
        packetWords,
        banks,
        semaphores,
        packets);
  }

  /** Lanes of a word. */
  public int lanes() {
    return array.rows();
  }

  /** Whether values are computed. */
  boolean values() {
    return array.datapath() == Datapath.VALUES;
  }

  /** Bits of a word of operands; 1 without values. */
  int scratchBits() {
    return values() ? lanes() * array.element().operandBits : 1;
  }

  /** Bits of a word of sums; 1 without values. */
  int sumBits() {
    return values() ? lanes() * array.element().sumBits : 1;
  }

  /** Words of either memory. */
  public int words() {
    return 1 << array.addressBits();
  }

  VcClass[] classes() {
    return NAMES.stream()
        .map(n -> VcClass.unicast(n, 1, VC_DEPTH, VcClass.Choice.DESTINATION, packetWords + 1))
        .toArray(VcClass[]::new);
  }

  VirtualChannels channels() {
    return new VirtualChannels(topology, List.of(classes()));
  }

  NetworkInterface.Format interfaceFormat() {
    int slotBits = array.addressBits() - Module.log2(packetWords);
    int leafBits = Module.log2(Math.max(2, topology.leaves()));
    int least = 2 + slotBits + 2 * leafBits;
    int width = Math.max(least, 2 + scratchBits());
    return new NetworkInterface.Format(
        new PacketFormat(topology.leaves(), false, slotBits + leafBits, width),
        slotBits,
        packetWords);
  }

  RouterParameters router() {
    return RouterParameters.of(interfaceFormat().flits().width(), classes());
  }

  /** Buffers at the leaves: what arrives is taken at once. */
  int leafPlaces() {
    return VC_DEPTH;
  }

  /** Bits of an address on the host's bus. */
  int hostAddressBits() {
    int commands = Module.log2(PackageParameters.COMMANDS);
    return Math.max(array.addressBits(), Math.max(commands, Module.log2(packets)));
  }

  /** Bits of data on the host's bus. */
  int hostDataBits() {
    int most = Math.max(scratchBits(), sumBits());
    for (int width : List.of(gemmWidth(), vectorWidth(), sendWidth())) {
      most = Math.max(most, new CommandFormat(semaphores, width).width());
    }
    return Math.max(most, Math.max(packet().width(), new VectorFormat(vector).instructionBits()));
  }

  int selectBits() {
    return Module.log2(COUNTERS.size());
  }

  int gemmWidth() {
    return new GemmFormat(array).width();
  }

  int vectorWidth() {
    return new VectorFormat(vector).commandBits();
  }

  /** Bits of a command of the send engine. */
  public int sendWidth() {
    return new SendEngine.Command(packets).width();
  }

  SendEngine.Packet packet() {
    return new SendEngine.Packet(interfaceFormat(), array.addressBits(), CLASSES);
  }

  /** A range of the table of packets. */
  public BigInteger send(int first, int count) {
    return new SendEngine.Command(packets).encode(first, count);
  }

  /** An entry of the table of packets; the slot is that of an address of the receiver's memory. */
  public BigInteger packet(int leaf, long there, long here, int length, int trafficClass) {
    return packet().encode(leaf, there / packetWords, here, length, trafficClass);
  }
}
