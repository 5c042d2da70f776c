package chorale.chiplet;

import chorale.chiplet.memory.DramShape;
import chorale.chiplet.memory.DramTiming;
import chorale.chiplet.memory.FlatTier;
import chorale.chiplet.memory.FlatTiming;
import chorale.hdl.Module;
import chorale.nop.PacketFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The size of a Mozart package (arXiv 2603.07006, section 3): an attention chiplet at the root, a
 * switch for each group, and the group's MoE chiplets and memory below it.
 *
 * @param groups switches under the root
 * @param chipletsPerGroup MoE chiplets under a switch
 * @param disabled MoE chiplets that are left out, for instance because they are broken
 * @param bufferFlits places of each virtual channel at each input of the NoP, in flits
 * @param linkLatency cycles of each die-to-die link, each way
 * @param flitBytes bytes that a flit carries
 * @param tokens most tokens of a run
 * @param experts routed experts
 * @param topK experts of a token
 * @param tokenFlits flits of a token's activations
 * @param arrayRows rows of the PE array
 * @param arrayColumns columns of the PE array
 * @param sramWords words of a chiplet's SRAM, each as wide as the array's input
 * @param sramBanks banks of that SRAM, a power of two
 * @param flitsPerWord flits in an SRAM word, a power of two
 * @param dramBytesPerCycle bandwidth of a group's memory
 * @param dramLatency cycles from a request to its first byte; of an HBM, of a closed row
 * @param hbm the timing of a group's memory, if it is an HBM stack behind controllers
 * @param flat the timing of a group's memory, if it is a slow tier, whose bandwidth it tells; if it
 *     is neither, a memory of fixed latency and bandwidth stands in
 * @param burstFlits flits of a full burst
 * @param outstandingBursts bursts of loads that a chiplet may have under way, and of stores
 */
