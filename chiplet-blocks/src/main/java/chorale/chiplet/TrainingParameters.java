package chorale.chiplet;

import chorale.chiplet.array.ArrayParameters;
import chorale.chiplet.array.Datapath;
import chorale.chiplet.array.Element;
import chorale.chiplet.memory.ControllerParameters;
import chorale.chiplet.vector.VectorParameters;
import chorale.hdl.Module;
import chorale.nop.Topology;
import java.util.List;
import java.util.Optional;

/**
 * A package of training chiplets on a tree, or, with ports, on a grid.
 *
 * @param array each tile of a chiplet; the rows and columns of its arrays are the lanes of a word
 * @param tiles T of a chiplet, each with a queue of GEMMs of its own, 1 to 16
 * @param vector each chiplet's vector engine
 * @param topology the network
 * @param packetWords words of a packet, a power of two, at most half of those of a memory: a
 *     token's hidden state
 * @param banks of either memory, a power of two
 * @param semaphores of a chiplet; the first {@link #CLASSES} count arrivals
 * @param packets entries of a chiplet's table of packets
 * @param options what not every package has
 */
public record TrainingParameters(
    ArrayParameters array,
    int tiles,
    VectorParameters vector,
    Topology topology,
    int packetWords,
    int banks,
    int semaphores,
    int packets,
    TrainingOptions options) {

  /** A package without options. */
  public TrainingParameters(
      ArrayParameters array,
      int tiles,
      VectorParameters vector,
      Topology topology,
      int packetWords,
      int banks,
      int semaphores,
      int packets) {
    this(
        array,
        tiles,
        vector,
        topology,
        packetWords,
        banks,
        semaphores,
        packets,
        TrainingOptions.NONE);
  }

  /**
   * Classes of traffic of tokens, each with VCs and a semaphore of its own: what goes to experts,
   * and back.
   */
  public static final int CLASSES = 4;

  /**
   * What goes back to the homes, and what switches may add up: outputs, and gradients of tokens.
   */
  static final int[] BACK = {1, 3};

  /** Most tiles of a chiplet. */
  private static final int MOST_TILES = 16;

  static final int COUNTER_BITS = 40;

  /** What the host can reach in a chiplet. */
  public enum Target {
    /** The memory of operands. */
    SCRATCH,
    /** The memory of sums. */
    SUMS,
    /** Commands of the arrays, those of a tile behind those of the tile before. */
    ARRAY,
    /** Commands of the vector engine. */
    VECTOR,
    /** Commands of the send engine. */
    SEND,
    /** Commands of the copy engine. */
    COPY,
    /** Commands to load blocks. */
    LOAD,
    /** Commands to store blocks. */
    STORE,
    /** The table of packets. */
    PACKETS,
    /** The table of copies. */
    COPIES,
    /** The table of the board, by slot. */
    BOARD,
    /** Instructions of the vector engine. */
    KERNELS,
    /** Commands of the ports' senders, those of a port behind those of the port before. */
    PORT
  }

  /** Checks that the parts fit together. */
  public TrainingParameters {
    if (array.rows() != array.columns()) {
      throw new IllegalArgumentException(
          "an array of %d x %d in a chiplet whose words serve both sides: as many rows as columns"
              .formatted(array.rows(), array.columns()));
    }
    if (array.element() != Element.BF16) {
      throw new IllegalArgumentException(
          "arrays of %s in a chiplet that trains: bf16 operands and binary32 sums"
              .formatted(array.element()));
    }
    if (packetWords < 1
        || Integer.bitCount(packetWords) != 1
        || packetWords > 1L << array.addressBits() - 1) {
      throw new IllegalArgumentException(
          "packets of %d words: a power of two, at most half of the %d of a memory"
              .formatted(packetWords, 1L << array.addressBits()));
    }
    if (tiles < 1 || tiles > MOST_TILES) {
      throw new IllegalArgumentException(
          "%d tiles in a chiplet: 1 to %d".formatted(tiles, MOST_TILES));
    }
    if (semaphores <= CLASSES) {
      throw new IllegalArgumentException(
          "%d semaphores: more than the %d that count arrivals".formatted(semaphores, CLASSES));
    }
    int engines = tiles + options.vectors() + 1 + (options.copies() > 0 ? 1 : 0);
    int boards = options.board().map(TrainingOptions.Board::counters).orElse(0);
    if (boards > 0 && semaphores < CLASSES + engines + boards) {
      throw new IllegalArgumentException(
          "%d semaphores for %d classes, %d engines and %d counters of a board: as many at least"
              .formatted(semaphores, CLASSES, engines, boards));
    }
    if (boards > 0 && (options.stack().isPresent() || packetWords < 2)) {
      throw new IllegalArgumentException(
          "a board beside memories of groups, or with rows of 1 word: neither");
    }
    if (options.copies() > 0 && packetWords < 2) {
      throw new IllegalArgumentException(
          "copies of rows of %d word: 2 at least".formatted(packetWords));
    }
    if (options.ports() > 0) {
      checkPorts(options.ports(), topology, packetWords, tiles, semaphores);
    }
    int grouped = topology.leaves() - options.homes() - joins(options, topology);
    if (grouped < 1) {
      throw new IllegalArgumentException(
          "%d homes among %d leaves: fewer".formatted(options.homes(), topology.leaves()));
    }
    if (options.stack().isPresent()) {
      var stack = options.stack().get();
      check(stack, grouped, packetWords);
      int groups = grouped / (stack.chiplets() + 1);
      if (options.adds() && (stack.chiplets() < 2 || groups < 2)) {
        throw new IllegalArgumentException(
            "%d groups of %d chiplets, whose switches add: 2 at least of both"
                .formatted(groups, stack.chiplets()));
      }
      long blockBytes = (long) packetWords * array.rows() * array.element().operandBits / Byte.SIZE;
      check(stack, ControllerParameters.of(stack.timing(), array.datapath()), blockBytes);
    }
  }

  private static void checkPorts(
      int ports, Topology topology, int packetWords, int tiles, int semaphores) {
    if (topology.leaves() % ports != 0 || packetWords < 2) {
      throw new IllegalArgumentException(
          "%d leaves for chiplets of %d ports, packets of %d words: a multiple of the ports, and 2 at least, as sums take two"
              .formatted(topology.leaves(), ports, packetWords));
    }
    int counted = CLASSES + tiles + 1 + ports;
    if (semaphores < counted) {
      throw new IllegalArgumentException(
          "%d semaphores for %d ports and %d tiles: at least %d"
              .formatted(semaphores, ports, tiles, counted));
    }
  }

  private static void check(StackParameters stack, int leaves, int packetWords) {
    if (leaves % (stack.chiplets() + 1) != 0) {
      throw new IllegalArgumentException(
          "%d leaves for groups of %d chiplets and a memory: a multiple of %d"
              .formatted(leaves, stack.chiplets(), stack.chiplets() + 1));
    }
    if (packetWords < 2) {
      throw new IllegalArgumentException(
          "blocks of %d word: 2 at least, as sums take two".formatted(packetWords));
    }
  }

  private static void check(
      StackParameters stack, ControllerParameters controller, long blockBytes) {
    long bursts = blockBytes / controller.shape().burstBytes();
    if (bursts < stack.channels()) {
      throw new IllegalArgumentException(
          "blocks of %d bursts in stacks of %d channels: a burst of each at least"
              .formatted(bursts, stack.channels()));
    }
    long open = stack.open() * (bursts / stack.channels());
    if (open > 1L << controller.tagBits()) {
      throw new IllegalArgumentException(
          "%d open blocks with %d bursts of a channel each: the controller names %d at most"
              .formatted(stack.open(), bursts / stack.channels(), 1L << controller.tagBits()));
    }
  }

  /** What the chiplets of each group share; then the last leaf of each group is its memory. */
  public Optional<StackParameters> stack() {
    return options.stack();
  }

  /** The network's traffic. */
  TrainingNetwork network() {
    return new TrainingNetwork(this);
  }

  /** Leaves where sums of switches enter the network, the last ones. */
  int joins() {
    return joins(options, topology);
  }

  private static int joins(TrainingOptions options, Topology topology) {
    return options.adds() ? BACK.length * topology.routers() : 0;
  }

  /** The leaf where the sums of a switch, the root being the last, enter the network. */
  int joinLeaf(int router, int ofBack) {
    return topology.leaves() - joins(options, topology) + router * BACK.length + ofBack;
  }

  /** Number of chiplets. */
  public int chiplets() {
    if (options.ports() > 0) {
      return topology.leaves() / options.ports();
    }
    return topology.leaves() - groups() - joins(options, topology);
  }

  /** Number of groups with a memory. */
  public int groups() {
    int leaves = topology.leaves() - options.homes() - joins(options, topology);
    return stack().map(s -> leaves / (s.chiplets() + 1)).orElse(0);
  }

  /** The group of a chiplet; that of the last one for chiplets without a group. */
  int group(int chiplet) {
    int chiplets = stack().orElseThrow().chiplets();
    return Math.min(chiplet / chiplets, groups() - 1);
  }

  /** The leaf of a chiplet. */
  public int leaf(int chiplet) {
    return stack().isEmpty()
        ? chiplet
        : chiplet + Math.min(chiplet / stack().get().chiplets(), groups());
  }

  /** The leaf of a port of a chiplet. */
  public int leaf(int chiplet, int port) {
    return chiplet * options.ports() + port;
  }

  /** The leaf of a group's memory. */
  public int memoryLeaf(int group) {
    return (group + 1) * (stack().orElseThrow().chiplets() + 1) - 1;
  }

  /** The semaphore that is the first counter of the board. */
  public int firstCounter() {
    return CLASSES + tiles + options.vectors() + 1 + (options.copies() > 0 ? 1 : 0);
  }

  /** Bits of the number of a slot of the memory of operands. */
  int slotBits() {
    return array.addressBits() - Integer.numberOfTrailingZeros(packetWords);
  }

  /** Bytes of a word of operands. */
  public int wordBytes() {
    return lanes() * array.element().operandBits / Byte.SIZE;
  }

  /** Bytes of a block of a group's memory: what a packet carries. */
  public int blockBytes() {
    return packetWords * wordBytes();
  }

  /** A group's memory: each of its controllers. */
  public ControllerParameters controller() {
    return ControllerParameters.of(stack().orElseThrow().timing(), array.datapath());
  }

  /** Bursts of a block. */
  public int blockBursts() {
    return blockBytes() / controller().shape().burstBytes();
  }

  /** Blocks that a group's memory holds. */
  public long blocks() {
    return controller().shape().bursts() * stack().orElseThrow().channels() / blockBursts();
  }

  BlockProtocol protocol() {
    return BlockProtocol.of(blocks(), 2L * words() / packetWords);
  }

  /** The same package with the other datapath. */
  public TrainingParameters with(Datapath datapath) {
    return new TrainingParameters(
        array.with(datapath),
        tiles,
        vector.with(datapath),
        topology,
        packetWords,
        banks,
        semaphores,
        packets,
        options);
  }

  /** The same with other options. */
  public TrainingParameters with(TrainingOptions other) {
    return new TrainingParameters(
        array, tiles, vector, topology, packetWords, banks, semaphores, packets, other);
  }

  /** The same with a memory for each group. */
  public TrainingParameters with(StackParameters memory) {
    return with(options.with(memory));
  }

  /** The same with check bits in the memories of chiplets. */
  public TrainingParameters withProtection() {
    return with(options.withProtection());
  }

  /** The same chiplets on another network. */
  public TrainingParameters on(Topology network) {
    return new TrainingParameters(
        array, tiles, vector, network, packetWords, banks, semaphores, packets, options);
  }

  /**
   * What a chiplet counts, cycle by cycle: what each tile, the vector engine and the send engine
   * do, and with memories of groups in how many cycles blocks are under way. {@code pe_cycles} adds
   * up the PEs in use in the steps of all tiles.
   */
  public List<String> counters() {
    return ChipletCounters.of(this);
  }

  /** PEs of a chiplet. */
  public int pes() {
    return tiles * array.pes();
  }

  /** Lanes of a word. */
  public int lanes() {
    return array.rows();
  }

  /** Whether values are computed. */
  boolean values() {
    return array.datapath() == Datapath.VALUES;
  }

  /** Whether there are words with check bits: without values there is nothing to check. */
  boolean hasChecks() {
    return options.isProtected() && values();
  }

  /** Bits to name a bit of a word of sums with its check bits, the longer ones. */
  int flipBits() {
    return Module.log2(new WordCode(sumBits()).codeBits());
  }

  /** Bits of the address of a word that arrives at a chiplet, see {@link TrainingChiplet}. */
  int arrivalBits() {
    if (options.ports() > 0) {
      return 2 + array.addressBits();
    }
    return stack().isPresent()
        ? protocol().placeBits() + Module.log2(packetWords)
        : array.addressBits();
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

  /** Bits of an address on the host's bus. */
  int hostAddressBits() {
    int commands = Math.max(tiles, options.ports()) * PackageParameters.COMMANDS;
    int most = Math.max(commands, Math.max(packets, options.copies()));
    // An entry of the board's table for each slot: fewer than there are words.
    return Math.max(array.addressBits(), Module.log2(most));
  }

  int selectBits() {
    return Module.log2(counters().size());
  }
}
