package chorale.bench.train;

import chorale.workload.vector.AdamW;
import chorale.workload.vector.Kernels;

/** Addresses of the kernels of a layer of experts. */
record ExpertKernels(
    int toBf16,
    int weigh,
    int swiglu,
    int swigluBackward,
    int combine,
    int scale,
    int difference,
    int adamW) {
  /** Puts them into a memory; homes add up so many rows of so many words. */
  static ExpertKernels into(KernelMemory memory, int rows, int words) {
    return new ExpertKernels(
        memory.add(Kernels.toBf16()),
        memory.add(Kernels.scaled()),
        memory.add(Kernels.swiglu()),
        memory.add(Kernels.swigluBackward()),
        memory.add(Kernels.combine(rows, words)),
        memory.add(Kernels.combine(1, words)),
        memory.add(Kernels.difference()),
        memory.add(AdamW.kernel()));
  }
}
