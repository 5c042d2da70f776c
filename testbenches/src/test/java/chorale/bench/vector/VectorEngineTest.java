package chorale.bench.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import chorale.bench.vector.VectorBench.Grants;
import chorale.chiplet.array.Datapath;
import chorale.chiplet.vector.VectorCommand;
import chorale.chiplet.vector.VectorParameters;
import chorale.workload.vector.Assembler;
import chorale.workload.vector.Kernel;
import chorale.workload.vector.VectorCycles;
import chorale.workload.vector.VectorOp;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class VectorEngineTest {
  /** All lanes at once; two of eight; long units; one lane of short ones. */
  static Stream<VectorParameters> engines() {
    return Stream.of(
        new VectorParameters(8, 8, 8, 6, 64, 16, Datapath.VALUES),
        new VectorParameters(8, 2, 8, 6, 64, 16, Datapath.VALUES),
        new VectorParameters(4, 4, 16, 14, 64, 16, Datapath.VALUES),
        new VectorParameters(4, 1, 8, 1, 64, 16, Datapath.VALUES));
  }

  private static VectorCase anything(
      Kernel kernel, VectorParameters p, int rows, int words, Random random) {
    var streams = VectorCase.streams(kernel, rows, words, random);
    int size = VectorCase.size(streams, rows, words);
    return new VectorCase(
        kernel,
        new VectorCommand(random.nextInt(8), rows, words, streams),
        Memories.ofAnything(p.lanes(), size, random));
  }

  private static Grants sometimes(Random random) {
    return (_, _) -> random.nextInt(3) > 0;
  }

  /** Two words in, one op, one word out, for each word of a row. */
  private static Kernel ofOp(VectorOp op) {
    var k = new Assembler(op.name());
    int in = k.stream("in");
    int out = k.stream("out");
    k.loop(
        () -> {
          var a = k.load32(in);
          k.store32(
              out,
              switch (op.sources) {
                case 0 -> k.index();
                case 1 -> k.op(op, a);
                default -> k.op(op, a, k.load32(in, 1));
              });
        });
    return k.kernel();
  }

  @ParameterizedTest
  @MethodSource("engines")
  void every_operation_has_the_bits_of_the_reference(VectorParameters p) {
    var random = new Random(1);
    try (var bench = VectorBench.open(p)) {
      for (VectorOp op : VectorOp.values()) {
        if (!op.isAccess() && op != VectorOp.EXCHANGE) {
          anything(ofOp(op), p, 2 * p.block(), 9, random).check(p, bench, Grants.ALWAYS, "" + p);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void lanes_are_exchanged_within_a_part_and_across(VectorParameters p) {
    var random = new Random(2);
    try (var bench = VectorBench.open(p)) {
      for (int power = 0; 1 << power < p.lanes(); power++) {
        var k = new Assembler("exchange " + power);
        int in = k.stream("in");
        int out = k.stream("out");
        k.store32(out, k.exchange(k.load32(in), power));
        anything(k.kernel(), p, p.block() + 1, 1, random)
            .check(p, bench, Grants.ALWAYS, "seed 2, " + p);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void numbers_are_widened_and_rounded(VectorParameters p) {
    var random = new Random(3);
    try (var bench = VectorBench.open(p)) {
      var k = new Assembler("conversions");
      int in = k.stream("in");
      int out = k.stream("out");
      int half = k.stream("half");
      int wide = k.stream("wide");
      k.loop(
          () -> {
            k.store16(half, k.load32(in));
            k.store32(wide, k.load16(out));
          });
      for (int i = 0; i < 5; i++) {
        anything(k.kernel(), p, 1 + random.nextInt(3 * p.block()), 5, random)
            .check(p, bench, sometimes(random), "seed 3, " + p);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void random_kernels_run_whatever_the_memories_grant(VectorParameters p) {
    var random = new Random(4);
    try (var bench = VectorBench.open(p)) {
      for (int i = 0; i < 40; i++) {
        var kernel = RandomKernel.of(p.lanes(), random);
        int rows = 1 + random.nextInt(3 * p.block());
        int words = 1 + random.nextInt(4);
        anything(kernel, p, rows, words, random)
            .check(
                p,
                bench,
                i % 4 == 0 ? Grants.ALWAYS : sometimes(random),
                "seed 4, kernel %d on %s".formatted(i, p));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void a_row_reads_what_it_wrote_before(VectorParameters p) {
    var random = new Random(5);
    var k = new Assembler("to memory and back");
    int x = k.stream("x");
    int y = k.stream("y");
    int z = k.stream("z");
    k.store32(y, k.load32(x));
    var back = k.load32(y);
    k.store32(x, k.op(VectorOp.ADD, back, back));
    k.store32(z, k.load32(x));
    try (var bench = VectorBench.open(p)) {
      for (int rate = 1; rate <= 6; rate++) {
        int oneIn = rate;
        // Reads at once, writes rarely: the reads must not overtake them.
        Grants grants = (side, _) -> !side.writes() || random.nextInt(oneIn) == 0;
        anything(k.kernel(), p, 3 * p.block() - 1, 1, random)
            .check(p, bench, grants, "seed 5, a write in %d cycles, %s".formatted(rate, p));
      }
    }
  }

  @Test
  void commands_follow_one_another_without_a_gap() {
    var p = engines().findFirst().orElseThrow();
    var k = new Assembler("copy");
    int x = k.stream("x");
    k.loop(() -> k.store32(x, 1, k.load32(x)));
    var kernel = k.kernel();
    var commands = new ArrayList<VectorCommand>();
    for (int i = 1; i <= 5; i++) {
      commands.add(
          new VectorCommand(0, 3 * i, i, List.of(VectorCommand.Stream.rows(100L * i, i + 2))));
    }
    try (var bench = VectorBench.open(p)) {
      bench.load(kernel, 0);
      var run =
          bench.run(commands, Memories.ofNumbers(p.lanes(), 1000, new Random(6)), Grants.ALWAYS);
      var form = new VectorCycles(p.lanes(), p.lanesPerCycle(), p.block());
      long end = run.taken().getFirst();
      for (int i = 0; i < commands.size(); i++) {
        end += form.steps(kernel, commands.get(i).rows(), commands.get(i).words());
        assertEquals(end + VectorCycles.EDGE, run.done().get(i), "command " + i);
      }
    }
  }

  @Test
  void cycles_are_the_same_without_values() {
    var p = new VectorParameters(8, 2, 8, 6, 64, 16, Datapath.VALUES);
    var random = new Random(7);
    try (var values = VectorBench.open(p);
        var timing = VectorBench.open(p.with(Datapath.TIMING))) {
      for (int i = 0; i < 40; i++) {
        var commands = new ArrayList<VectorCommand>();
        var kernel = RandomKernel.of(p.lanes(), random);
        values.load(kernel, 0);
        timing.load(kernel, 0);
        for (int c = 0; c <= random.nextInt(4); c++) {
          int rows = 1 + random.nextInt(20);
          int words = 1 + random.nextInt(4);
          var streams = VectorCase.streams(kernel, rows, words, random);
          commands.add(new VectorCommand(0, rows, words, streams));
        }
        long seed = random.nextLong();
        var memories = Memories.ofNumbers(p.lanes(), 4000, random);
        var a = values.run(commands, memories, sometimes(new Random(seed)));
        var b = timing.run(commands, memories, sometimes(new Random(seed)));
        assertEquals(a, b, "seed 7, program " + i);
      }
    }
  }

  @Test
  void parameters_and_commands_say_what_they_take() {
    var tooShort =
        assertThrows(
            IllegalArgumentException.class,
            () -> new VectorParameters(8, 8, 8, 7, 64, 16, Datapath.VALUES));
    assertEquals(
        "a vector engine with blocks of 8 rows and units of 7 stages: a longer block",
        tooShort.getMessage());
    var none =
        assertThrows(IllegalArgumentException.class, () -> new VectorCommand(0, 0, 1, List.of()));
    assertEquals("a vector command of 0 rows of 1 words: 1 to 32767 of each", none.getMessage());
  }
}
