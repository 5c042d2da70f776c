package chorale.workload.step.run;

import chorale.workload.step.Machine;

/**
 * The least that packets and blocks take, from what SendEngine, BlockLoader, BlockStorer,
 * MemoryLeaf, StackChannel and HbmController say of themselves. Times of a flit are those in which
 * an interface takes it.
 */
final class BlockTimes {
  /** From a request that has come to the first command to the device. */
  static final int TO_COMMAND = 3;

  /** From the end of a burst's data to the reply: the answer's register, and the count. */
  static final int TO_REPLY = 2;

  /** From the first flit of a block to be stored to its first word, one for the flit itself. */
  static final int STORER_GAP = 3;

  /** From the storer's last read of a block to its last word, without the cycle after the read. */
  static final int STORER_AHEAD = 1;

  /** From a stored block that has come to the burst that the controller takes. */
  private static final int TO_WRITE = 2;

  /** A read that the write buffer answers, from the controller's port to the reply. */
  private static final int FORWARDED = 3;

  /** Flits of a packet. */
  final int flits;

  /** To the group's memory, or back. */
  final int toMemory;

  /** Bursts of a block in a channel, and their cycles on its data bus. */
  final int bursts;

  final int busCycles;

  private final HbmTimes hbm;
  private final int words;

  BlockTimes(Machine machine, StepTiming timing) {
    words = machine.packetWords();
    flits = words + 1;
    toMemory = timing.flight(1);
    hbm = timing.stack().hbm();
    bursts = Math.ceilDiv(timing.stack().blockBursts(machine), timing.stack().channels());
    busCycles = bursts * hbm.bl();
  }

  /** From a request that is taken to the first data on the bus. */
  int toData() {
    return toMemory + TO_COMMAND + hbm.cl();
  }

  /** From the end of a block's data to its last word's arrival at the chiplet. */
  int fromData() {
    return TO_REPLY + words + toMemory;
  }

  /** From a request that is taken to the block's arrival. */
  long load(boolean mayBeForwarded) {
    int read = TO_COMMAND + hbm.cl() + busCycles;
    int forwarded = TO_WRITE + bursts - 1 + FORWARDED - TO_REPLY;
    return toMemory + (mayBeForwarded ? Math.min(read, forwarded) : read) + fromData();
  }

  /** Cycles of the storer for a block. */
  int storing() {
    return words + STORER_GAP;
  }

  /** From a store's command to the last word of its first block. */
  int toStored() {
    return words + STORER_GAP;
  }

  /** From the last word of a block to the word that it is stored. */
  long stored() {
    return toMemory + TO_WRITE + bursts + toMemory;
  }

  /** From the last word of a block to the first data on the bus, at least. */
  int toWriteData() {
    return toMemory + TO_WRITE + 1 + hbm.cwl();
  }

  /** From the last burst that the controller takes to the word that its block is stored. */
  int fromTaken() {
    return 1 + toMemory;
  }
}
