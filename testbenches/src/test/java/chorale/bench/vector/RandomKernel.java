package chorale.bench.vector;

import chorale.workload.vector.Assembler;
import chorale.workload.vector.Assembler.Value;
import chorale.workload.vector.Kernel;
import chorale.workload.vector.VectorOp;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Kernels with straight parts and loops, values that outlive loops, sums, and all operations. */
final class RandomKernel {
  private static final int STREAMS = 6;
  private static final List<VectorOp> PURE =
      Stream.of(VectorOp.values())
          .filter(op -> !op.isAccess() && op.sources > 0 && op != VectorOp.EXCHANGE)
          .toList();

  private final Assembler k = new Assembler("random");
  private final Random random;
  private final int lanes;
  private final List<Value> outer = new ArrayList<>();

  private RandomKernel(int lanes, Random random) {
    this.random = random;
    this.lanes = lanes;
    for (int s = 0; s < STREAMS; s++) {
      k.stream("s" + s);
    }
  }

  static Kernel of(int lanes, Random random) {
    var made = new RandomKernel(lanes, random);
    made.write();
    return made.k.kernel();
  }

  private void write() {
    outer.add(k.load32(1));
    int parts = 1 + random.nextInt(4);
    for (int i = 0; i < parts; i++) {
      if (random.nextBoolean()) {
        k.loop(this::inLoop);
      } else {
        var values = new ArrayList<>(outer);
        some(values, 1 + random.nextInt(4));
        if (outer.size() < 4) {
          outer.add(values.getLast());
        }
      }
    }
    k.store32(5, any(outer));
    k.store16(4, 3, any(outer));
  }

  private void inLoop() {
    var values = new ArrayList<>(outer);
    some(values, random.nextInt(5));
    if (random.nextBoolean()) {
      k.accumulate(VectorOp.ADD, any(outer), any(values));
    }
    if (random.nextBoolean()) {
      k.store16(2, any(values));
    }
    k.store32(3, any(values));
  }

  private void some(List<Value> values, int n) {
    for (int i = 0; i < n; i++) {
      values.add(
          switch (random.nextInt(8)) {
            case 0 -> k.load16(0, random.nextInt(3));
            case 1 -> k.load32(1, random.nextInt(3));
            case 2 -> k.index();
            case 3 -> k.exchange(any(values), random.nextInt(log2(lanes)));
            default -> {
              var op = PURE.get(random.nextInt(PURE.size()));
              yield op.sources == 1 ? k.op(op, any(values)) : k.op(op, any(values), any(values));
            }
          });
    }
  }

  private Value any(List<Value> values) {
    return values.get(random.nextInt(values.size()));
  }

  private static int log2(int n) {
    return Integer.numberOfTrailingZeros(n);
  }
}
