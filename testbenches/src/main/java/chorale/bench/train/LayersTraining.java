package chorale.bench.train;

import chorale.chiplet.TrainingParameters;
import chorale.sim.ModelLibrary;
import chorale.workload.mozart.MozartStep;
import chorale.workload.mozart.SequenceAttention;
import chorale.workload.num.Bf16;
import chorale.workload.step.Tensor;
import chorale.workload.train.AttentionData;
import chorale.workload.train.ExpertLayer;
import chorale.workload.train.LayerData;
import chorale.workload.train.LayerData.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Trains layers of experts for several steps, with values, and sequentially in Java beside it. The
 * loss is half the squared distance of the last layer's outputs from targets, which are random; the
 * tokens of all steps are the same.
 */
public final class LayersTraining {
  private static final long MOST_CYCLES = 20_000_000;

  private final TrainingParameters p;
  private final ModelLibrary library;
  private final MozartStep step;
  private final float[][] target;

  /** By layer, the matrices of attention, if there is some. */
  private final List<float[][][]> weights = new ArrayList<>();

  /** By layer, what the next step begins with. */
  private final List<LayerData> data = new ArrayList<>();

  /**
   * What steps have shown.
   *
   * @param losses of the package, before each step
   * @param numbers that were compared: outputs, gradients of tokens, weights and moments; with
   *     attention the gradients of its matrices
   * @param mismatches of them
   * @param cycles of each step
   */
  public record Result(List<Double> losses, long numbers, long mismatches, List<Long> cycles) {
    /** Copies the lists. */
    public Result {
      losses = List.copyOf(losses);
      cycles = List.copyOf(cycles);
    }

    /** Whether the loss of the last step is below that of the first. */
    public boolean falls() {
      return losses.getLast() < losses.getFirst();
    }
  }

  private long numbers;
  private long mismatches;
  private final List<Long> cycles = new ArrayList<>();

  LayersTraining(TrainingParameters p, ModelLibrary library, MozartStep step, long seed) {
    this.p = p;
    this.library = library;
    this.step = step;
    for (int l = 0; l < step.layers().size(); l++) {
      var layer = step.layers().get(l);
      data.add(ExpertStudy.data(p, layer.routing(), layer.inner(), seed + l).at(1));
      long own = seed + l;
      step.attention().ifPresent(a -> weights.add(weights(a, layer.hidden(), own)));
    }
    var random = new Random(seed);
    target = new float[step.layers().getFirst().routing().tokens()][p.packetWords() * p.lanes()];
    for (float[] row : target) {
      for (int i = 0; i < row.length; i++) {
        row[i] = Bf16.round((float) random.nextGaussian());
      }
    }
  }

  /** Trains so many steps. */
  Result train(int steps) {
    var losses = new ArrayList<Double>();
    for (int i = 0; i < steps; i++) {
      losses.add(oneStep());
    }
    return new Result(losses, numbers, mismatches, cycles);
  }

  /** A step; returns the loss before it. The next one begins with what the package has made. */
  private double oneStep() {
    var sequential = new SequentialLayers(p, step, data, weights, target);
    var program = new StreamedProgram(p, data, weights, step, target);
    try (var run = new TrainingRun(p, library)) {
      run.fill(program.words());
      program.fill(run.drams());
      cycles.add(run.run(MOST_CYCLES));
      double loss = 0;
      for (int c = 0; c < p.chiplets(); c++) {
        var home = program.memory(c).home;
        if (home != null && home.attention != null) {
          compareAttention(run, c, home.attention, sequential);
        }
        for (int b = 0; home != null && b < step.microBatches(); b++) {
          for (int t = 0; t < home.tokens; t++) {
            int token = b * step.tokens() + home.firstToken + t;
            var y = run.row(c, home.batches.get(b).y(), t);
            compare(y, sequential.y[token]);
            var dx = run.row(c, home.batches.get(b).dx(), t);
            compare(dx, sequential.dx[token]);
            loss += loss(y, target[token]);
          }
        }
      }
      for (int l = 0; l < data.size(); l++) {
        data.set(l, data.get(l).next(trained(l, program, run, sequential.experts.get(l))));
      }
      return loss;
    }
  }

  /** The layer's experts as they are in the memories of their groups. */
  private Parameter[][] trained(
      int layer, StreamedProgram program, TrainingRun run, ExpertLayer<Float> is) {
    var experts = new Parameter[data.get(layer).experts().length][];
    for (int e = 0; e < experts.length; e++) {
      int number = step.weights(layer, e);
      var dram = run.drams().get(program.group(number));
      experts[e] = new Parameter[data.get(layer).experts()[e].length];
      for (int matrix = 0; matrix < experts[e].length; matrix++) {
        var should = is.matrix(e, matrix);
        int rows = should.weight().size();
        var made = new Parameter(new float[rows][], new float[rows][], new float[rows][]);
        for (int i = 0; i < rows; i++) {
          made.weight()[i] = dram.operands(program.stored(Tensor.WEIGHT, number, matrix), i);
          made.first()[i] = dram.sums(program.stored(Tensor.FIRST, number, matrix), i);
          made.second()[i] = dram.sums(program.stored(Tensor.SECOND, number, matrix), i);
          compare(made.weight()[i], should.weight().get(i));
          compare(made.first()[i], should.first().get(i));
          compare(made.second()[i], should.second().get(i));
        }
        experts[e][matrix] = made;
      }
    }
    return experts;
  }

  /** Random matrices of attention. */
  static float[][][] weights(SequenceAttention a, int hidden, long seed) {
    return AttentionData.random(
            a.tokens(), hidden, a.heads(), a.kvHeads(), a.headSize(), a.causal(), seed)
        .weight();
  }

  /** Gradients of a home's matrices. */
  private void compareAttention(
      TrainingRun run, int c, HomeAttention is, SequentialLayers sequential) {
    for (int l = 0; l < data.size(); l++) {
      var should = sequential.attention.get(l).get(c - step.machine().home(0));
      for (int matrix = 0; matrix < should.size(); matrix++) {
        var gradient = is.weights.get(l).gradient[matrix];
        for (int i = 0; i < gradient.rows(); i++) {
          compare(run.row(c, gradient, i), should.get(matrix).get(i));
        }
      }
    }
  }

  private static double loss(float[] y, float[] target) {
    double loss = 0;
    for (int i = 0; i < y.length; i++) {
      double off = (double) y[i] - target[i];
      loss += off * off / 2;
    }
    return loss;
  }

  private void compare(float[] is, List<Float> should) {
    compare(is, SequentialLayers.rows(List.of(should))[0]);
  }

  private void compare(float[] is, float[] should) {
    for (int i = 0; i < is.length; i++) {
      numbers++;
      boolean same = Float.floatToRawIntBits(is[i]) == Float.floatToRawIntBits(should[i]);
      mismatches += same ? 0 : 1;
    }
  }
}
