package chorale.bench.train;

import chorale.chiplet.TrainingParameters;
import chorale.chiplet.TrainingParameters.Target;
import chorale.workload.mozart.MozartSchedule;
import chorale.workload.mozart.MozartStep;
import chorale.workload.step.Tensor;
import chorale.workload.step.Traffic;
import chorale.workload.vector.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where everything lies in the two memories of a chiplet whose experts are in the memory of its
 * group; what is too much is refused. As many experts have a place here at a time as the schedule
 * says, a slot each, and the optimizer as many buffers of a matrix.
 */
final class StreamedMemory {
  /** Tokens whose home this is. */
  static final class Home {
    /** Those of each micro-batch. */
    final int tokens;

    /** The first of them in each. */
    final int firstToken;

    final List<Batch> batches = new ArrayList<>();

    /** Where notices come. */
    final Region notice;

    final Region ones;

    /** Null if there is none. */
    final HomeAttention attention;

    private Home(MemoryPlan plan, MozartStep step, int chiplet) {
      var s = step.parts().getFirst();
      tokens = s.homeTokens();
      firstToken = s.firstToken(chiplet);
      int h = s.machine().words(s.hidden());
      for (int b = 0; b < step.microBatches(); b++) {
        batches.add(new Batch(plan, step, tokens));
      }
      notice = plan.take(Target.SCRATCH, 1, h);
      ones = plan.take(Target.SUMS, 1, s.homeRows());
      attention = step.attention().map(a -> new HomeAttention(plan, step, a)).orElse(null);
    }
  }

  /** The home's tokens of a micro-batch. */
  static final class Batch {
    /** The tokens before each layer, and behind the last one. */
    final List<Region> states = new ArrayList<>();

    /** Their gradients. */
    final List<Region> gradients = new ArrayList<>();

    /**
     * By layer, what goes to its experts: the tokens before it, or what attention makes of them.
     */
    final List<Region> attended = new ArrayList<>();

    /** The gradients of that of a layer, one after the other; null without attention. */
    final Region dAttended;

    /** What the last layer's outputs should be, if the step finds out its own loss; else null. */
    final Region target;

    /**
     * By rank: outputs of experts, gradients for them if each gets its own, and from them; one of
     * all if switches add.
     */
    final List<Region> out = new ArrayList<>();

    final List<Region> dOut = new ArrayList<>();
    final List<Region> dIn = new ArrayList<>();

    /**
     * By layer and token, a word for each rank with its weight in all lanes; none if switches add.
     */
    final List<Region> weights = new ArrayList<>();

    private Batch(MemoryPlan plan, MozartStep step, int tokens) {
      var s = step.parts().getFirst();
      int rows = s.homeRows();
      int h = s.machine().words(s.hidden());
      for (int l = 0; l <= step.layers().size(); l++) {
        states.add(plan.take(Target.SCRATCH, tokens, h));
        gradients.add(plan.take(Target.SCRATCH, tokens, h));
      }
      boolean attends = step.attention().isPresent();
      for (int l = 0; l < step.layers().size(); l++) {
        attended.add(attends ? plan.take(Target.SCRATCH, tokens, h) : states.get(l));
      }
      dAttended = attends ? plan.take(Target.SCRATCH, tokens, h) : null;
      target = step.ownLoss() ? plan.take(Target.SCRATCH, tokens, h) : null;
      int each = Kernels.rowsOfStream(rows);
      for (int j = 0; j < rows; j += each) {
        int ranks = Math.min(each, rows - j);
        out.addAll(plan.takeRanks(tokens, ranks, h));
        dIn.addAll(plan.takeRanks(tokens, ranks, h));
        if (!s.deduplicates()) {
          dOut.addAll(plan.takeRanks(tokens, ranks, h));
        }
      }
      for (int l = 0; l < step.layers().size() && !s.adds(); l++) {
        weights.add(plan.take(Target.SUMS, tokens, rows));
      }
    }

    /** The last layer's outputs. */
    Region y() {
      return states.getLast();
    }

    /** The gradients of the first layer's tokens. */
    Region dx() {
      return gradients.getFirst();
    }
  }

  /** What an expert has of a part as long as the step lasts: a row for each of its tokens. */
  static final class Expert {
    /** Those of its part. */
    final int[] tokens;

    final Region x;
    final Region dOut;
    final Region out;
    final Region dx;

    /** The weight of each token in a word, if gradients come unscaled; else null. */
    final Region weight;

    private Expert(MemoryPlan plan, MozartSchedule s, int number) {
      tokens = s.routing().tokensOf(number);
      int h = s.machine().words(s.hidden());
      x = plan.take(Target.SCRATCH, tokens.length, h);
      dOut = plan.take(Target.SCRATCH, tokens.length, h);
      out = plan.take(Target.SCRATCH, tokens.length, h);
      dx = plan.take(Target.SCRATCH, tokens.length, h);
      weight = s.deduplicates() ? plan.take(Target.SUMS, tokens.length, 1) : null;
    }
  }

  /** What the experts that are worked on share, one after the other. */
  static final class Slot {
    /** By micro-batch. */
    final Rows[] rows;

    final Region[] weight = new Region[3];
    final Region[] gradient = new Region[3];

