package chorale.bench.train;

import chorale.bench.train.HostWords.Word;
import chorale.chiplet.TrainingParameters;
import chorale.workload.mozart.MozartSchedule;
import chorale.workload.step.Machine;
import chorale.workload.step.Step;
import chorale.workload.step.Tensor;
import chorale.workload.train.LayerData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A step of a {@link MozartSchedule} in a package: where everything lies, what the host writes
 * before, and the commands as words.
 */
final class StreamedProgram {
  private final LayerData data;
  private final MozartSchedule schedule;
  private final List<StreamedMemory> memories = new ArrayList<>();
  private final GroupPlan stored;
  private final HostWords words;

  /** The package as schedules see it. */
  static Machine machine(TrainingParameters p) {
    var stack = p.stack().orElseThrow();
    int homes = p.options().homes();
    return new Machine(p.groups(), stack.chiplets(), homes, p.lanes(), p.tiles(), p.packetWords());
  }

  StreamedProgram(TrainingParameters p, LayerData data, MozartSchedule schedule, Step step) {
    this.data = data;
    this.schedule = schedule;
    words = new HostWords(p);
    var instructions = new KernelMemory(p.vector());
    var kernels = ExpertKernels.into(instructions, schedule.routing().topK());
    var constants = data.optimizer().constants(data.step());
    for (int c = 0; c < p.chiplets(); c++) {
      memories.add(new StreamedMemory(p, schedule, c, constants.length));
    }
    stored = new GroupPlan(p, schedule, memories);
    for (int c = 0; c < p.chiplets(); c++) {
      words.kernels(c, instructions);
      fill(c, constants);
    }
    new StepWords(p, schedule, memories, stored, kernels, words).add(step);
  }

  /** All that the host writes before the run. */
  List<Word> words() {
    return words.list();
  }

  StreamedMemory memory(int chiplet) {
    return memories.get(chiplet);
  }

  /** Where something of an expert is in the memory of its group. */
  Stored stored(Tensor tensor, int expert, int matrix) {
    return stored.of(tensor, expert, matrix);
  }

  /** The group of an expert. */
  int group(int expert) {
    return schedule.machine().group(schedule.placement().chiplet(expert));
  }

  /** Writes weights and moments to the memories; gradients are 0 where no token makes any. */
  void fill(List<GroupDram> drams) {
    for (int e = 0; e < data.experts().length; e++) {
      var dram = drams.get(group(e));
      for (int matrix = 0; matrix < data.experts()[e].length; matrix++) {
        var parameter = data.experts()[e][matrix];
        for (int i = 0; i < parameter.weight().length; i++) {
          dram.operands(stored(Tensor.WEIGHT, e, matrix), i, parameter.weight()[i]);
          dram.sums(stored(Tensor.FIRST, e, matrix), i, parameter.first()[i]);
          dram.sums(stored(Tensor.SECOND, e, matrix), i, parameter.second()[i]);
        }
      }
    }
  }

  private void fill(int c, float[] constants) {
    var m = memories.get(c);
    if (m.home != null) {
      for (int t = 0; t < m.home.tokens; t++) {
        int token = m.home.firstToken + t;
        words.operands(c, m.home.x, t, data.x()[token]);
        words.operands(c, m.home.dy, t, data.dy()[token]);
        words.scalars(c, m.home.weight, t, data.weight()[token]);
      }
      var ones = new float[m.home.ones.words()];
      Arrays.fill(ones, 1);
      words.scalars(c, m.home.ones, 0, ones);
    }
    if (m.one != null) {
      words.scalars(c, m.one, 0, new float[] {1});
      words.scalars(c, m.optimizer, 0, constants);
    }
    for (int e : schedule.machine().hasExperts(c) ? schedule.placement().experts(c) : new int[0]) {
      var expert = m.experts.get(e);
      for (int i = 0; expert.weight != null && i < expert.tokens.length; i++) {
        int token = expert.tokens[i];
        float weight = data.weight()[token][schedule.rank(token, e)];
        words.scalars(c, expert.weight, i, new float[] {weight});
      }
    }
  }
}
