package chorale.bench.train;

import chorale.bench.train.HostWords.Word;
import chorale.chiplet.TrainingParameters;
import chorale.workload.mozart.MozartSchedule;
import chorale.workload.mozart.MozartStep;
import chorale.workload.step.Machine;
import chorale.workload.step.Tensor;
import chorale.workload.train.LayerData;
import chorale.workload.train.LayerData.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A {@link MozartStep} in a package: where everything lies, what the host writes before, and the
 * commands as words.
 */
final class StreamedProgram {
  private final List<LayerData> data;
  private final MozartStep step;
  private final List<StreamedMemory> memories = new ArrayList<>();
  private final GroupPlan stored;
  private final HostWords words;

  /** The package as schedules see it. */
  static Machine machine(TrainingParameters p) {
    var stack = p.stack().orElseThrow();
    int homes = p.options().homes();
    return new Machine(p.groups(), stack.chiplets(), homes, p.lanes(), p.tiles(), p.packetWords());
  }

  /** The step of a layer by itself. */
  StreamedProgram(TrainingParameters p, LayerData data, MozartSchedule schedule) {
    this(p, List.of(data), new MozartStep(List.of(schedule), false), data.dy());
  }

  /**
   * A step.
   *
   * @param data by layer; tokens are those of the first one
   * @param last gradients of the last layer's outputs, or what these should be if the step finds
   *     out its own loss
   */
  StreamedProgram(TrainingParameters p, List<LayerData> data, MozartStep step, float[][] last) {
    this(p, data, List.of(), step, last);
  }

  /**
   * The same with attention before each layer's experts.
   *
   * @param weights by layer, the matrices of attention, the same at all homes
   */
  StreamedProgram(
      TrainingParameters p,
      List<LayerData> data,
      List<float[][][]> weights,
      MozartStep step,
      float[][] last) {
    var layer = step.layers().getFirst();
    if (p.options().multicast() != layer.multicasts() || p.options().adds() != layer.adds()) {
      throw new IllegalArgumentException(
          "a package and a schedule, one with switches that multiply or add packets, one without");
    }
    this.data = data;
    this.step = step;
    words = new HostWords(p);
    var first = data.getFirst();
    var instructions = new KernelMemory(p.vector());
    var kernels = ExpertKernels.into(instructions, layer.homeRows(), p.packetWords());
    var ofAttention =
        step.attention().map(_ -> AttentionKernels.into(instructions, p.lanes())).orElse(null);
    var constants = first.optimizer().constants(first.step());
    for (int c = 0; c < p.chiplets(); c++) {
      memories.add(new StreamedMemory(p, step, c, constants.length));
    }
    stored = new GroupPlan(p, step, memories);
    for (int c = 0; c < p.chiplets(); c++) {
      words.kernels(c, instructions);
      fillHome(c, last);
      fillAttention(c, weights);
      fillExperts(c, constants);
    }
    new StepWords(p, step, memories, stored, kernels, ofAttention, words).add(step.step());
  }

  /** All that the host writes before the run. */
  List<Word> words() {
    return words.list();
  }

  StreamedMemory memory(int chiplet) {
    return memories.get(chiplet);
  }

  /** Where something of an expert, by its number over all parts, is in the memory of its group. */
  Stored stored(Tensor tensor, int expert, int matrix) {
    return stored.of(tensor, expert, matrix);
  }

  /** The group of an expert. */
  int group(int expert) {
    int chiplet = step.ofExpert(expert).placement().chiplet(step.localExpert(expert));
    return step.machine().group(chiplet);
  }

  /** Writes weights and moments to the memories; gradients are 0 where no token makes any. */
  void fill(List<GroupDram> drams) {
    for (int l = 0; l < data.size(); l++) {
      var experts = data.get(l).experts();
      for (int e = 0; e < experts.length; e++) {
        int number = step.weights(l, e);
        for (int matrix = 0; matrix < experts[e].length; matrix++) {
          fill(drams.get(group(number)), number, matrix, experts[e][matrix]);
        }
      }
    }
  }

  private void fill(GroupDram dram, int expert, int matrix, Parameter parameter) {
    for (int i = 0; i < parameter.weight().length; i++) {
      dram.operands(stored(Tensor.WEIGHT, expert, matrix), i, parameter.weight()[i]);
      dram.sums(stored(Tensor.FIRST, expert, matrix), i, parameter.first()[i]);
      dram.sums(stored(Tensor.SECOND, expert, matrix), i, parameter.second()[i]);
    }
  }

  private void fillHome(int c, float[][] last) {
    var home = memories.get(c).home;
    if (home == null) {
      return;
    }
    var ones = new float[home.ones.words()];
    Arrays.fill(ones, 1);
    words.scalars(c, home.ones, 0, ones);
    for (int b = 0; b < home.batches.size(); b++) {
      var batch = home.batches.get(b);
      for (int t = 0; t < home.tokens; t++) {
        int token = b * step.tokens() + home.firstToken + t;
        words.operands(c, batch.states.getFirst(), t, data.getFirst().x()[token]);
        var to = step.ownLoss() ? batch.target : batch.gradients.getLast();
        words.operands(c, to, t, last[token]);
        for (int l = 0; l < batch.weights.size(); l++) {
          words.scalars(c, batch.weights.get(l), t, data.get(l).weight()[token]);
        }
      }
    }
  }

  private void fillAttention(int c, List<float[][][]> weights) {
    var home = memories.get(c).home;
    if (home == null || home.attention == null) {
      return;
    }
    var a = home.attention;
    words.scalars(c, a.scale, 0, new float[] {a.shape.scale()});
    for (int t = 0; a.mask != null && t < a.shape.tokens(); t++) {
      var row = new float[a.shape.tokens()];
      Arrays.fill(row, t + 1, row.length, Float.NEGATIVE_INFINITY);
      words.sums(c, a.mask, t, row);
    }
    for (int l = 0; l < a.weights.size(); l++) {
      for (int matrix = 0; matrix < a.weights.get(l).weight.length; matrix++) {
        for (int i = 0; i < weights.get(l)[matrix].length; i++) {
          words.operands(c, a.weights.get(l).weight[matrix], i, weights.get(l)[matrix][i]);
        }
      }
    }
  }

  private void fillExperts(int c, float[] constants) {
    var m = memories.get(c);
    if (m.one == null) {
      return;
    }
    words.scalars(c, m.one, 0, new float[] {1});
    words.scalars(c, m.optimizer, 0, constants);
    for (int p = 0; p < step.parts().size(); p++) {
      var part = step.parts().get(p);
      int first = step.microBatch(p) * step.tokens();
      for (int e : part.placement().experts(c)) {
        var expert = m.experts.get(step.expert(p, e));
        for (int i = 0; expert.weight != null && i < expert.tokens.length; i++) {
          int token = expert.tokens[i];
          var weights = data.get(step.layer(p)).weight()[first + token];
          float weight = weights[part.rank(token, e)];
          words.scalars(c, expert.weight, i, new float[] {weight});
        }
      }
    }
  }
}
