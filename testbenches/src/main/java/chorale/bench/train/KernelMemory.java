package chorale.bench.train;

import chorale.bench.vector.KernelCode;
import chorale.chiplet.vector.VectorFormat;
import chorale.chiplet.vector.VectorParameters;
import chorale.workload.vector.Kernel;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** An instruction memory: kernels one behind the other. */
final class KernelMemory {
  private final VectorParameters p;
  private final VectorFormat format;
  private final List<BigInteger> words = new ArrayList<>();

  KernelMemory(VectorParameters p) {
    this.p = p;
    format = new VectorFormat(p);
  }

  /** Puts a kernel behind the others; returns the address of its first instruction. */
  int add(Kernel kernel) {
    int entry = words.size();
    KernelCode.of(kernel).forEach(i -> words.add(format.encode(i)));
    if (words.size() > p.instructions()) {
      throw new IllegalArgumentException(
          "kernel %s ends at instruction %d: the vector engine holds %d"
              .formatted(kernel.name(), words.size(), p.instructions()));
    }
    return entry;
  }

  List<BigInteger> words() {
    return words;
  }
}
