package chorale.bench.train;

import chorale.bench.train.CommandQueues.Wait;
import chorale.bench.train.HostWords.Word;
import chorale.bench.train.PointMemory.Expert;
import chorale.chiplet.TrainingFormat;
import chorale.chiplet.TrainingParameters;
import chorale.chiplet.TrainingParameters.Target;
import chorale.chiplet.array.Dataflow;
import chorale.chiplet.array.Gemm;
import chorale.workload.Routing;
import chorale.workload.step.Condition;
import chorale.workload.step.Condition.Arrived;
import chorale.workload.step.Condition.Came;
import chorale.workload.step.Condition.Done;
import chorale.workload.step.Packets;
import chorale.workload.step.StepEngine;
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

/** A {@link PointStep} in a package: what the host writes before the run. */
final class PointProgram {
  private final TrainingParameters p;
  private final TrainingFormat format;
  private final LayerData data;
  private final Routing routing;
  private final PointStep step;
  private final List<Part> parts;
  private final HostWords words;
  private final int toBf16;
  private final int swiglu;
  private final int swigluBackward;
  private final int scale;
  private final int combine;
  private final List<PointMemory> memories = new ArrayList<>();
  private final CommandQueues[] queues;
  private final int[] packets;
  private final int[] copies;

  PointProgram(TrainingParameters p, LayerData data, PointStep step) {
    this.p = p;
    this.data = data;
    this.step = step;
    routing = data.routing();
    parts = step.parts();
    format = new TrainingFormat(p);
    words = new HostWords(p);
    var instructions = new KernelMemory(p.vector());
    toBf16 = instructions.add(Kernels.toBf16());
    swiglu = instructions.add(Kernels.swiglu());
    swigluBackward = instructions.add(Kernels.swigluBackward());
    scale = instructions.add(Kernels.combine(1, p.packetWords()));
    combine = instructions.add(Kernels.combine(routing.topK(), p.packetWords()));
    for (int c = 0; c < p.chiplets(); c++) {
      memories.add(new PointMemory(p, data, step, c));
    }
    queues = new CommandQueues[p.chiplets()];
    packets = new int[p.chiplets()];
    copies = new int[p.chiplets()];
    for (int c = 0; c < p.chiplets(); c++) {
      queues[c] = new CommandQueues(p, words, c);
      words.kernels(c, instructions);
      fill(c);
    }
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

  List<Word> words() {
    return words.list();
  }

  PointMemory memory(int chiplet) {
    return memories.get(chiplet);
  }

  // --- memories ---

  private void fill(int c) {
    var m = memories.get(c);
    for (int t = 0; t < m.tokens; t++) {
      int token = m.firstToken + t;
      words.operands(c, m.x, t, data.x()[token]);
      words.operands(c, m.dy, t, data.dy()[token]);
      words.scalars(c, m.weight, t, data.weight()[token]);
    }
    var ones = new float[m.ones.words()];
    Arrays.fill(ones, 1);
    words.scalars(c, m.ones, 0, ones);
    m.arrivals.forEach(
        (_, region) -> {
          for (int t = 0; t < routing.tokens(); t++) {
            board(c, region.row(t), -1); // no flag yet
          }
        });
    for (var e : m.experts) {
      int[] tokens = routing.tokensOf(e.number);
      for (int i = 0; i < tokens.length; i++) {
        float weight = data.weight()[tokens[i]][rank(e.number, tokens[i])];
        words.scalars(c, e.weights, i, new float[] {weight});
      }
      for (int matrix = 0; matrix < e.weight.length; matrix++) {
        for (int i = 0; i < e.weight[matrix].rows(); i++) {
          words.operands(c, e.weight[matrix], i, data.experts()[e.number][matrix].weight()[i]);
        }
      }
    }
  }

  private void board(int c, long address, int counter) {
    words.add(c, Target.BOARD, format.slotOf(address), format.counts(counter));
  }

  private int rank(int expert, int token) {
    int rank = 0;
    while (routing.expert(token, rank) != expert) {
      rank++;
    }
    return rank;
  }

  private int chiplet(int expert) {
    return expert / memories.getFirst().experts.size();
  }

  // --- conditions ---

  private Wait wait(int c, Condition condition) {
    return switch (condition) {
      case Arrived(Traffic traffic, int count) -> new Wait(traffic.ordinal(), count);
      case Done(StepEngine engine, int number, int count) ->
          CommandQueues.after(p, target(engine), number, count);
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
    long there = there(came.traffic(), token, rank, c);
    if (board.isOrdered() || came.traffic() != Traffic.RETURN) {
      board(c, there, came.counter());
      return;
    }
    if (step.group() != 1) {
      throw new IllegalArgumentException("without order, tokens are added up one by one");
    }
    long first = there(came.traffic(), token, 0, c);
    words.add(c, Target.BOARD, format.slotOf(there), format.countsNext(came.counter(), first));
  }

  private static Target target(StepEngine engine) {
    return switch (engine) {
      case TILE -> Target.ARRAY;
      case VECTOR -> Target.VECTOR;
      case COPY -> Target.COPY;
      case SEND -> Target.SEND;
      case LOAD -> Target.LOAD;
      case STORE -> Target.STORE;
    };
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

  private Expert expert(int c, int part) {
    return memories.get(c).expert(parts.get(part).expert());
  }

  private Gemm gemm(int c, Work.Multiply w) {
    var e = expert(c, w.expert());
    var part = parts.get(w.expert());
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
    return new Gemm(
        w.product().ofWeights() ? Dataflow.OUTPUT_STATIONARY : Dataflow.WEIGHT_STATIONARY,
        w.m(),
        w.k(),
        w.n(),
        left.place(),
        false,
        top.place(),
        w.product().transposes(),
        from == null ? null : from.place(),
        to.place());
  }

  private void apply(int c, int engine, Work.Apply w, Wait first, Wait second) {
    var m = memories.get(c);
    var at = w.expert() == Work.NO_EXPERT ? atHome(m, w) : ofExpert(c, m, w);
    int kernel =
        switch (w.task()) {
          case ACTIVATE -> swiglu;
          case ACTIVATE_BACKWARD -> swigluBackward;
          case ROUND_OUTPUT, ROUND_GRADIENT -> toBf16;
          case SCALE_EXPERT -> scale;
          case OUTPUT, INPUT_GRADIENT -> combine;
          default -> throw unknown(w);
        };
    queues[c].vector(engine, kernel, w.rows(), w.words(), first, second, at.toArray(Region[]::new));
  }

  private static IllegalArgumentException unknown(Work.Apply w) {
    return new IllegalArgumentException("no schedule of a layer has a " + w.task());
  }

  private List<Region> ofExpert(int c, PointMemory m, Work.Apply w) {
    var e = expert(c, w.expert());
    var part = parts.get(w.expert());
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
    var part = parts.get(w.expert());
    var e = expert(c, w.expert());
    int[] tokens = routing.tokensOf(part.expert());
    var to = w.traffic() == Traffic.DISPATCH ? e.x : e.dOut;
    for (int i = 0; i < part.rows(); i++) {
      int row = part.first() + i;
      long from = memories.get(c).arrivals.get(w.traffic()).row(tokens[row]);
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
      long there = there(all.traffic(), all.token()[i], all.rank()[i], to.getFirst());
      long here = here(c, w, i);
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

  private long here(int c, Work.Send w, int i) {
    var m = memories.get(c);
    var all = w.packets();
    int token = all.token()[i];
    if (all.rank()[i] == Packets.NOTICE) {
      return m.notice.address();
    }
    if (w.expert() != Work.NO_EXPERT) {
      var e = expert(c, w.expert());
      var rows = all.traffic() == Traffic.COMBINE ? e.out : e.dx;
      return rows.row(Arrays.binarySearch(routing.tokensOf(e.number), token));
    }
    int own = token - m.firstToken;
    if (all.traffic() == Traffic.DISPATCH) {
      return m.x.row(own);
    }
    return m.dy.row(own);
  }

  /** Where a packet goes at its receiver. */
  private long there(Traffic traffic, int token, int rank, int receiver) {
    var m = memories.get(receiver);
    if (rank == Packets.NOTICE) {
      return m.notice.address();
    }
    return switch (traffic) {
      case COMBINE -> m.out.row((token - m.firstToken) * routing.topK() + rank);
      case RETURN -> m.dIn.row((token - m.firstToken) * routing.topK() + rank);
      case DISPATCH, GRADIENT -> {
        if (rank == Packets.ALL) {
          yield m.arrivals.get(traffic).row(token);
        }
        int expert = routing.expert(token, rank);
        var e = memories.get(chiplet(expert)).expert(expert);
        var rows = traffic == Traffic.DISPATCH ? e.x : e.dOut;
        yield rows.row(Arrays.binarySearch(routing.tokensOf(expert), token));
      }
    };
  }
}
