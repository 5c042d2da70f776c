package chorale.bench.train;

import chorale.bench.vector.KernelCode;
import chorale.chiplet.vector.VectorFormat;
import chorale.chiplet.vector.VectorParameters;
import chorale.workload.vector.AdamW;
import chorale.workload.vector.Kernel;
import chorale.workload.vector.Kernels;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * The kernels of a training step in an instruction memory: addresses of their first instructions.
 */
final class KernelMemory {
  final int toBf16;
  final int swiglu;
  final int swigluBackward;
  final int combine;
  final int scale;
  final int adamW;
  private final VectorFormat format;
  private final List<BigInteger> words = new ArrayList<>();

  KernelMemory(VectorParameters p, int topK) {
    format = new VectorFormat(p);
    toBf16 = add(Kernels.toBf16());
    swiglu = add(Kernels.swiglu());
    swigluBackward = add(Kernels.swigluBackward());
    combine = add(Kernels.combine(topK));
    scale = add(Kernels.combine(1));
    adamW = add(AdamW.kernel());
  }

  private int add(Kernel kernel) {
    int entry = words.size();
    KernelCode.of(kernel).forEach(i -> words.add(format.encode(i)));
    return entry;
  }

  List<BigInteger> words() {
    return words;
  }
}
