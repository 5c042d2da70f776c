package chorale.workload;

import java.util.BitSet;
import java.util.function.IntToLongFunction;

/**
 * What a {@link Program} moves, counted exactly: flits per link, direction and flow (head flits
 * included), tokens and pairs per chiplet, weight bytes per group. Immutable.
 *
 * <p>A token crosses a link to a chiplet once even if several of its experts live there; every
 * contribution of a (token, expert) pair travels home by itself.
 */
public final class Traffic {
  /** A link and direction; its index is the group or, for leaf links, the chiplet. */
  public enum Link {
    /** Root to switch, by group. */
    TRUNK_DOWN,
    /** Switch to root, by group. */
    TRUNK_UP,
    /** Switch to MoE chiplet, by chiplet. */
    LEAF_DOWN,
    /** MoE chiplet to switch, by chiplet. */
    LEAF_UP,
    /** DRAM to switch, by group. */
    MEMORY_TO_SWITCH,
    /** Switch to DRAM, by group. */
    SWITCH_TO_MEMORY
  }

  /** What a flit belongs to. */
  public enum Flow {
    /** Tokens on their way to experts. */
    DISPATCH,
    /** Read requests for weights, one flit each. */
    REQUEST,
    /** Weights. */
    WEIGHTS,
    /** Results on their way home. */
    COMBINE
  }

  private final RunConfig config;
  private final int[] tokensOfChiplet;
  private final int[] tokensOfGroup;
  private final int[] pairs;
  private final long[] bytes;
  private final long[] bursts;
  private final long[] weightFlits;

  private Traffic(Program program) {
    config = program.config();
    int chiplets = config.pack().chiplets();
    tokensOfChiplet = new int[chiplets];
    tokensOfGroup = new int[config.pack().nop().groups()];
    pairs = new int[chiplets];
    bytes = new long[chiplets];
    bursts = new long[chiplets];
    weightFlits = new long[chiplets];
    countTokens(program);
    for (int c = 0; c < chiplets; c++) {
      for (var load : program.moe().get(c).queue(Engine.DMA, Command.Load.class)) {
        bytes[c] += load.bytes();
        bursts[c] += Math.ceilDiv(load.bytes(), config.pack().dram().burstBytes());
        // bursts are whole flits but for the last of a load, so bodies add up without loss
        weightFlits[c] += config.pack().nop().bodyFlits(load.bytes());
      }
      weightFlits[c] += bursts[c];
    }
  }

  private void countTokens(Program program) {
    var routing = program.routing();
    for (int t = 0; t < routing.tokens(); t++) {
      var chiplets = new BitSet();
      var groups = new BitSet();
      for (int j = 0; j < routing.topK(); j++) {
        int chiplet = program.placement().chiplet(routing.expert(t, j));
        pairs[chiplet]++;
        chiplets.set(chiplet);
        groups.set(group(chiplet));
      }
      chiplets.stream().forEach(c -> tokensOfChiplet[c]++);
      groups.stream().forEach(g -> tokensOfGroup[g]++);
    }
  }

  /** The traffic of {@code program}. */
  public static Traffic of(Program program) {
    return new Traffic(program);
  }

  private int group(int chiplet) {
    return chiplet / config.pack().nop().chipletsPerGroup();
  }

  /** Distinct tokens that arrive at {@code chiplet}. */
  public int tokensArriving(int chiplet) {
    return tokensOfChiplet[chiplet];
  }

  /** (token, expert) pairs of {@code chiplet}: the contributions it sends. */
  public int pairs(int chiplet) {
    return pairs[chiplet];
  }

  /** Bytes of weights that the DRAM of {@code group} reads. */
  public long weightBytes(int group) {
    return overGroup(bytes, group);
  }

  /** Read bursts of {@code chiplet}. */
  public long bursts(int chiplet) {
    return bursts[chiplet];
  }

  /** Flits of {@code flow} on {@code link} number {@code index}. */
  public long flits(Link link, int index, Flow flow) {
    long packet = config.tokenBodyFlits() + 1;
    return switch (link) {
      case TRUNK_DOWN -> flow == Flow.DISPATCH ? tokensOfGroup[index] * packet : 0;
      case TRUNK_UP -> flow == Flow.COMBINE ? perChiplet(index, c -> pairs[c] * packet) : 0;
      case LEAF_DOWN ->
          switch (flow) {
            case DISPATCH -> tokensOfChiplet[index] * packet;
            case WEIGHTS -> weightFlits[index];
            case REQUEST, COMBINE -> 0;
          };
      case LEAF_UP ->
          switch (flow) {
            case REQUEST -> bursts[index];
            case COMBINE -> pairs[index] * packet;
            case DISPATCH, WEIGHTS -> 0;
          };
      case MEMORY_TO_SWITCH -> flow == Flow.WEIGHTS ? overGroup(weightFlits, index) : 0;
      case SWITCH_TO_MEMORY -> flow == Flow.REQUEST ? overGroup(bursts, index) : 0;
    };
  }

  /** Flits of all flows on {@code link} number {@code index}. */
  public long flits(Link link, int index) {
    long sum = 0;
    for (var flow : Flow.values()) {
      sum += flits(link, index, flow);
    }
    return sum;
  }

  private long overGroup(long[] values, int group) {
    return perChiplet(group, c -> values[c]);
  }

  private long perChiplet(int group, IntToLongFunction value) {
    int each = config.pack().nop().chipletsPerGroup();
    long sum = 0;
    for (int c = group * each; c < (group + 1) * each; c++) {
      sum += value.applyAsLong(c);
    }
    return sum;
  }
}
