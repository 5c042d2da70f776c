package chorale.bench.vector;

import chorale.bench.vector.VectorBench.Grants;
import chorale.chiplet.array.Datapath;
import chorale.chiplet.vector.VectorCommand;
import chorale.chiplet.vector.VectorParameters;
import chorale.workload.vector.AdamW;
import chorale.workload.vector.Gate;
import chorale.workload.vector.Kernel;
import chorale.workload.vector.Kernels;
import chorale.workload.vector.RmsNorm;
import chorale.workload.vector.Softmax;
import chorale.workload.vector.SplitNorm;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kernel of the library on the hardware, against the reference. */
final class KernelsTest {
  private static final int LANES = 8;
  private static final VectorParameters WHOLE =
      new VectorParameters(LANES, 8, 8, 6, 256, 16, Datapath.VALUES);
  private static final VectorParameters PARTS =
      new VectorParameters(LANES, 2, 8, 6, 256, 16, Datapath.VALUES);

  static Stream<Kernel> kernels() {
    return Stream.of(
        Kernels.toBf16(),
        Kernels.toFp32(),
        Kernels.added(),
        Kernels.scaled(),
        Kernels.residual(),
        Kernels.combine(1, 4),
        Kernels.combine(2, 4),
        Kernels.combine(6, 4),
        Kernels.combine(8, 4),
        Kernels.combine(14, 15),
        Kernels.swiglu(),
        Kernels.swigluBackward(),
        Kernels.gelu(),
        Kernels.geluBackward(),
        Kernels.sumOfRows(),
        Softmax.forward(LANES),
        Softmax.scaled(LANES),
        Softmax.backward(LANES),
        SplitNorm.squares(LANES),
        SplitNorm.rooted(),
        SplitNorm.gated(3),
        SplitNorm.gatedBackward(3, LANES),
        SplitNorm.attendedBackward(2, 3, LANES),
        SplitNorm.energies(),
        SplitNorm.backward(),
        SplitNorm.residual(),
        SplitNorm.sums(),
        RmsNorm.forward(LANES),
        RmsNorm.backward(LANES),
        Gate.kernel(LANES, 1, false),
        Gate.kernel(LANES, 3, true),
        AdamW.kernel(),
        AdamW.masterKernel());
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void a_kernel_has_the_bits_and_cycles_of_the_reference(Kernel kernel) {
    for (var p : List.of(WHOLE, PARTS)) {
      try (var bench = VectorBench.open(p)) {
        for (int i = 0; i < 6; i++) {
          var random = new Random(i);
          int rows = 1 + random.nextInt(20);
          int words = 1 + random.nextInt(4);
          var streams = VectorCase.streams(kernel, rows, words, random);
          int size = VectorCase.size(streams, rows, words);
          var memories =
              i < 2
                  ? Memories.ofAnything(p.lanes(), size, random)
                  : Memories.ofNumbers(p.lanes(), size, random);
          Grants grants = i % 2 == 0 ? Grants.ALWAYS : (_, _) -> random.nextInt(3) > 0;
          new VectorCase(kernel, new VectorCommand(i, rows, words, streams), memories)
              .check(p, bench, grants, "seed %d, %s".formatted(i, p));
        }
      }
    }
  }
}
