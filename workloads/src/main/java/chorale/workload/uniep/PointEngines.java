package chorale.workload.uniep;

import static chorale.workload.step.StepEngine.COPY;
import static chorale.workload.step.StepEngine.SEND;
import static chorale.workload.step.StepEngine.TILE;
import static chorale.workload.step.StepEngine.VECTOR;

import chorale.workload.step.ChipletQueues;
import chorale.workload.step.Condition;
import chorale.workload.step.Packets;
import chorale.workload.step.Product;
import chorale.workload.step.StepCommand;
import chorale.workload.step.Traffic;
import chorale.workload.step.VectorTask;
import chorale.workload.step.Work;
import java.util.ArrayList;
import java.util.List;

/**
 * The engines of a chiplet in a {@link PointStep}, with the commands that they have so far. What
 * vector engines do goes to the one with least to do.
 */
final class PointEngines {
  private final PointStep step;
  private final int chiplet;
  private final ChipletQueues queues;
  private final EngineLoads vectors;
  private final int hiddenWords;
  private final int innerWords;
  private int counters;

  PointEngines(PointStep step, int chiplet, ChipletQueues queues) {
    this.step = step;
    this.chiplet = chiplet;
    this.queues = queues;
    vectors = new EngineLoads(step.point().lanes().reduction());
    hiddenWords = step.machine().packetWords();
    innerWords = step.machine().words(step.inner());
  }

  /** Words of a token's state, of which every packet is one. */
  int hiddenWords() {
    return hiddenWords;
  }

  int innerWords() {
    return innerWords;
  }

  /** No load yet for each tile. */
  EngineLoads tiles() {
    return new EngineLoads(step.machine().tiles());
  }

  /** A counter of the chiplet's board that nothing else uses. */
  int counter() {
    return counters++;
  }

  // --- tiles ---

  /** A product of a part. */
  Condition multiply(Part p, int tile, Product product, Condition... conditions) {
    return multiply(
        tile, product.of(p.number(), 0, p.rows(), step.hidden(), step.inner()), conditions);
  }

  Condition multiply(int tile, Work.Multiply work, Condition... conditions) {
    return queues.add(TILE, tile, work, conditions);
  }

  // --- vector engines ---

  /**
   * A part that is activated.
   *
   * @param done by half of its words, that it is; what waits for the part waits for both
   */
  record Activated(Part part, Condition[] done) {}

  /** Activates half of a part's words on each of two engines, or all on one. */
  Activated activate(VectorTask task, Part p, int[] engines, Condition product) {
    int halves = Math.min(engines.length, innerWords);
    var done = new Condition[halves];
    for (int half = 0; half < halves; half++) {
      int word = half * innerWords / halves;
      int words = (half + 1) * innerWords / halves - word;
      vectors.add(engines[half], weight(task, p.rows(), words));
      var work = new Work.Apply(task, p.number(), word, 0, p.rows(), words);
      done[half] = queues.add(VECTOR, engines[half], work, product);
    }
    return new Activated(p, done);
  }

  /** The two vector engines with least to do so far, or the only one. */
  int[] twoVectors() {
    return vectors.two();
  }

  /** Whole rows of a part. */
  Condition vector(VectorTask task, Part p, Condition... conditions) {
    return vector(new Work.Apply(task, p.number(), 0, 0, p.rows(), hiddenWords), conditions);
  }

  Condition vector(Work.Apply work, Condition... conditions) {
    int engine = vectors.toLeast(weight(work.task(), work.rows(), work.words()));
    return queues.add(VECTOR, engine, work, conditions);
  }

  private int weight(VectorTask task, int rows, int words) {
    int blocks = Math.ceilDiv(rows, PointStep.GROUP) * words;
    int lanes = step.machine().lanes();
    return task.kernel(step.routing().topK(), words, lanes).looped() * blocks;
  }

  /** That each vector engine has done all that it has so far. */
  List<Condition> lastOfVectors() {
    var all = new ArrayList<Condition>();
    for (int v = 0; v < vectors.engines(); v++) {
      var last = queues.last(VECTOR, v);
      if (last != null) {
        all.add(last);
      }
    }
    return all;
  }

  // --- copies and packets ---

  Condition copy(Work.Copy work, Condition condition) {
    return queues.add(COPY, work, condition);
  }

  /** Sends packets; what a command cannot wait for, a notice to itself does before. */
  void send(Packets packets, int part, List<? extends Condition> conditions) {
    int at = 0;
    while (conditions.size() - at > StepCommand.CONDITIONS) {
      var to = new long[] {1L << chiplet};
      var notice = new Packets(Traffic.RETURN, new int[1], new int[] {Packets.NOTICE}, to);
      var now = conditions.subList(at, at + StepCommand.CONDITIONS).toArray(Condition[]::new);
      queues.add(SEND, new Work.Send(notice, Work.NO_EXPERT, 1), now);
      at += StepCommand.CONDITIONS;
    }
    var rest = conditions.subList(at, conditions.size()).toArray(Condition[]::new);
    queues.add(SEND, new Work.Send(packets, part, hiddenWords), rest);
  }
}
