package chorale.bench.train;

import chorale.bench.train.CommandQueues.Wait;
import chorale.chiplet.TrainingFormat;
import chorale.chiplet.TrainingParameters;
import chorale.chiplet.TrainingParameters.Target;
import chorale.chiplet.array.Gemm;
import chorale.workload.Routing;
import chorale.workload.step.Condition;
import chorale.workload.step.Condition.Arrived;
import chorale.workload.step.Condition.Came;
import chorale.workload.step.Condition.Done;
import chorale.workload.step.Traffic;
import chorale.workload.step.VectorTask;
import chorale.workload.step.Work;
import chorale.workload.train.LayerData;
import chorale.workload.uniep.Part;
import chorale.workload.uniep.PointStep;
import chorale.workload.vector.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The commands of a {@link PointStep} as words of the chiplets' queues, their tables of packets and
 * copies, and the boards that count what comes.
 */
final class PointWords {
  /** Addresses of the kernels. */
  record PointKernels(int toBf16, int swiglu, int swigluBackward, int scale, int combine) {
    /** Puts them into a memory; homes add up so many rows of so many words. */
    static PointKernels into(KernelMemory memory, int rows, int words) {
      return new PointKernels(
          memory.add(Kernels.toBf16()),
          memory.add(Kernels.swiglu()),
          memory.add(Kernels.swigluBackward()),
          memory.add(Kernels.combine(1, words)),
          memory.add(Kernels.combine(rows, words)));
    }
  }

  private final TrainingParameters p;
  private final TrainingFormat format;
  private final Routing routing;
  private final PointStep step;
  private final PointRows rows;
  private final PointKernels kernels;
  private final HostWords words;
  private final CommandQueues[] queues;
  private final int[] packets;
  private final int[] copies;

  PointWords(
      TrainingParameters p, PointStep step, PointRows rows, PointKernels kernels, HostWords words) {
    this.p = p;
    this.rows = rows;
    this.kernels = kernels;
    this.words = words;
    routing = step.routing();
    this.step = step;
    format = new TrainingFormat(p);
    queues = new CommandQueues[p.chiplets()];
    Arrays.setAll(queues, c -> new CommandQueues(p, words, c));
    packets = new int[p.chiplets()];
    copies = new int[p.chiplets()];
  }

  /** Adds all commands, and ends the queues. */
  void add() {
    for (var queue : step.step().queues()) {
      for (var command : queue.commands()) {
        int c = queue.chiplet();
        var waits = command.conditions().stream().map(w -> wait(c, w)).toList();
        var first = waits.isEmpty() ? null : waits.getFirst();
        var second = waits.size() < 2 ? null : waits.getLast();
        add(c, queue.number(), command.work(), first, second);
      }
    }
    for (var q : queues) {
      q.end();
    }
  }

  // --- conditions ---

  private Wait wait(int c, Condition condition) {
    return switch (condition) {
      case Arrived(Traffic traffic, int count) -> new Wait(traffic.ordinal(), count);
      case Done done -> CommandQueues.after(p, done);
      case Came came -> {
        for (int i = 0; i < came.token().length; i++) {
          count(c, came, came.token()[i], came.rank()[i]);
        }
        int packets = came.before() + came.token().length;
        yield CommandQueues.counted(p, came.counter(), packets);
      }
    };
  }

  /** A packet that a counter counts; without order, gradients of tokens go where they come. */
  private void count(int c, Came came, int token, int rank) {
    var board = p.options().board().orElseThrow();
    if (came.counter() >= board.counters()) {
      throw new IllegalArgumentException(
          "counter %d of a board with %d".formatted(came.counter(), board.counters()));
    }
    long there = rows.there(came.traffic(), token, rank, c);
    if (board.isOrdered() || came.traffic() != Traffic.RETURN) {
      words.add(c, Target.BOARD, format.slotOf(there), format.counts(came.counter()));
      return;
    }
    if (step.group() != 1) {
      throw new IllegalArgumentException("without order, tokens are added up one by one");
    }
    long first = rows.there(came.traffic(), token, 0, c);
    words.add(c, Target.BOARD, format.slotOf(there), format.countsNext(came.counter(), first));
  }

  // --- commands ---

  private void add(int c, int number, Work work, Wait first, Wait second) {
    switch (work) {
      case Work.Multiply w -> queues[c].array(number, gemm(c, w), first, second);
      case Work.Apply w -> apply(c, number, w, first, second);
      case Work.Copy w -> copy(c, w, first, second);
      case Work.Send w -> send(c, w, first, second);
      case Work.Attend w -> throw w.refused();
      case Work.Load _, Work.Store _ ->
          throw new IllegalArgumentException("blocks of a memory that is not there");
    }
  }

  private Gemm gemm(int c, Work.Multiply w) {
    var part = rows.part(w.expert());
    var e = rows.expert(c, part);
    var weight = e.weight;
    return switch (w.product()) {
      case GATE -> gemm(w, part(e.x, part), weight[LayerData.GATE], null, part(e.gateSum, part));
      case UP -> gemm(w, part(e.x, part), weight[LayerData.UP], null, part(e.upSum, part));
      case DOWN ->
          gemm(w, part(e.hidden, part), weight[LayerData.DOWN], null, part(e.outSum, part));
      case HIDDEN_GRADIENT ->
          gemm(w, part(e.dOut, part), weight[LayerData.DOWN], null, part(e.dHidden, part));
      case INPUT_BY_GATE ->
          gemm(w, part(e.dGate, part), weight[LayerData.GATE], null, part(e.dxSum, part));
      case INPUT_BY_UP -> {
        var sums = part(e.dxSum, part);
        yield gemm(w, part(e.dUp, part), weight[LayerData.UP], sums, sums);
      }
      case GATE_GRADIENT -> ofWeights(w, e.x, e.dGate, e.gradient[LayerData.GATE]);
      case UP_GRADIENT -> ofWeights(w, e.x, e.dUp, e.gradient[LayerData.UP]);
      case DOWN_GRADIENT -> ofWeights(w, e.hidden, e.dOut, e.gradient[LayerData.DOWN]);
      default -> throw new IllegalArgumentException("no layer of experts has a " + w.product());
    };
  }

