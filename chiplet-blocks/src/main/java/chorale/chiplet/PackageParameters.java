package chorale.chiplet;

import chorale.hdl.Module;
import chorale.nop.FlitFormat;

/**
 * The size of a Mozart package (arXiv 2603.07006, section 3): an attention chiplet at the root, a
 * switch for each group, and the group's MoE chiplets and memory below it.
 *
 * @param groups switches under the root
 * @param chipletsPerGroup MoE chiplets under a switch
 * @param bufferFlits places in each input buffer of the NoP, in flits
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
 * @param dramLatency cycles from a request to its first byte
 * @param burstFlits flits of a full burst
 * @param outstandingBursts bursts that a chiplet may have under way
 */
public record PackageParameters(
    int groups,
    int chipletsPerGroup,
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
    int burstFlits,
    int outstandingBursts) {

  /** Bits of a semaphore's value and of the counts compared with it. */
  public static final int SEMAPHORE_BITS = 16;

  /** Bits of a memory address, in flits. */
  public static final int DRAM_ADDRESS_BITS = 32;

  /** Bits of a load's place in its group's order. */
  public static final int ORDER_BITS = 16;

  /** Semaphores of the attention chiplet. */
  public static final int ROOT_SEMAPHORES = 4;

  /** Words of a command memory. */
  public static final int COMMANDS = 1024;

  /** MoE chiplets in the package. */
  public int chiplets() {
    return groups * chipletsPerGroup;
  }

  /** Experts on each chiplet. */
  public int localExperts() {
    return experts / chiplets();
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
  public FlitFormat flits() {
    int dispatch = tokenBits() + topK * expertBits();
    int combine = tokenBits() + slotBits();
    int request = DRAM_ADDRESS_BITS + burstBits() + ORDER_BITS;
    return FlitFormat.timing(chiplets(), Math.max(dispatch, Math.max(combine, request)));
  }
}
