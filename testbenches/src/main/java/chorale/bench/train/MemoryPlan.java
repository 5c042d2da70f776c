package chorale.bench.train;

import chorale.chiplet.TrainingParameters;
import chorale.chiplet.TrainingParameters.Target;

/** Gives out the words of the two memories of a chiplet, one behind the other. */
final class MemoryPlan {
  private final TrainingParameters p;
  private final int chiplet;
  private long scratchEnd;
  private long sumEnd;

  MemoryPlan(TrainingParameters p, int chiplet) {
    this.p = p;
    this.chiplet = chiplet;
  }

  /** The next {@code rows} rows; throws if there are not so many. */
  Region take(Target memory, int rows, int words) {
    boolean scratch = memory == Target.SCRATCH;
    // A slot begins at a multiple of a packet's words, a block of sums of half as many.
    long slot = scratch ? p.packetWords() : p.stack().isPresent() ? p.packetWords() / 2 : 1;
    long at = Math.ceilDiv(scratch ? scratchEnd : sumEnd, slot) * slot;
    var region = new Region(memory, at, rows, words);
    if (region.end() > p.words()) {
      throw new IllegalArgumentException(
          "chiplet %d needs more than the %d words that its memory of %s has"
              .formatted(chiplet, p.words(), scratch ? "operands" : "sums"));
    }
    if (scratch) {
      scratchEnd = region.end();
    } else {
      sumEnd = region.end();
    }
    return region;
  }
}
