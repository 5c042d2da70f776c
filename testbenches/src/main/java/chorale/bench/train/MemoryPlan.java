package chorale.bench.train;

import chorale.chiplet.TrainingParameters;
import chorale.chiplet.TrainingParameters.Target;
import chorale.workload.vector.Kernels;
import java.util.ArrayList;
import java.util.List;

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
    boolean sumsTravel = p.stack().isPresent() || p.options().ports() > 0;
    long slot = scratch ? p.packetWords() : sumsTravel ? p.packetWords() / 2 : 1;
    long at = Math.ceilDiv(scratch ? scratchEnd : sumEnd, slot) * slot;
    var region = new Region(memory, at, rows, words);
    if (scratch) {
      scratchEnd = region.end();
    } else {
      sumEnd = region.end();
    }
    return region;
  }

  /**
   * The next rows of tokens, {@code ranks} of each behind each other; a region for each rank, whose
   * rows are as far from each other as those of all.
   */
  List<Region> takeRanks(int tokens, int ranks, int words) {
    var all = take(Target.SCRATCH, tokens, ranks * words);
    var regions = new ArrayList<Region>();
    for (int i = 0; i < ranks; i++) {
      regions.add(new Region(all.memory(), all.address() + (long) i * words, tokens, all.words()));
    }
    return regions;
  }

  /** Of regions by rank those whose address is that of a stream that is combined. */
  static List<Region> streams(List<Region> ranks) {
    int each = Kernels.rowsOfStream(ranks.size());
    var first = new ArrayList<Region>();
    for (int i = 0; i < ranks.size(); i += each) {
      first.add(ranks.get(i));
    }
    return first;
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
