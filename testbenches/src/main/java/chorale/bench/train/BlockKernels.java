package chorale.bench.train;

import chorale.bench.train.DieCommands.Loaded;
import chorale.workload.vector.Kernel;
import chorale.workload.vector.Kernels;
import chorale.workload.vector.Softmax;
import chorale.workload.vector.SplitNorm;

/** The kernels of a block, in an instruction memory. */
final class BlockKernels {
  final Loaded squares;
  final Loaded rooted;
  final Loaded softmax;
  final Loaded toBf16;
  final Loaded residual;
  final Loaded gated;
  final Loaded gatedBackward;
  final Loaded energies;
  final Loaded normBackward;
  final Loaded sumOfRows;
  final Loaded sums;
  final Loaded added;
  final Loaded softmaxBackward;
  final Loaded attendedBackward;

  private final KernelMemory memory;

  BlockKernels(KernelMemory memory, int lanes, BlockMemory m) {
    this.memory = memory;
    squares = load(SplitNorm.squares(lanes));
    rooted = load(SplitNorm.rooted());
    softmax = load(Softmax.scaled(lanes));
    toBf16 = load(Kernels.toBf16());
    residual = load(SplitNorm.residual());
    gated = load(SplitNorm.gated(m.innerWords));
    gatedBackward = load(SplitNorm.gatedBackward(m.innerWords, lanes));
    energies = load(SplitNorm.energies());
    normBackward = load(SplitNorm.backward());
    sumOfRows = load(Kernels.sumOfRows());
    sums = load(SplitNorm.sums());
    added = load(Kernels.added());
    softmaxBackward = load(Softmax.backward(lanes));
    attendedBackward =
        load(SplitNorm.attendedBackward(m.queryWords / m.keyWords, m.keyWords, lanes));
  }

  private Loaded load(Kernel kernel) {
    return new Loaded(kernel, memory.add(kernel));
  }
}