public record PackageParameters(
    int groups,
    int chipletsPerGroup,
    List<Integer> disabled,
    int bufferFlits,
    int linkLatency,
    int flitBytes,
    int tokens,
    int experts,
    int topK,
    int tokenFlits,
    int arrayRows,
    int arrayColumns,
    int sramWords,
    int sramBanks,
    int flitsPerWord,
    int dramBytesPerCycle,
    int dramLatency,
    Optional<DramTiming> hbm,
    Optional<FlatTiming> flat,
    int burstFlits,
    int outstandingBursts) {

  /** Bits of a semaphore's value and of the counts compared with it. */
  public static final int SEMAPHORE_BITS = 16;

  /** Bits of a memory address, in flits. */
  public static final int DRAM_ADDRESS_BITS = 32;

  /** Bits of a load's or store's place in its group's order. */
  public static final int ORDER_BITS = 16;

  /** Semaphores of the attention chiplet. */
  public static final int ROOT_SEMAPHORES = 4;

  /** Words of a command memory. */
  public static final int COMMANDS = 1024;

  public PackageParameters {
    disabled = List.copyOf(disabled);
    if (IntStream.range(0, groups * chipletsPerGroup).allMatch(disabled::contains)) {
      throw new IllegalArgumentException("a package without MoE chiplets");
    }
    if (hbm.isPresent()) {
      int channel = channelBytesPerCycle(hbm.get());
      int channels = dramBytesPerCycle / channel;
      if (dramBytesPerCycle % channel != 0 || Integer.bitCount(channels) != 1) {
        throw new IllegalArgumentException(
            "%d bytes per cycle of %s: a power of two of pseudo-channels with %d each"
                .formatted(dramBytesPerCycle, hbm.get().name(), channel));
      }
      holdsBursts(flitBytes, hbm.get().name(), DramShape.HBM);
    }
    flat.ifPresent(timing -> holdsBursts(flitBytes, timing.name(), FlatTier.SHAPE));
    if (hbm.isPresent() && flat.isPresent()) {
      throw new IllegalArgumentException(
          "a memory that is %s and %s: one of both".formatted(hbm.get().name(), flat.get().name()));
    }
  }

  private static void holdsBursts(int flitBytes, String memory, DramShape shape) {
    if (Integer.bitCount(flitBytes) != 1 || flitBytes < shape.burstBytes()) {
      throw new IllegalArgumentException(
          "flits of %d bytes before %s: a power of two, at least its bursts of %d"
              .formatted(flitBytes, memory, shape.burstBytes()));
    }
  }

  /** Bytes that a pseudo-channel moves in a cycle. */
  public static int channelBytesPerCycle(DramTiming timing) {
    return DramShape.HBM.burstBytes() / timing.bl();
  }

  /** Pseudo-channels of a group's HBM stack. */
  public int channels() {
    return dramBytesPerCycle / channelBytesPerCycle(hbm.orElseThrow());
  }

  /** Places for MoE chiplets in the package. */
  public int chiplets() {
    return groups * chipletsPerGroup;
  }

  /** The MoE chiplets that are there, ascending. */
  public List<Integer> enabled() {
    return IntStream.range(0, chiplets()).filter(c -> !disabled.contains(c)).boxed().toList();
  }

  /** The group of a chiplet. */
  public int group(int chiplet) {
    return chiplet / chipletsPerGroup;
  }

  /** The groups with a chiplet, ascending; the others have no switch and no memory. */
  public List<Integer> enabledGroups() {
    return enabled().stream().map(this::group).distinct().toList();
  }

  /** Leaves of the NoP: chiplets, ports of the attention chiplet, memories. */
  int leaves() {
    return enabled().size() + 2 * enabledGroups().size();
  }

  /** The number of a chiplet among the leaves, negative if it is left out. */
  int leaf(int chiplet) {
    return enabled().indexOf(chiplet);
  }

  /** The number of a chiplet among those of its group that are there. */
  int place(int chiplet) {
    return leaf(chiplet) - leaf(enabled(group(chiplet)).getFirst());
  }

  /** Bits to number the chiplets of a group. */
  int placeBits() {
    return Module.log2(chipletsPerGroup);
  }

  /** The MoE chiplets of a group that are there, ascending. */
  List<Integer> enabled(int group) {
    return enabled().stream().filter(c -> group(c) == group).toList();
  }

  /** The leaf to which the results of a group go. */
  int home(int group) {
    return enabled().size() + enabledGroups().indexOf(group);
  }

  /** The leaf that is the memory of a group. */
  int memory(int group) {
    return home(group) + enabledGroups().size();
  }

  /** Bits to number the leaves. */
  int leafBits() {
    return Module.log2(leaves());
  }

  /** The most experts on a chiplet: they are spread as evenly as can be. */
  public int localExperts() {
    return Math.ceilDiv(experts, enabled().size());
  }

  /** Semaphores of a MoE chiplet: one for each local expert's tokens, and four for the Program. */
  public int semaphores() {
    return localExperts() + 4;
  }

  /** Bits to number the tokens. */
  public int tokenBits() {
    return Module.log2(tokens);
  }

  /** Bits to number the experts. */
  public int expertBits() {
    return Module.log2(experts);
  }

  /** Bits to number the experts of a chiplet. */
  public int localBits() {
    return Module.log2(localExperts());
  }

  /** Bits to number a token's places in its list of experts. */
  public int slotBits() {
    return Module.log2(topK);
  }

  /** Bits of an SRAM address. */
  public int sramBits() {
    return Module.log2(sramWords);
  }

  /** Bits of the number of flits in a burst. */
  public int burstBits() {
    return Module.log2(burstFlits + 1);
  }

  /** The flits of the timing datapath: heads whole, bodies without data. */
  public PacketFormat format() {
    int dispatch = tokenBits() + topK * expertBits();
    int combine = tokenBits() + slotBits();
    int request = new BurstRequest(this).width();
    return PacketFormat.timing(leaves(), true, Math.max(dispatch, Math.max(combine, request)));
  }
}
