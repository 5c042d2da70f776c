package chorale.workload.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KernelTest {
  private static Instruction of(VectorOp op, int dst, int a, boolean begins, boolean ends) {
    return new Instruction(op, dst, a, 0, 0, 0, begins, ends);
  }

  private static String refusal(Instruction... instructions) {
    return assertThrows(
            IllegalArgumentException.class,
            () -> new Kernel("k", List.of("x"), List.of(instructions)))
        .getMessage();
  }

  @Test
  void loops_are_closed_and_not_nested() {
    var load = of(VectorOp.LOAD32, 1, 0, true, false);
    assertEquals("kernel k: its last loop has no end", refusal(load));
    assertTrue(refusal(load, load).endsWith("a loop in a loop"));
    assertTrue(refusal(of(VectorOp.LOAD32, 1, 0, false, true)).endsWith("the end of no loop"));
  }

  @Test
  void nothing_is_read_before_it_is_written() {
    assertEquals(
        "kernel k, instruction 0 (Instruction[op=MOVE, dst=1, a=2, b=0, stream=0, immediate=0,"
            + " begins=false, ends=false]): reads what was not written",
        refusal(of(VectorOp.MOVE, 1, 2, false, false)));
  }

  @Test
  void registers_and_streams_are_in_range() {
    var register =
        assertThrows(
            IllegalArgumentException.class, () -> of(VectorOp.LOAD16, 16, 0, false, false));
    assertEquals("LOAD16 with register 16: 0 to 15", register.getMessage());
    var exchange =
        assertThrows(
            IllegalArgumentException.class, () -> of(VectorOp.EXCHANGE, 3, 3, false, false));
    assertEquals(
        "EXCHANGE of register 3 with itself: its result goes to another one",
        exchange.getMessage());
    assertTrue(
        refusal(new Instruction(VectorOp.LOAD16, 0, 0, 0, 1, 0, false, false))
            .endsWith("a stream from 0 to 0 is needed"));
  }

  @Test
  void the_assembler_says_when_registers_run_out() {
    var k = new Assembler("wide");
    int x = k.stream("x");
    var values = new Assembler.Value[17];
    for (int i = 0; i < values.length; i++) {
      values[i] = k.load32(x, i);
    }
    for (var value : values) {
      k.store32(x, value);
    }
    var thrown = assertThrows(IllegalStateException.class, k::kernel);
    assertEquals("kernel wide: more than 16 values are alive at once", thrown.getMessage());
  }

  @Test
  void a_value_from_before_a_loop_keeps_its_register_through_all_turns() {
    var k = new Assembler("scale");
    int x = k.stream("x");
    int scale = k.stream("scale");
    var factor = k.load32(scale);
    // The last instruction that reads the factor must not write its register.
    k.loop(() -> k.store32(x, k.op(VectorOp.MUL, k.load32(x), factor)));
    float[][] row = {{1, 2, 3, 4, 5, 6}};
    new VectorReference(2)
        .run(k.kernel(), 1, 3, List.of(Operand.rows(row, 2), Operand.constants(2, 10)));
    assertEquals("[10.0, 20.0, 30.0, 40.0, 50.0, 60.0]", Arrays.toString(row[0]));
  }

  @Test
  void cycles_are_counted_in_blocks_of_rows() {
    var residual = Kernels.residual(); // a loop of 4 instructions
    var cycles = new VectorCycles(8, 2, 8);
    assertEquals(2L * 4 * 5 * 8 * 4 + 3, cycles.cycles(residual, 9, 5));
    assertEquals(4, residual.executed(1));
    // Whole blocks: all lanes at work but for the 3 cycles at the end.
    double used = new VectorCycles(8, 8, 8).lanesUsed(residual, 64, 5);
    assertEquals(8.0 * 1280 / 1283, used, 1e-9);
  }

  private static void counts(Kernel kernel, int straight, int looped) {
    assertEquals(straight, kernel.straight(), kernel.name());
    assertEquals(looped, kernel.looped(), kernel.name());
  }

  @Test
  void instructions_are_as_many_as_the_page_of_the_engine_says() {
    counts(Kernels.toBf16(), 0, 2);
    counts(Kernels.toFp32(), 0, 2);
    counts(Kernels.added(), 0, 4);
    counts(Kernels.scaled(), 1, 3);
    counts(Kernels.residual(), 0, 4);
    counts(Kernels.swiglu(), 0, 6);
    counts(Kernels.swigluBackward(), 1, 13);
    counts(Kernels.gelu(), 4, 9);
    counts(Kernels.geluBackward(), 4, 18);
    counts(Kernels.sumOfRows(), 3, 2);
    counts(AdamW.kernel(), 10, 25);
    counts(SplitNorm.rooted(), 13, 5);
    counts(SplitNorm.gated(8), 13, 14);
    counts(SplitNorm.energies(), 6, 4);
    counts(SplitNorm.backward(), 1, 11);
    counts(SplitNorm.residual(), 0, 6);
    counts(SplitNorm.sums(), 0, 4);
    counts(AdamW.masterKernel(), 10, 26);
    for (int s = 1; s <= 8; s++) {
      int lanes = 1 << s;
      counts(Softmax.forward(lanes), 6 + 4 * s, 11);
      counts(Softmax.backward(lanes), 2 + 2 * s, 9);
      counts(Softmax.scaled(lanes), 8 + 4 * s, 13);
      counts(SplitNorm.squares(lanes), 3 + 2 * s, 6);
      counts(SplitNorm.gatedBackward(8, lanes), 10 + 4 * s, 21);
      counts(SplitNorm.attendedBackward(3, 2, lanes), 13 + 6 * s, 7 * 5 - 1);
      counts(RmsNorm.forward(lanes), 7 + 2 * s, 8);
      counts(RmsNorm.backward(lanes), 10 + 4 * s, 21);
    }
    for (int k = 1; k <= 14; k++) {
      counts(Kernels.combine(k, 8), k, 3 * k);
    }
    for (int k = 1; k <= 6; k++) {
      counts(Gate.kernel(16, k, false), 6 + 16 + k * (13 + 16), 6 + 12 * k);
      counts(Gate.kernel(16, k, true), 6 + 16 + k * (13 + 16) + 2 * k, 6 + 12 * k);
    }
  }

  @Test
  void rows_that_are_combined_are_as_many_as_registers_and_offsets_allow() {
    assertEquals(8, Kernels.combine(6, 128).streams().size());
    assertEquals(6, Kernels.combine(8, 16).streams().size());
    for (int[] refused : new int[][] {{15, 8, 14}, {13, 16, 12}, {7, 32, 6}}) {
      var thrown =
          assertThrows(
              IllegalArgumentException.class, () -> Kernels.combine(refused[0], refused[1]));
      assertEquals(
          "combine of %d rows of %d words: 1 to %d".formatted(refused[0], refused[1], refused[2]),
          thrown.getMessage());
    }
  }

  @Test
  void a_kernel_names_its_streams() {
    assertEquals(1, Kernels.residual().stream("d"));
    var thrown = assertThrows(IllegalArgumentException.class, () -> Kernels.residual().stream("z"));
    assertEquals("kernel residual has no stream z: x, d, y", thrown.getMessage());
  }

  @Test
  void every_gate_fits_the_registers() {
    for (int topK = 1; topK <= Gate.MOST; topK++) {
      assertEquals(5, Gate.kernel(256, topK, true).streams().size());
    }
  }
}