    private Slot(MemoryPlan plan, MozartSchedule s, int[] tokens) {
      rows = new Rows[tokens.length];
      Arrays.setAll(rows, b -> new Rows(plan, s, tokens[b]));
      int h = s.machine().words(s.hidden());
      int i = s.machine().words(s.inner());
      for (int matrix = 0; matrix < weight.length; matrix++) {
        int height = matrix == weight.length - 1 ? s.inner() : s.hidden();
        int words = matrix == weight.length - 1 ? h : i;
        weight[matrix] = plan.take(Target.SCRATCH, height, words);
        gradient[matrix] = plan.take(Target.SUMS, height, words);
      }
    }

    /** What is loaded there or stored from there, of an expert with so many tokens. */
    Region of(Tensor tensor, int matrix, int microBatch, int tokens) {
      var r = rows[microBatch];
      return switch (tensor) {
        case WEIGHT -> weight[matrix];
        case GRADIENT -> gradient[matrix];
        case GATE_SUM -> r.gateSum.rows(0, tokens);
        case UP_SUM -> r.upSum.rows(0, tokens);
        case HIDDEN -> r.hidden.rows(0, tokens);
        case FIRST, SECOND, INPUT, SHARED, SAVED ->
            throw new IllegalArgumentException("a slot has no " + tensor);
      };
    }
  }

  /** A row for each token of a micro-batch, of the expert that is worked on. */
  static final class Rows {
    final Region hidden;
    final Region dGate;
    final Region dUp;
    final Region gateSum;
    final Region upSum;
    final Region outSum;
    final Region dHidden;
    final Region dxSum;

    private Rows(MemoryPlan plan, MozartSchedule s, int tokens) {
      int h = s.machine().words(s.hidden());
      int i = s.machine().words(s.inner());
      hidden = plan.take(Target.SCRATCH, tokens, i);
      dGate = plan.take(Target.SCRATCH, tokens, i);
      dUp = plan.take(Target.SCRATCH, tokens, i);
      gateSum = plan.take(Target.SUMS, tokens, i);
      upSum = plan.take(Target.SUMS, tokens, i);
      outSum = plan.take(Target.SUMS, tokens, h);
      dHidden = plan.take(Target.SUMS, tokens, i);
      dxSum = plan.take(Target.SUMS, tokens, h);
    }
  }

  /** Where a matrix is updated: its weights, gradient and moments. */
  static final class Buffer {
    private final Map<Tensor, Region> regions = new HashMap<>();

    /** All three matrices of an expert are equally large. */
    private Buffer(MemoryPlan plan, MozartSchedule s) {
      for (var t : List.of(Tensor.WEIGHT, Tensor.GRADIENT, Tensor.FIRST, Tensor.SECOND)) {
        var memory = t.sums() ? Target.SUMS : Target.SCRATCH;
        regions.put(t, plan.take(memory, s.inner(), s.machine().words(s.hidden())));
      }
    }

    Region of(Tensor tensor) {
      return regions.get(tensor);
    }
  }

  /** Null if this chiplet is no home. */
  final Home home;

  /** By micro-batch: of tokens with an expert here, rows that came once for all of these. */
  final Map<Traffic, Region[]> arrivals = new HashMap<>();

  /** By number over all parts. */
  final Map<Integer, Expert> experts = new HashMap<>();

  final Slot[] slots;
  final Buffer[] buffers;
  final Region one;
  final Region optimizer;

  StreamedMemory(TrainingParameters p, MozartStep step, int chiplet, int optimizerWords) {
    var plan = new MemoryPlan(p, chiplet);
    var machine = step.machine();
    var any = step.layers().getFirst();
    // Rows of a packet first, so that each begins a slot.
    home = any.isHome(chiplet) ? new Home(plan, step, chiplet) : null;
    if (!machine.hasExperts(chiplet)) {
      one = null;
      optimizer = null;
      slots = new Slot[0];
      buffers = new Buffer[0];
      plan.check();
      return;
    }
    int batches = step.microBatches();
    if (any.deduplicates()) {
      var most = new int[batches];
      for (int i = 0; i < step.parts().size(); i++) {
        int b = step.microBatch(i);
        most[b] = Math.max(most[b], step.parts().get(i).arrivalRows(chiplet));
      }
      for (var t : List.of(Traffic.DISPATCH, Traffic.GRADIENT)) {
        var rows = new Region[batches];
        int words = machine.words(any.hidden());
        Arrays.setAll(rows, b -> plan.take(Target.SCRATCH, most[b], words));
        arrivals.put(t, rows);
      }
    }
    one = plan.take(Target.SUMS, 1, 1);
    optimizer = plan.take(Target.SUMS, 1, optimizerWords);
    var tokens = new int[batches];
    for (int i = 0; i < step.parts().size(); i++) {
      var part = step.parts().get(i);
      int b = step.microBatch(i);
      for (int e : part.placement().experts(chiplet)) {
        experts.put(step.expert(i, e), new Expert(plan, part, e));
        tokens[b] = Math.max(tokens[b], part.routing().load(e));
      }
    }
    slots = new Slot[step.layers().stream().mapToInt(l -> l.slots(chiplet)).max().orElseThrow()];
    Arrays.setAll(slots, _ -> new Slot(plan, any, tokens));
    buffers = new Buffer[any.buffers()];
    Arrays.setAll(buffers, _ -> new Buffer(plan, any));
    plan.check();
  }
}
