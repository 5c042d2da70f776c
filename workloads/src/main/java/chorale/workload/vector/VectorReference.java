package chorale.workload.vector;

import chorale.workload.num.Bf16;
import chorale.workload.num.Exponential;
import chorale.workload.num.Fp32;
import chorale.workload.num.Reciprocal;
import chorale.workload.num.ReciprocalRoot;
import chorale.workload.num.Sigmoid;
import java.util.List;

/** Runs kernels as the hardware does, bit for bit: row by row, instruction by instruction. */
public final class VectorReference {
  private final int lanes;

  /** For words of {@code lanes} lanes, a power of two. */
  public VectorReference(int lanes) {
    if (lanes < 2 || Integer.bitCount(lanes) != 1) {
      throw new IllegalArgumentException("%d lanes: 2, 4, 8 ..".formatted(lanes));
    }
    this.lanes = lanes;
  }

  /**
   * Runs {@code rows} rows of {@code words} words each through a kernel; {@code operands} has its
   * streams in order. Rows must not read what others write.
   */
  public void run(Kernel kernel, int rows, int words, List<Operand> operands) {
    if (operands.size() != kernel.streams().size()) {
      throw new IllegalArgumentException(
          "kernel %s has %d streams (%s), not %d"
              .formatted(
                  kernel.name(),
                  kernel.streams().size(),
                  String.join(", ", kernel.streams()),
                  operands.size()));
    }
    for (int row = 0; row < rows; row++) {
      var registers = new float[Instruction.REGISTERS][lanes];
      int loop = 0;
      int word = 0;
      var instructions = kernel.instructions();
      for (int pc = 0; pc < instructions.size(); ) {
        var at = instructions.get(pc);
        if (at.begins()) {
          loop = pc;
        }
        execute(at, registers, row, word, operands);
        boolean again = at.ends() && word + 1 < words;
        word = again ? word + 1 : at.ends() ? 0 : word;
        pc = again ? loop : pc + 1;
      }
    }
  }

  private void execute(
      Instruction at, float[][] registers, int row, int word, List<Operand> operands) {
    float[] a = registers[at.a()];
    float[] b = registers[at.b()];
    int offset = at.immediate();
    switch (at.op()) {
      case LOAD16, LOAD32 -> {
        float[] read = operands.get(at.stream()).read(row, word, offset);
        registers[at.dst()] = at.op() == VectorOp.LOAD16 ? checked(read) : read.clone();
      }
      case STORE16 -> {
        var rounded = new float[lanes];
        for (int i = 0; i < lanes; i++) {
          rounded[i] = Bf16.round(a[i]);
        }
        operands.get(at.stream()).write(row, word, offset, rounded);
      }
      case STORE32 -> operands.get(at.stream()).write(row, word, offset, a.clone());
      default -> {
        var result = new float[lanes];
        for (int i = 0; i < lanes; i++) {
          result[i] =
              switch (at.op()) {
                case EXCHANGE -> a[i ^ 1 << at.immediate()];
                case INDEX -> Fp32.fromInt(word * lanes + i);
                default -> of(at.op(), a[i], b[i]);
              };
        }
        registers[at.dst()] = result;
      }
    }
  }

  private static float[] checked(float[] word) {
    for (float x : word) {
      if (!Float.isNaN(x) && Bf16.round(x) != x) {
        throw new IllegalStateException("LOAD16 of %s, which is no number of bf16".formatted(x));
      }
    }
    return word.clone();
  }

  private static float of(VectorOp op, float a, float b) {
    return switch (op) {
      case ADD -> Fp32.IEEE.add(a, b);
      case SUB -> Fp32.IEEE.add(a, -b);
      case MUL -> Fp32.IEEE.times(a, b);
      case MAX -> Fp32.IEEE.max(a, b);
      case MIN -> -Fp32.IEEE.max(-a, -b);
      case EQUAL -> a == b ? 1 : 0;
      case GREATER -> a > b ? 1 : 0;
      case SELECT -> b != 0 ? a : Float.NEGATIVE_INFINITY;
      case MOVE -> a;
      case EXP -> Exponential.e(a);
      case SIGMOID -> Sigmoid.of(a);
      case RECIPROCAL -> Reciprocal.of(a);
      case RSQRT -> ReciprocalRoot.of(a);
      case LOAD16, LOAD32, STORE16, STORE32, EXCHANGE, INDEX ->
          throw new IllegalArgumentException(op + " is no operation of a lane");
    };
  }
}
