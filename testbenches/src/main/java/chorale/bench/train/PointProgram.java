package chorale.bench.train;

import chorale.bench.train.HostWords.Word;
import chorale.bench.train.PointWords.PointKernels;
import chorale.chiplet.TrainingFormat;
import chorale.chiplet.TrainingParameters;
import chorale.chiplet.TrainingParameters.Target;
import chorale.workload.Routing;
import chorale.workload.train.LayerData;
import chorale.workload.uniep.PointStep;
import java.util.Arrays;
import java.util.List;

/** A {@link PointStep} in a package: what the host writes before the run. */
final class PointProgram {
  private final TrainingFormat format;
  private final LayerData data;
  private final Routing routing;
  private final HostWords words;
  private final PointRows rows;

  PointProgram(TrainingParameters p, LayerData data, PointStep step) {
    this.data = data;
    routing = data.routing();
    format = new TrainingFormat(p);
    words = new HostWords(p);
    var instructions = new KernelMemory(p.vector());
    var kernels = PointKernels.into(instructions, routing.topK(), p.packetWords());
    rows = new PointRows(p, data, step);
    for (int c = 0; c < p.chiplets(); c++) {
      words.kernels(c, instructions);
      fill(c);
    }
    new PointWords(p, step, rows, kernels, words).add();
  }

  /** All that the host writes before the run. */
  List<Word> words() {
    return words.list();
  }

  PointMemory memory(int chiplet) {
    return rows.memory(chiplet);
  }

  private void fill(int c) {
    var m = rows.memory(c);
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
            words.add(
                c, Target.BOARD, format.slotOf(region.row(t)), format.counts(-1)); // no flag yet
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

  private int rank(int expert, int token) {
    int rank = 0;
    while (routing.expert(token, rank) != expert) {
      rank++;
    }
    return rank;
  }
}
