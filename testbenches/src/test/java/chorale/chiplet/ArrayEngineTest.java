package chorale.chiplet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.bench.RtlHarness;
import chorale.chiplet.ArrayModel.Access;
import chorale.chiplet.ArrayModel.Gemm;
import chorale.chiplet.ArrayModel.Grants;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ArrayEngineTest {
  /** From the last row at the array's input: one cycle for the hand-over of the first fold. */
  private static final int CONSTANT = 1;

  /** The arrays that are built. */
  enum Shape {
    SMALL(8, 8),
    LARGE(16, 16),
    TALL(16, 8),
    WIDE(4, 32);

    final int rows;
    final int columns;
    final PackageParameters p;
    final RtlHarness engine;

    Shape(int rows, int columns) {
      this.rows = rows;
      this.columns = columns;
      p = TestPackages.withArray(rows, columns);
      engine =
          RtlHarness.of("array_%dx%d".formatted(rows, columns), () -> new ArrayEngine(null, p));
    }

    int addressMask() {
      return p.sramWords() - 1;
    }

    Gemm gemm(boolean fenced, int local, int m, int k, int n, int at) {
      int foldsK = Math.ceilDiv(k, rows);
      int foldsN = Math.ceilDiv(n, columns);
      return new Gemm(fenced, local, m, k, n, at, at + 700, foldsK, at + 1500, foldsN);
    }
  }

  /** What an engine did: its accesses by cycle and port, and when each command was done. */
  private record Trace(List<Access> accesses, List<Long> done) {}

  private static Trace rtl(Shape s, List<Gemm> gemms, Grants grants) {
    var accesses = new ArrayList<Access>();
    var done = new ArrayList<Long>();
    int issued = 0;
    var command = new ArrayEngine.Command(s.p);
    try (var model = s.engine.open()) {
      var start = StreamPorts.of(model, "start");
      for (int t = 0; done.size() < gemms.size() && t < 100_000; t++) {
        start.valid().set(issued < gemms.size() ? 1 : 0);
        if (issued < gemms.size()) {
          var g = gemms.get(issued);
          int foldsK = Math.ceilDiv(g.k(), s.rows);
          int foldsN = Math.ceilDiv(g.n(), s.columns);
          int lastRows = g.k() - (foldsK - 1) * s.rows;
          start
              .bits()
              .setWide(
                  command.encode(
                      g.local(),
                      g.fenced(),
                      g.m(),
                      foldsK,
                      foldsN,
                      lastRows,
                      g.weights(),
                      g.input(),
                      g.inputStride(),
                      g.output(),
                      g.outputStride()));
        }
        model.port("weights_grant").set(grants.weights().test(t) ? 1 : 0);
        model.port("activations_grant").set(grants.activations().test(t) ? 1 : 0);
        model.port("results_grant").set(grants.results().test(t) ? 1 : 0);
        model.eval();
        int local = (int) model.port("gatherLocal").get();
        int index = (int) model.port("gatherIndex").get();
        model.port("gatherAddress").set(ArrayModel.gather(local, index) & s.addressMask());
        model.eval();
        for (String port : new String[] {"activations", "results", "weights"}) {
          if (model.port(port + "_request").get() == 1 && model.port(port + "_grant").get() == 1) {
            accesses.add(new Access(t, port.charAt(0), model.port(port + "_address").get()));
          }
        }
        if (model.port("done").get() == 1) {
          done.add((long) t);
        }
        issued += start.fires() ? 1 : 0;
        model.step();
      }
    }
    return new Trace(accesses, done);
  }

  private static Trace golden(Shape s, List<Gemm> gemms, Grants grants) {
    var model = new ArrayModel(s.rows, s.columns, s.addressMask());
    model.run(gemms, grants);
    model.accesses.sort(Comparator.comparingLong(Access::cycle).thenComparing(Access::port));
    return new Trace(model.accesses, model.done);
  }

  private static Gemm random(Shape s, Random random, boolean mayFence) {
    boolean tiny = random.nextInt(3) == 0; // folds shorter than the array is deep
    int m = 1 + random.nextInt(tiny ? 3 : 40);
    int k = 1 + random.nextInt(tiny ? 3 : 4 * s.rows);
    int n = 1 + random.nextInt(tiny ? 24 * s.columns : 4 * s.columns);
    int local = random.nextInt(2 * s.p.localExperts()) - s.p.localExperts();
    return s.gemm(mayFence && random.nextInt(3) == 0, local, m, k, n, random.nextInt(2000));
  }

  /** {@code R_first + sum over folds of max(m, weight rows of the next fold) + R + C - 2 + 1}. */
  private static long closedForm(Shape s, Gemm g) {
    int foldsK = Math.ceilDiv(g.k(), s.rows);
    int folds = foldsK * Math.ceilDiv(g.n(), s.columns);
    int last = g.k() - (foldsK - 1) * s.rows;
    long sum = Math.min(s.rows, g.k());
    for (int f = 1; f <= folds; f++) {
      int nextRows = f == folds ? 0 : f % foldsK == foldsK - 1 ? last : s.rows;
      sum += Math.max(g.m(), nextRows);
    }
    return sum + s.rows + s.columns - 2 + CONSTANT;
  }

  @ParameterizedTest
  @EnumSource
  void a_gemm_alone_takes_exactly_the_cycles_of_the_closed_form(Shape s) {
    var random = new Random(s.ordinal());
    for (int i = 0; i < 120; i++) {
      var g = random(s, random, false);
      long cycles = rtl(s, List.of(g), Grants.ALL).done.getFirst();
      assertEquals(closedForm(s, g), cycles, () -> s + " " + g);
    }
  }

  @ParameterizedTest
  @EnumSource
  void every_access_of_a_queue_of_gemms_comes_in_its_cycle_at_its_address(Shape s) {
    var random = new Random(40 + s.ordinal());
    for (int i = 0; i < 40; i++) {
      var gemms = new ArrayList<Gemm>();
      for (int c = 0; c < 5; c++) {
        gemms.add(random(s, random, true));
      }
      assertEquals(golden(s, gemms, Grants.ALL), rtl(s, gemms, Grants.ALL), () -> s + " " + gemms);
    }
  }

  /** A grant in one of {@code stalls} cycles. */
  private static IntPredicate grant(Random random, int stalls) {
    var granted = new boolean[200_000];
    for (int t = 0; t < granted.length; t++) {
      granted[t] = random.nextInt(stalls) == 0;
    }
    return t -> granted[t];
  }

  @ParameterizedTest
  @EnumSource
  void stalls_of_the_sram_only_add_their_cycles(Shape s) {
    for (int i = 0; i < 30; i++) {
      long seed = 100L * s.ordinal() + i;
      var random = new Random(seed);
      var gemms = List.of(random(s, random, true), random(s, random, true));
      int stalls = 1 + random.nextInt(4);
      var grants =
          new Grants(
              grant(random, stalls), grant(random, stalls), grant(random, 1 + random.nextInt(4)));
      assertEquals(golden(s, gemms, grants), rtl(s, gemms, grants), "seed " + seed);
    }
  }

  @Test
  void commands_follow_each_other_without_a_bubble() {
    var s = Shape.SMALL;
    var gemms = new ArrayList<Gemm>();
    for (int i = 0; i < 6; i++) {
      gemms.add(s.gemm(false, -1, 10 + i, 16, 16, 0));
    }
    var rows = rtl(s, gemms, Grants.ALL).accesses.stream().filter(a -> a.port() == 'a').toList();
    assertEquals(4 * (10 + 11 + 12 + 13 + 14 + 15), rows.size());
    assertEquals(rows.size() - 1, rows.getLast().cycle() - rows.getFirst().cycle());
  }

  @Test
  void a_fenced_command_reads_only_after_everything_before_is_written() {
    var s = Shape.SMALL;
    var gemms = List.of(s.gemm(false, -1, 12, 8, 8, 0), s.gemm(true, -1, 12, 16, 24, 64));
    var accesses = rtl(s, gemms, Grants.ALL).accesses;
    long written =
        accesses.stream().filter(a -> a.port() == 'r').limit(12).toList().getLast().cycle();
    long read = accesses.stream().filter(a -> a.port() == 'a').skip(12).findFirst().get().cycle();
    assertTrue(read > written, read + " " + written);
  }

  @Test
  void only_the_first_fold_of_a_fenced_command_waits() {
    var s = Shape.SMALL;
    var fenced = rtl(s, List.of(s.gemm(true, -1, 12, 16, 24, 0)), Grants.ALL);
    var free = rtl(s, List.of(s.gemm(false, -1, 12, 16, 24, 0)), Grants.ALL);
    assertEquals(free.done, fenced.done);
  }
}
