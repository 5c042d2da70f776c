package chorale.bench.prove;

import chorale.chiplet.array.Datapath;
import chorale.chiplet.memory.ControllerParameters;
import chorale.chiplet.memory.DramShape;
import chorale.chiplet.memory.DramTiming;
import java.util.List;

/** Proofs of the parts of the controller of an HBM pseudo-channel, and of what asks memories. */
final class MemoryProofs {
  /** A timing in which every rule binds somewhere, and all are over soon. */
  private static final DramTiming SMALL =
      new DramTiming(
          "small",
          "for proofs",
          1000,
          1,
          2,
          1,
          3,
          2,
          2,
          4,
          1,
          2,
          2,
          3,
          9,
          2,
          2,
          1,
          2,
          3,
          6,
          30,
          4,
          12,
          3);

  /** The shortest one, for what counts its cycles. */
  private static final DramTiming SHORT =
      new DramTiming(
          "short",
          "for proofs",
          1000,
          1,
          1,
          1,
          1,
          1,
          1,
          1,
          1,
          1,
          1,
          1,
          3,
          1,
          1,
          1,
          1,
          1,
          1,
          30,
          1,
          12,
          1);

  private static final DramShape SHAPE = new DramShape(2, 2, 2, 2, 8);

  private static final int FAULTS = 4; // of a second or two each
  private static final int QUEUES_FAULTS = 8; // of several seconds each

  private MemoryProofs() {}

  static List<Proof> all() {
    return List.of(
        bank("dram_bank", SMALL).about("BankState").oneOf(FAULTS),
        bank("dram_bank_hbm2", DramTiming.HBM2),
        rank("dram_rank", SMALL, SHAPE).about("RankGates").oneOf(FAULTS),
        rank("dram_rank_hbm2", DramTiming.HBM2, DramShape.HBM),
        new Proof("slot_pool_4", () -> new SlotCheck(4), List.of("SlotPool")).oneOf(FAULTS),
        new Proof("row_queue", () -> new RowQueueCheck(SHAPE, 4, 2), List.of()).bounded(8),
        new Proof("block_completion", BlockCompletionCheck::new, List.of("BlockCompletion"))
            .oneOf(FAULTS),
        new Proof("memory_queues", MemoryQueuesCheck::new, List.of("MemoryQueues"))
            .oneOf(QUEUES_FAULTS),
        new Proof("direction", () -> new DirectionCheck(small()), List.of()),
        new Proof("hbm_controller", () -> new ControllerCheck(tiny()), List.of()).bounded(10));
  }

  private static ControllerParameters small() {
    return new ControllerParameters(SHORT, SHAPE, Datapath.TIMING, 4, 8, 2, 2, 16, false, false);
  }

  private static ControllerParameters tiny() {
    return new ControllerParameters(SHORT, SHAPE, Datapath.TIMING, 2, 2, 2, 1, 16, false, false);
  }

  private static Proof bank(String name, DramTiming t) {
    return new Proof(name, () -> new BankCheck(t, t.rfc()), List.of());
  }

  private static Proof rank(String name, DramTiming t, DramShape shape) {
    return new Proof(name, () -> new RankCheck(t, shape), List.of());
  }
}
