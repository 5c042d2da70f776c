package chorale.bench.prove;

import chorale.bench.prove.QueueCheck.Ends;
import chorale.bench.prove.QueueCheck.Promise;
import chorale.hdl.Module;
import chorale.hdl.lib.Arbiter;
import chorale.hdl.lib.CreditReceiver;
import chorale.hdl.lib.CreditSender;
import chorale.hdl.lib.Fifo;
import chorale.hdl.lib.MatrixArbiter;
import chorale.hdl.lib.PriorityArbiter;
import chorale.hdl.lib.RegisterFifo;
import chorale.hdl.lib.RoundRobinArbiter;
import chorale.hdl.lib.SkidBuffer;
import chorale.hdl.lib.StreamPipeline;
import chorale.hdl.lib.WeightedArbiter;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Something to prove: a top module whose checks must hold in all cycles, whatever its inputs do.
 *
 * @param name for reports, and of files
 * @param top the checks, around the modules that they are about
 * @param about the modules whose faults the proof has to notice
 * @param depth cycles for which it is proven, or {@link #UNBOUNDED}: all
 * @param every of the faults that could be planted, one in so many is, drawn by lot; then not in
 *     lines of which every fault is planted for another proof, for all cycles
 * @param together all checks are searched for a failure at once, none is tried for all cycles
 */
public record Proof(
    String name, Supplier<Module> top, List<String> about, int depth, int every, boolean together) {
  /** The depth of a proof for all cycles. */
  public static final int UNBOUNDED = 0;

  /** A proof for all cycles, with every fault. */
  public Proof(String name, Supplier<Module> top, List<String> about) {
    this(name, top, about, UNBOUNDED, 1, false);
  }

  /** The same for {@code cycles} cycles, reset included. */
  Proof bounded(int cycles) {
    return new Proof(name, top, about, cycles, every, together);
  }

  /** The same, bounded for all checks alike: quicker where few would be proven for all cycles. */
  Proof together(int cycles) {
    return new Proof(name, top, about, cycles, every, true);
  }

  /** The same, which has to notice the faults of these modules. */
  Proof about(String... modules) {
    return new Proof(name, top, List.of(modules), depth, every, together);
  }

  /** The same with one of {@code n} faults. */
  Proof oneOf(int n) {
    return new Proof(name, top, about, depth, n, together);
  }

  private static final int ARBITERS = 4;
  private static final int REDUCTION_FAULTS = 8; // there are some 340, of several seconds each
  private static final int COMPLETION_FAULTS = 8; // there are 134, of a second or two each
  private static final int LANDING_FAULTS = 4; // there are 30 with wide words, of seconds each
  private static final int[] WEIGHTS = {2, 1, 1, 1};

  private static Proof queue(
      String name, Promise promise, Function<Module, Ends> unit, String... about) {
    return new Proof(name, () -> new QueueCheck(promise, unit), List.of(about));
  }

  private static Proof arbiter(String name, Arbiter.Kind kind, int others, String about) {
    return new Proof(name, () -> new ArbiterCheck(kind, ARBITERS, others), List.of(about));
  }

  private static Proof credits(int places, int cycles) {
    return new Proof(
        "credits_%d_over_%d".formatted(places, cycles),
        () -> new CreditCheck(places, cycles),
        List.of("CreditSender", "CreditReceiver"));
  }

  /** All proofs. */
  public static List<Proof> all() {
    return Stream.of(parts(), NetworkProofs.all(), MemoryProofs.all())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Proof> parts() {
    return List.of(
        queue("fifo_4", Promise.exact(4), m -> ends(new Fifo(m, QueueCheck.WIDTH, 4)), "Fifo"),
        queue("fifo_3", Promise.exact(3), m -> ends(new Fifo(m, QueueCheck.WIDTH, 3)), "Fifo"),
        queue(
            "register_fifo_3",
            Promise.exact(3),
            m -> ends(new RegisterFifo(m, QueueCheck.WIDTH, 3, false)),
            "RegisterFifo"),
        queue(
            "register_fifo_2_through",
            new Promise(2, (inside, _) -> inside.lt(2), 0, true),
            m -> ends(new RegisterFifo(m, QueueCheck.WIDTH, 2, true)),
            "RegisterFifo"),
        queue(
            "skid_buffer",
            Promise.exact(2),
            m -> {
              var stage = new SkidBuffer(m, QueueCheck.WIDTH);
              return new Ends(stage.in, stage.out);
            },
            "SkidBuffer"),
        queue(
            "stream_pipeline_3",
            new Promise(3, (inside, ready) -> inside.lt(3).or(ready), 2, false),
            m -> {
              var pipeline = new StreamPipeline(m, QueueCheck.WIDTH, 3);
              return new Ends(pipeline.in, pipeline.out);
            },
            "StreamPipeline"),
        credits(4, 1),
        credits(3, 2),
        queue(
            "credit_link_3",
            new Promise(3, null, 1, false),
            Proof::link,
            "CreditSender",
            "CreditReceiver"),
        arbiter("round_robin_4", RoundRobinArbiter::new, ARBITERS - 1, "RoundRobinArbiter"),
        arbiter("matrix_4", MatrixArbiter::new, ARBITERS - 1, "MatrixArbiter"),
        arbiter("priority_4", PriorityArbiter::new, -1, "PriorityArbiter"),
        arbiter("weighted_2_1_1_1", Proof::weighted, 7, "WeightedArbiter"),
        new Proof(
            "weighted_2_1_1_1_rounds",
            () -> new RoundsCheck(Proof::weighted, WEIGHTS),
            List.of("WeightedArbiter")),
        new Proof(
                "reduction_of_4_tags",
                ReductionCheck::new,
                List.of("Reducer", "ReductionTable", "ContributionStore", "AdderTree_COUNT_2"))
            .oneOf(REDUCTION_FAULTS),
        new Proof("int8_mac", Int8MacCheck::new, List.of("Int8Mac_1")),
        replay(2, 1),
        replay(3, 2),
        creditReturn(2, 1),
        creditReturn(3, 2),
        flitGroup(1),
        flitGroup(2),
        loadBuffer("load_buffer", 1, 1),
        loadBuffer("load_buffer_wide_words", 1, 2).oneOf(LANDING_FAULTS),
        loadBuffer("load_buffer_narrow_words", 2, 1),
        new Proof("dma_completion", CompletionCheck::new, List.of("Completion"))
            .oneOf(COMPLETION_FAULTS));
  }

  private static Proof loadBuffer(String name, int burstBytes, int wordBytes) {
    return new Proof(name, () -> new LoadBufferCheck(burstBytes, wordBytes), List.of("LoadBuffer"));
  }

  private static Proof replay(int window, int cycles) {
    return new Proof(
        "replay_%d_over_%d".formatted(window, cycles),
        () -> new ReplayCheck(window, cycles),
        List.of("ReplaySender", "ReplayReceiver"));
  }

  private static Proof flitGroup(int group) {
    return new Proof(
        "flit_group_" + group,
        () -> new FlitGroupCheck(group),
        List.of("FlitGather", "FlitSpread"));
  }

  private static Proof creditReturn(int places, int cycles) {
    return new Proof(
        "credit_return_%d_over_%d".formatted(places, cycles),
        () -> new CreditReturnCheck(places, cycles),
        List.of("CreditTally", "CreditPayout"));
  }

  private static Arbiter weighted(Module parent, int requesters) {
    return new WeightedArbiter(parent, WEIGHTS);
  }

  private static Ends ends(Fifo queue) {
    return new Ends(queue.enq, queue.deq);
  }

  private static Ends ends(RegisterFifo queue) {
    return new Ends(queue.enq, queue.deq);
  }

  /** Sender and receiver with one cycle of wire each way. */
  private static Ends link(Module m) {
    var sender = new CreditSender(m, QueueCheck.WIDTH, 3);
    var receiver = new CreditReceiver(m, QueueCheck.WIDTH, 3);
    receiver.valid.set(m.delayed(sender.valid));
    receiver.bits.set(m.delayed(sender.bits));
    sender.credit.set(m.delayed(receiver.credit));
    return new Ends(sender.in, receiver.out);
  }
}
