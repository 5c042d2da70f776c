package chorale.bench.train;

import chorale.chiplet.TrainingParameters;
import chorale.sim.ModelLibrary;
import chorale.workload.mozart.MozartStep;
import chorale.workload.num.Bf16;
import chorale.workload.step.Tensor;
import chorale.workload.train.Binary32;
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

  /** By layer, what the next step begins with. */
  private final List<LayerData> data = new ArrayList<>();

  /**
   * What steps have shown.
   *
   * @param losses of the package, before each step
   * @param numbers that were compared: outputs, gradients of tokens, weights and moments
   * @param mismatches of them
   */
  public record Result(List<Double> losses, long numbers, long mismatches) {
    /** Whether the loss of the last step is below that of the first. */
    public boolean falls() {
      return losses.getLast() < losses.getFirst();
    }
  }

  private long numbers;
  private long mismatches;

  LayersTraining(TrainingParameters p, ModelLibrary library, MozartStep step, long seed) {
    this.p = p;
    this.library = library;
    this.step = step;
    for (int l = 0; l < step.layers().size(); l++) {
      var layer = step.layers().get(l);
      data.add(ExpertStudy.data(p, layer.routing(), layer.inner(), seed + l).at(1));
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
    return new Result(losses, numbers, mismatches);
  }

  /** A step; returns the loss before it. The next one begins with what the package has made. */
  private double oneStep() {
    var sequential = sequential();
    var program = new StreamedProgram(p, data, step, target);
    try (var run = new TrainingRun(p, library)) {
      run.fill(program.words());
      program.fill(run.drams());
      run.run(MOST_CYCLES);
      double loss = 0;
      for (int c = 0; c < p.chiplets(); c++) {
        var home = program.memory(c).home;
        for (int t = 0; home != null && t < home.tokens; t++) {
          int token = home.firstToken + t;
          var y = run.row(c, home.y(), t);
          compare(y, sequential.getLast().y().get(token));
          compare(run.row(c, home.dx(), t), sequential.getFirst().dx().get(token));
          loss += loss(y, target[token]);
        }
      }
      for (int l = 0; l < data.size(); l++) {
        data.set(l, data.get(l).next(trained(l, program, run, sequential.get(l))));
      }
      return loss;
    }
  }

  /** The layer's experts as they are in the memories of their groups. */
  private Parameter[][] trained(
      int layer, StreamedProgram program, TrainingRun run, ExpertLayer<Float> is) {
    var experts = new Parameter[data.get(layer).experts().length][];
    for (int e = 0; e < experts.length; e++) {
      int number = step.expert(layer, e);
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

  /** The step of each layer in sequence: tokens forward through all, gradients backward. */
  private List<ExpertLayer<Float>> sequential() {
    int layers = data.size();
    var inputs = new float[layers + 1][][];
    inputs[0] = data.getFirst().x();
    for (int l = 0; l < layers; l++) {
      inputs[l + 1] = rows(layer(l, inputs[l], new float[target.length][target[0].length]).y());
    }
    var gradient = new float[target.length][target[0].length];
    for (int t = 0; t < target.length; t++) {
      for (int i = 0; i < target[t].length; i++) {
        gradient[t][i] = Bf16.round(inputs[layers][t][i] - target[t][i]);
      }
    }
    var done = new ArrayList<ExpertLayer<Float>>();
    for (int l = layers - 1; l >= 0; l--) {
      done.addFirst(layer(l, inputs[l], gradient));
      gradient = rows(done.getFirst().dx());
    }
    return done;
  }

  private ExpertLayer<Float> layer(int l, float[][] x, float[][] dy) {
    var between = data.get(l).between(x, dy);
    var homes = ExpertStudy.homeOrder(step.layers().get(l));
    return new ExpertLayer<>(between, new Binary32(), ExpertStudy.order(p), homes);
  }

  private static float[][] rows(List<List<Float>> numbers) {
    var rows = new float[numbers.size()][];
    for (int t = 0; t < rows.length; t++) {
      var row = numbers.get(t);
      rows[t] = new float[row.size()];
      for (int i = 0; i < rows[t].length; i++) {
        rows[t][i] = row.get(i);
      }
    }
    return rows;
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
    for (int i = 0; i < is.length; i++) {
      numbers++;
      boolean same = Float.floatToRawIntBits(is[i]) == Float.floatToRawIntBits(should.get(i));
      mismatches += same ? 0 : 1;
    }
  }
}
