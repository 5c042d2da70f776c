package chorale.bench.train;

import chorale.workload.vector.AdamW;
import chorale.workload.vector.Kernels;

/** Addresses of the kernels of a layer of experts. */
record ExpertKernels(
    int toBf16, int swiglu, int swigluBackward, int combine, int scale, int difference, int adamW) {
  /** Puts them into a memory. */
  static ExpertKernels into(KernelMemory memory, int topK) {
    return new ExpertKernels(
        memory.add(Kernels.toBf16()),
        memory.add(Kernels.swiglu()),
        memory.add(Kernels.swigluBackward()),
        memory.add(Kernels.combine(topK)),
        memory.add(Kernels.combine(1)),
        memory.add(Kernels.difference()),
        memory.add(AdamW.kernel()));
  }
}
