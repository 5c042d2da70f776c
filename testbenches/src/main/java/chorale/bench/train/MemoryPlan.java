package chorale.bench.train;

import chorale.chiplet.TrainingParameters;
import chorale.chiplet.TrainingParameters.Target;

/**
 * Gives out the words of the two memories of a chiplet, one behind the other, also those that it
 * does not have; {@link #check} says so when all is given out.
 */
final class MemoryPlan {
  private final TrainingParameters p;
  private final int chiplet;
  private long scratchEnd;
  private long sumEnd;

  MemoryPlan(TrainingParameters p, int chiplet) {
    this.p = p;
    this.chiplet = chiplet;
  }

  /** The next {@code rows} rows. */
  Region take(Target memory, int rows, int words) {
    boolean scratch = memory == Target.SCRATCH;
    // A slot begins at a multiple of a packet's words, a block of sums of half as many.
    long slot = scratch ? p.packetWords() : p.stack().isPresent() ? p.packetWords() / 2 : 1;
    long at = Math.ceilDiv(scratch ? scratchEnd : sumEnd, slot) * slot;
    var region = new Region(memory, at, rows, words);
    if (scratch) {
      scratchEnd = region.end();
    } else {
      sumEnd = region.end();
    }
    return region;
  }

  /** Throws if the chiplet does not have what was given out. */
  void check() {
    check("operands", scratchEnd, p.wordBytes());
    check("sums", sumEnd, 2 * p.wordBytes());
  }

  private void check(String memory, long end, int wordBytes) {
    if (end > p.words()) {
      throw new IllegalArgumentException(
          "chiplet %d needs %d bytes of %s, its memory has %d"
              .formatted(chiplet, end * wordBytes, memory, (long) p.words() * wordBytes));
    }
  }
}
