package chorale.bench.train;

import chorale.chiplet.TrainingParameters;
import chorale.chiplet.TrainingParameters.Target;
import chorale.chiplet.array.Datapath;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * All that the host writes into the chiplets of a package before a run. Without values numbers are
 * left out: nothing depends on them.
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
    for (int w = 0; hasValues && w < region.words(); w++) {
      var word = Words.bf16(values, w * lanes, lanes);
      add(chiplet, region.memory(), region.row(row) + w, word);
    }
  }

  /** A row of binary32 numbers. */
  void sums(int chiplet, Region region, int row, float[] values) {
    for (int w = 0; hasValues && w < region.words(); w++) {
      var word = Words.fp32(values, w * lanes, lanes);
      add(chiplet, region.memory(), region.row(row) + w, word);
    }
  }

  /** A row of words with a number each, in all lanes. */
  void scalars(int chiplet, Region region, int row, float[] values) {
    for (int w = 0; hasValues && w < values.length; w++) {
      add(chiplet, region.memory(), region.row(row) + w, Words.all(values[w], lanes));
    }
  }
}
