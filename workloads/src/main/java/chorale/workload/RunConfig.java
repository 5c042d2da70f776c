package chorale.workload;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * One run: the package, the model layer, the trace that drives it, the mapping, and where results
 * go. The records mirror the YAML file key by key; {@link RunConfigReader} checks every value, so a
 * configuration that was read is consistent.
 *
 * @param source the YAML file, for messages
 * @param name short name of the run
 * @param pack the package ({@code package} in the file)
 * @param model the MoE layer
 * @param trace which tokens are routed
 * @param mapping where experts live and in which order they are loaded
 * @param output folder for results, relative to the working directory
 * @param places where in the file values stand that a later check may find too small, by their keys
 */
public record RunConfig(
    Path source,
    String name,
    Package pack,
    Model model,
    TraceChoice trace,
    Mapping mapping,
    Path output,
    Map<String, Position> places) {
  /** Key of a chiplet's SRAM. */
  public static final String SRAM = "package.chiplet.sram_kib";

  /** Key of a group's DRAM. */
  public static final String DRAM = "package.dram.capacity_mib";

  /** Copies the map. */
  public RunConfig {
    places = Map.copyOf(places);
  }

  /** A run that stands in no file. */
  public RunConfig(
      Path source,
      String name,
      Package pack,
      Model model,
      TraceChoice trace,
      Mapping mapping,
      Path output) {
    this(source, name, pack, model, trace, mapping, output, Map.of());
  }

  /** A place in the file, line and column from 1. */
  public record Position(int line, int column) {}

  /** A problem with the value of {@code key}, at its place if that is known. */
  public BadInput.Problem problem(String key, String message, String mend) {
    var at = places.getOrDefault(key, new Position(0, 0));
    return new BadInput.Problem(source.toString(), at.line, at.column, message, mend);
  }

  /**
   * A NoP-Tree package: one attention chiplet, {@code groups} switches, equal MoE chiplets.
   *
   * @param clockGhz clock of every part, GHz; turns cycles into seconds in reports only
   * @param nop the network on package
   * @param chiplet every MoE chiplet
   * @param dram every group's DRAM stack
   */
  public record Package(double clockGhz, Nop nop, Chiplet chiplet, Dram dram) {
    /** Places for MoE chiplets (leaves of the tree), those of disabled ones included. */
    public int chiplets() {
      return nop.groups() * nop.chipletsPerGroup();
    }

    /** The MoE chiplets that are there, ascending. */
    public List<Integer> enabledChiplets() {
      return IntStream.range(0, chiplets())
          .filter(c -> !nop.disabledChiplets().contains(c))
          .boxed()
          .toList();
    }

    /** Bytes per cycle that a stack delivers: no more than its link takes away. */
    public int deliveredBytesPerCycle() {
      return Math.min(dram.bytesPerCycle(), nop.flitBytes());
    }
  }

  /**
   * The tree of links and switches.
   *
   * @param groups trunk links of the root, each with one switch
   * @param chipletsPerGroup leaf links of each switch
   * @param disabledChiplets places whose chiplets are left out of the package, ascending
   * @param flitBytes width of each link, bytes per cycle and direction
   * @param bufferFlits depth of each virtual channel's buffer at each input, flits
   * @param linkLatencyCycles cycles a flit spends on a link
   */
  public record Nop(
      int groups,
      int chipletsPerGroup,
      List<Integer> disabledChiplets,
      int flitBytes,
      int bufferFlits,
      int linkLatencyCycles) {
    /** Copies the list. */
    public Nop {
      disabledChiplets = List.copyOf(disabledChiplets);
    }

    /** A tree with all its chiplets. */
    public Nop(
        int groups, int chipletsPerGroup, int flitBytes, int bufferFlits, int linkLatencyCycles) {
      this(groups, chipletsPerGroup, List.of(), flitBytes, bufferFlits, linkLatencyCycles);
    }

    /** Flits that carry {@code bytes} of payload, without the head flit. */
    public int bodyFlits(long bytes) {
      return Math.toIntExact(Math.ceilDiv(bytes, (long) flitBytes));
    }
  }

  /**
   * An MoE chiplet.
   *
   * @param arrayRows rows of the systolic array (along k)
   * @param arrayColumns columns of the systolic array (along n)
   * @param sramKib stacked SRAM, KiB
   * @param sramBanks banks of that SRAM
   * @param expertsResident experts whose weights the SRAM holds at once
   */
  public record Chiplet(
      int arrayRows, int arrayColumns, int sramKib, int sramBanks, int expertsResident) {}

  /**
   * A group's DRAM stack behind its switch.
   *
   * @param kind what it is
   * @param bytesPerCycle bandwidth at its peak, bytes per cycle
   * @param latencyCycles cycles from a request at the stack to its first byte; 0 for an HBM or a
   *     drive, whose timing follows from its kind
   * @param burstBytes bytes a request asks for
   * @param outstandingBursts requests a chiplet may have in flight
   * @param capacityMib what it holds, MiB
   */
  public record Dram(
      DramKind kind,
      int bytesPerCycle,
      int latencyCycles,
      int burstBytes,
      int outstandingBursts,
      int capacityMib) {
    /** Mozart, Tab. 2. */
    static final int STACK_MIB = 8192;

    /** What can be addressed. */
    static final int SSD_MIB = 1 << 18;

    /** A sixteenth of it. */
    public static final int CHANNEL_MIB = 512;

    /** A memory of fixed latency and bandwidth, as large as a stack of HBM2. */
    public Dram(int bytesPerCycle, int latencyCycles, int burstBytes, int outstandingBursts) {
      this(DramKind.FIXED, bytesPerCycle, latencyCycles, burstBytes, outstandingBursts, STACK_MIB);
    }
  }

  /** Kinds of memory. */
  public enum DramKind {
    /** A stand-in of fixed latency and bandwidth, without banks. */
    FIXED(1, 0),
    /** HBM2 at 2.0 Gb/s per pin: pseudo-channels of 16 GB/s, tCK 1 ns. */
    HBM2(16, 1.0),
    /** HBM3 at 6.4 Gb/s per pin: pseudo-channels of 25.6 GB/s, tCK 0.625 ns. */
    HBM3(16, 1.6),
    /** A drive that reads ahead, 15.8 GB/s, as a slow tier: its link carries 16 bytes a cycle. */
    SSD(16, 1.0);

    private final int channelBytesPerCycle;
    private final double clockGhz;

    DramKind(int channelBytesPerCycle, double clockGhz) {
      this.channelBytesPerCycle = channelBytesPerCycle;
      this.clockGhz = clockGhz;
    }

    /** Bytes per cycle of its clock that a pseudo-channel moves, or the link of a drive. */
    public int channelBytesPerCycle() {
      return channelBytesPerCycle;
    }

    /** Its clock in GHz, which is the package's too; 0 if any will do. */
    public double clockGhz() {
      return clockGhz;
    }
  }

  /**
   * The routed experts of one MoE layer.
   *
   * @param name model and layer, for reports
   * @param scale how the figures were scaled down, for reports
   * @param hidden hidden size H
   * @param expertHidden intermediate size of one expert Hi
   * @param experts routed experts
   * @param topK experts per token
   * @param elementBytes bytes of one activation or weight
   * @param optimizer what updates the weights, and so what lies beside them in the DRAM
   */
  public record Model(
      String name,
      String scale,
      int hidden,
      int expertHidden,
      int experts,
      int topK,
      int elementBytes,
      Optimizer optimizer) {
    /** A layer that is not trained. */
    public Model(
        String name,
        String scale,
        int hidden,
        int expertHidden,
        int experts,
        int topK,
        int elementBytes) {
      this(name, scale, hidden, expertHidden, experts, topK, elementBytes, Optimizer.NONE);
    }

    /** Bytes of one token's activation vector. */
    public int tokenBytes() {
      return hidden * elementBytes;
    }

    /** Bytes of one expert matrix; gate, up and down are equally large. */
    public int matrixBytes() {
      return hidden * expertHidden * elementBytes;
    }
  }

  /**
   * The part of a trace that is run.
   *
   * @param file the trace, resolved against the folder of the YAML file
   * @param layer layer in the trace
   * @param tokens tokens taken, those from its beginning or behind {@link Mapping#trainTokens}
   */
  public record TraceChoice(Path file, int layer, int tokens) {}

  /**
   * Where experts live and in which order a chiplet loads them.
   *
   * @param placement expert to chiplet
   * @param order order of loading
   * @param trainTokens tokens at the beginning of the trace's layer that a placement may learn
   *     from; the run takes those that follow
   * @param seed of a placement's random numbers
   */
  public record Mapping(Placement.Choice placement, Order order, int trainTokens, long seed) {
    /** A mapping that learns from no tokens. */
    public Mapping(Placement.Choice placement, Order order) {
      this(placement, order, 0, 1);
    }
  }

  /** Order in which the experts of a chiplet are loaded and computed. */
  public enum Order {
    /** By descending number of tokens, ties by lowest index (Mozart's streaming experts). */
    HOTTEST_FIRST,
    /** By expert index. */
    INDEX
  }

  /** The same run with a placement that is decided on. */
  public RunConfig withPlacement(Placement placement) {
    var choice = new Placement.Decided(mapping.placement.strategy(), placement);
    var decided = new Mapping(choice, mapping.order, mapping.trainTokens, mapping.seed);
    return new RunConfig(source, name, pack, model, trace, decided, output, places);
  }

  /** The most experts on a chiplet: they are spread over those that are there, evenly. */
  public int expertsPerChiplet() {
    return Math.ceilDiv(model.experts(), pack.enabledChiplets().size());
  }

  /** Body flits of one token on the NoP, without the head flit. */
  public int tokenBodyFlits() {
    return pack.nop().bodyFlits(model.tokenBytes());
  }
}
