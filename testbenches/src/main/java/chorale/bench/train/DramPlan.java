package chorale.bench.train;

import chorale.chiplet.TrainingParameters;
import chorale.chiplet.TrainingParameters.Target;

/** Gives out the blocks of a group's memory, one behind the other. */
final class DramPlan {
  private final TrainingParameters p;
  private long next;

  DramPlan(TrainingParameters p) {
    this.p = p;
  }

  /** The next blocks, as many as a region of a chiplet fills; throws if there are not so many. */
  Stored take(Region region) {
    int wordBytes = region.memory() == Target.SUMS ? 2 * p.wordBytes() : p.wordBytes();
    int rowBytes = region.words() * wordBytes;
    int blocks = Math.toIntExact(Math.ceilDiv((long) region.rows() * rowBytes, p.blockBytes()));
    var stored = new Stored(next, blocks, region.rows(), rowBytes);
    next += blocks;
    if (next > p.blocks()) {
      throw new IllegalArgumentException(
          "a group needs more than the %d blocks of %d bytes that its memory has"
              .formatted(p.blocks(), p.blockBytes()));
    }
    return stored;
  }
}