  /** Rows of a matrix's gradient from a word of the left operand's on. */
  private Gemm ofWeights(Work.Multiply w, Region left, Region top, Region gradient) {
    var to = gradient.rows(w.slot() * p.lanes(), w.m());
    return gemm(w, left.from(w.slot()), top, null, to);
  }

  private static Region part(Region rows, Part part) {
    return rows.rows(part.first(), part.rows());
  }

  private static Gemm gemm(Work.Multiply w, Region left, Region top, Region from, Region to) {
    var start = from == null ? null : from.place();
    return StepGemm.of(w, left.place(), top.place(), start, to.place());
  }

  private void apply(int c, int engine, Work.Apply w, Wait first, Wait second) {
    var m = rows.memory(c);
    var at = w.expert() == Work.NO_EXPERT ? atHome(m, w) : ofExpert(c, m, w);
    int kernel =
        switch (w.task()) {
          case ACTIVATE -> kernels.swiglu();
          case ACTIVATE_BACKWARD -> kernels.swigluBackward();
          case ROUND_OUTPUT, ROUND_GRADIENT -> kernels.toBf16();
          case SCALE_EXPERT -> kernels.scale();
          case OUTPUT, INPUT_GRADIENT -> kernels.combine();
          default -> throw unknown(w);
        };
    queues[c].vector(engine, kernel, w.rows(), w.words(), first, second, at.toArray(Region[]::new));
  }

  private static IllegalArgumentException unknown(Work.Apply w) {
    return new IllegalArgumentException("no schedule of a layer has a " + w.task());
  }

  private List<Region> ofExpert(int c, PointMemory m, Work.Apply w) {
    var part = rows.part(w.expert());
    var e = rows.expert(c, part);
    var all =
        switch (w.task()) {
          case ACTIVATE -> List.of(e.gateSum, e.upSum, e.hidden);
          case ACTIVATE_BACKWARD -> List.of(e.gateSum, e.upSum, e.dHidden, e.dGate, e.dUp);
          case ROUND_OUTPUT -> List.of(e.outSum, e.out);
          case ROUND_GRADIENT -> List.of(e.dxSum, e.dx);
          case SCALE_EXPERT -> List.of(e.weights, e.dOut, e.dOut);
          default -> throw unknown(w);
        };
    boolean isCut = w.task() == VectorTask.ACTIVATE || w.task() == VectorTask.ACTIVATE_BACKWARD;
    int word = isCut ? w.place() : 0;
    var at = new ArrayList<>(all.stream().map(r -> part(r, part).from(word)).toList());
    if (w.task() == VectorTask.ACTIVATE_BACKWARD) {
      at.add(m.ones);
    }
    return at;
  }

  private List<Region> atHome(PointMemory m, Work.Apply w) {
    int topK = routing.topK();
    var at = new ArrayList<Region>();
    switch (w.task()) {
      case OUTPUT, INPUT_GRADIENT -> {
        boolean isOutput = w.task() == VectorTask.OUTPUT;
        at.add(isOutput ? m.weight.rows(w.part(), w.rows()) : m.ones);
        at.add((isOutput ? m.y : m.dx).rows(w.part(), w.rows()).from(w.place()));
        for (int j = 0; j < topK; j += Kernels.rowsOfStream(topK)) {
          var rows = m.ofRank(isOutput ? m.out : m.dIn, j, w.part(), w.rows(), topK);
          at.add(rows.from(w.place()));
        }
      }
      default -> throw unknown(w);
    }
    return at;
  }

  private void copy(int c, Work.Copy w, Wait first, Wait second) {
    var part = rows.part(w.expert());
    var e = rows.expert(c, part);
    int[] tokens = routing.tokensOf(part.expert());
    var to = w.traffic() == Traffic.DISPATCH ? e.x : e.dOut;
    for (int i = 0; i < part.rows(); i++) {
      int row = part.first() + i;
      long from = rows.memory(c).arrivals.get(w.traffic()).row(tokens[row]);
      words.add(c, Target.COPIES, copies[c] + i, format.copy(from, to.row(row)));
    }
    queues[c].copy(copies[c], part.rows(), first, second);
    copies[c] += part.rows();
  }

  private void send(int c, Work.Send w, Wait first, Wait second) {
    var all = w.packets();
    int kind = all.traffic().ordinal();
    boolean tokens = all.traffic() == Traffic.DISPATCH || all.traffic() == Traffic.GRADIENT;
    for (int i = 0; i < all.count(); i++) {
      var to = BitSet.valueOf(new long[] {all.to()[i]}).stream().boxed().toList();
      long there = rows.there(all.traffic(), all.token()[i], all.rank()[i], to.getFirst());
      long here = rows.here(c, w, i);
      var leaves = to.stream().map(p::leaf).toList();
      boolean forks = p.options().multicast() && tokens;
      words.add(
          c,
          Target.PACKETS,
          packets[c] + i,
          forks
              ? format.packet(leaves, there, here, w.words(), kind)
              : format.packet(leaves.getFirst(), there, here, w.words(), kind));
    }
    queues[c].send(packets[c], all.count(), first, second);
    packets[c] += all.count();
  }
}
