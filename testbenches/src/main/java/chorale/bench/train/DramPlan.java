package chorale.bench.train;

import chorale.chiplet.TrainingParameters;
import chorale.chiplet.TrainingParameters.Target;

/** Gives out the blocks of a group's memory, one behind the other. */
final class DramPlan {
  private final TrainingParameters p;
  private final int group;
  private long next;

  DramPlan(TrainingParameters p, int group) {
    this.p = p;
    this.group = group;
  }

  /** The next blocks, as many as a region of a chiplet fills. */
  Stored take(Region region) {
    int wordBytes = region.memory() == Target.SUMS ? 2 * p.wordBytes() : p.wordBytes();
    int rowBytes = region.words() * wordBytes;
    int blocks = Math.toIntExact(Math.ceilDiv((long) region.rows() * rowBytes, p.blockBytes()));
    var stored = new Stored(next, blocks, region.rows(), rowBytes);
    next += blocks;
    return stored;
  }

  /** Throws if the memory does not have what was given out. */
  void check() {
    if (next > p.blocks()) {
      throw new IllegalArgumentException(
          "group %d needs %d bytes of its memory, which has %d"
              .formatted(group, next * p.blockBytes(), p.blocks() * p.blockBytes()));
    }
  }
}
