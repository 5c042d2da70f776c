package chorale.bench.train;

import chorale.bench.train.HostWords.Word;
import chorale.chiplet.TrainingParameters;
import chorale.workload.train.AttentionData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Attention, forward and backward, as commands: each chiplet has a sequence and weights. */
final class AttentionProgram {
  private final TrainingParameters p;
  private final HostWords words;
  private final List<AttentionMemory> memories = new ArrayList<>();

  /**
   * The commands.
   *
   * @param sequences by chiplet; sizes may differ
   */
  AttentionProgram(TrainingParameters p, List<AttentionData> sequences) {
    this.p = p;
    if (sequences.size() != p.chiplets()) {
      throw new IllegalArgumentException(
          "%d sequences for %d chiplets: one for each".formatted(sequences.size(), p.chiplets()));
    }
    words = new HostWords(p);
    var instructions = new KernelMemory(p.vector());
    var kernels = AttentionKernels.into(instructions, p.lanes());
    for (int c = 0; c < sequences.size(); c++) {
      var data = sequences.get(c);
      check(data);
      var memory = new AttentionMemory(p, data, c);
      memories.add(memory);
      words.kernels(c, instructions);
      fill(c, data, memory);
      var queues = new CommandQueues(p, words, c);
      new AttentionCommands(p.lanes(), data, memory, kernels, queues).add();
      queues.end();
    }
  }

  /** All that the host writes before the run. */
  List<Word> words() {
    return words.list();
  }

  AttentionMemory memory(int chiplet) {
    return memories.get(chiplet);
  }

  private void check(AttentionData data) {
    for (int size : new int[] {data.tokens(), data.hidden(), data.headSize()}) {
      if (size % p.lanes() != 0) {
        throw new IllegalArgumentException(
            "%d tokens, hidden size %d and heads of %d numbers in words of %d lanes: multiples of the lanes"
                .formatted(data.tokens(), data.hidden(), data.headSize(), p.lanes()));
      }
    }
  }

  private void fill(int c, AttentionData data, AttentionMemory m) {
    matrix(c, m.x, data.x());
    matrix(c, m.dy, data.dy());
    for (int i = 0; i < m.weight.length; i++) {
      matrix(c, m.weight[i], data.weight()[i]);
    }
    words.scalars(c, m.scale, 0, new float[] {data.scale()});
    if (m.mask != null) {
      for (int t = 0; t < data.tokens(); t++) {
        var row = new float[data.tokens()];
        Arrays.fill(row, data.seen(t), row.length, Float.NEGATIVE_INFINITY);
        words.sums(c, m.mask, t, row);
      }
    }
  }

  private void matrix(int c, Region region, float[][] rows) {
    for (int i = 0; i < rows.length; i++) {
      words.operands(c, region, i, rows[i]);
    }
  }
}
