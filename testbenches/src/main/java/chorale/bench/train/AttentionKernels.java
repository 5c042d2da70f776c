package chorale.bench.train;

import chorale.workload.vector.Kernels;
import chorale.workload.vector.Softmax;

/** Addresses of the kernels of attention. */
record AttentionKernels(int toBf16, int scaled, int softmax, int softmaxBackward) {
  /** Puts them into a memory. */
  static AttentionKernels into(KernelMemory memory, int lanes) {
    return new AttentionKernels(
        memory.add(Kernels.toBf16()),
        memory.add(Kernels.scaled()),
        memory.add(Softmax.forward(lanes)),
        memory.add(Softmax.backward(lanes)));
  }
}
