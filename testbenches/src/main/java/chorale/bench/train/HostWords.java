package chorale.bench.train;

import chorale.chiplet.TrainingParameters;
import chorale.chiplet.TrainingParameters.Target;
import chorale.chiplet.array.Datapath;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * All that the host writes into the chiplets of a package before a run. Without values numbers are
 * 0, since their words have a bit; there are as many, so that a run begins in the same cycle.
 */
final class HostWords {
  /** A word for the host to write. */
  record Word(int chiplet, Target target, long address, BigInteger data) {}

  private final int lanes;
  private final boolean hasValues;
  private final List<Word> words = new ArrayList<>();

  HostWords(TrainingParameters p) {
    lanes = p.lanes();
    hasValues = p.array().datapath() == Datapath.VALUES;
  }

  List<Word> list() {
    return words;
  }

  void add(int chiplet, Target target, long address, BigInteger data) {
    words.add(new Word(chiplet, target, address, data));
  }

  /** The instruction memory of a chiplet. */
  void kernels(int chiplet, KernelMemory kernels) {
    var instructions = kernels.words();
    for (int i = 0; i < instructions.size(); i++) {
      add(chiplet, Target.KERNELS, i, instructions.get(i));
    }
  }

  /** A row of bf16 numbers. */
  void operands(int chiplet, Region region, int row, float[] values) {
    for (int w = 0; w < region.words(); w++) {
      var word = hasValues ? Words.bf16(values, w * lanes, lanes) : BigInteger.ZERO;
      add(chiplet, region.memory(), region.row(row) + w, word);
    }
  }

  /** A row of binary32 numbers. */
  void sums(int chiplet, Region region, int row, float[] values) {
    for (int w = 0; w < region.words(); w++) {
      var word = hasValues ? Words.fp32(values, w * lanes, lanes) : BigInteger.ZERO;
      add(chiplet, region.memory(), region.row(row) + w, word);
    }
  }

  /** A row of words with a number each, in all lanes. */
  void scalars(int chiplet, Region region, int row, float[] values) {
    for (int w = 0; w < values.length; w++) {
      var word = hasValues ? Words.all(values[w], lanes) : BigInteger.ZERO;
      add(chiplet, region.memory(), region.row(row) + w, word);
    }
  }
}
