package chorale.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ProgramTest {
  static Stream<Arguments> programs() {
    var shipped =
        Fixtures.shipped().stream()
            .map(p -> Arguments.of("layer " + p.config().trace().layer(), p));
    var random =
        LongStream.range(0, 40).mapToObj(s -> Arguments.of("seed " + s, Fixtures.random(s)));
    return Stream.concat(shipped, random);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("programs")
  void everyPairIsInExactlyOneCombineRange(String name, Program program) {
    record Pair(int token, int expert) {}
    var routing = program.routing();
    Set<Pair> sent = new HashSet<>();
    for (int c = 0; c < program.moe().size(); c++) {
      for (var combine : program.moe().get(c).queue(Engine.COMBINE, Command.Combine.class)) {
        assertEquals(c, program.placement().chiplet(combine.expert()), name);
        assertEquals(program.placement().local(combine.expert()), combine.local(), name);
        var tokens = routing.tokensOf(combine.expert());
        for (int i = combine.first(); i < combine.first() + combine.count(); i++) {
          assertTrue(sent.add(new Pair(tokens[i], combine.expert())), name);
        }
      }
    }
    assertEquals(routing.tokens() * routing.topK(), sent.size(), name);
    for (int t = 0; t < routing.tokens(); t++) {
      for (int j = 0; j < routing.topK(); j++) {
        assertTrue(sent.contains(new Pair(t, routing.expert(t, j))), name);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("programs")
  void everyWaitIsMetWhateverTheOrderOfEngines(String name, Program program) {
    for (long seed = 0; seed < 3; seed++) {
      for (int c = 0; c < program.moe().size(); c++) {
        var stuck = run(program, c, new Random(seed));
        assertTrue(stuck.isEmpty(), name + ", chiplet " + c + ", order " + seed + ": " + stuck);
      }
    }
  }

  /** Runs a chiplet with engines of no duration, in random order; returns what never starts. */
  private static List<Command> run(Program program, int chiplet, Random random) {
    var moe = program.moe().get(chiplet);
    var counters = new int[moe.semaphores().count()];
    for (int expert : program.placement().experts(chiplet)) {
      int local = program.placement().local(expert);
      counters[moe.semaphores().tokens(local)] = program.routing().load(expert);
    }
    var queues = new ArrayList<ArrayDeque<Command>>();
    moe.queues().values().forEach(commands -> queues.add(new ArrayDeque<>(commands)));
    boolean progress = true;
    while (progress) {
      progress = false;
      Collections.shuffle(queues, random);
      for (var queue : queues) {
        var head = queue.peek();
        if (head != null
            && head.waits().stream().allMatch(w -> counters[w.semaphore()] >= w.value())) {
          queue.remove();
          head.signal().ifPresent(s -> counters[s]++);
          progress = true;
        }
      }
    }
    return queues.stream().flatMap(ArrayDeque::stream).toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("programs")
  void noSlotForWeightsIsOverwrittenBeforeItsGemmIsDone(String name, Program program) {
    int slots = 3 * program.config().pack().chiplet().expertsResident();
    for (var moe : program.moe()) {
      var loads = moe.queue(Engine.DMA);
      for (int i = 0; i < loads.size(); i++) {
        var expected =
            i < slots
                ? List.<Wait>of()
                : List.of(new Wait(moe.semaphores().gemms(), i - slots + 1));
        assertEquals(expected, loads.get(i).waits(), name + ", load " + i);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("programs")
  void aGemmWaitsForItsMatrixAndTheFirstOfAnExpertForItsTokens(String name, Program program) {
    for (var moe : program.moe()) {
      var semaphores = moe.semaphores();
      var gemms = moe.queue(Engine.ARRAY, Command.Gemm.class);
      for (int i = 0; i < gemms.size(); i++) {
        var gemm = gemms.get(i);
        var expected = new ArrayList<>(List.of(new Wait(semaphores.weights(), i + 1)));
        if (i % 3 == 0) {
          expected.add(new Wait(semaphores.tokens(gemm.local()), gemm.m()));
        }
        assertEquals(Matrix.values()[i % 3], gemm.matrix(), name);
        assertEquals(program.routing().load(gemm.expert()), gemm.m(), name);
        assertEquals(expected, gemm.waits(), name + ", Gemm " + i);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("programs")
  void everyGroupStreamsItsMatricesFromBackToBackAddresses(String name, Program program) {
    var pack = program.config().pack();
    int each = pack.nop().chipletsPerGroup();
    for (int g = 0; g < pack.nop().groups(); g++) {
      var byOrder = new TreeMap<Integer, Command.Load>();
      for (var moe : program.moe().subList(g * each, (g + 1) * each)) {
        int previous = -1;
        for (var load : moe.queue(Engine.DMA, Command.Load.class)) {
          assertTrue(load.order() > previous, name + ": a chiplet loads in the group's order");
          previous = load.order();
          assertEquals(null, byOrder.put(load.order(), load), name);
        }
      }
      long free = 0;
      int order = 0;
      for (var load : byOrder.values()) {
        assertEquals(order++, load.order(), name);
        assertEquals(free, load.address(), name);
        int burst = pack.dram().burstBytes();
        free += Math.ceilDiv(load.bytes(), burst) * (long) burst;
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("programs")
  void everyRoundOfAGroupGoesByDescendingLoad(String name, Program program) {
    int each = program.config().pack().nop().chipletsPerGroup();
    for (int first = 0; first < program.moe().size(); first += each) {
      var chiplets = program.moe().subList(first, first + each);
      for (int round = 0; round < program.config().expertsPerChiplet(); round++) {
        var gates = new ArrayList<Command.Load>();
        for (var moe : chiplets) {
          var loads = moe.queue(Engine.DMA, Command.Load.class);
          if (3 * round < loads.size()) {
            gates.add(loads.get(3 * round));
          }
        }
        gates.sort(Comparator.comparingInt(Command.Load::order));
        for (int i = 1; i < gates.size(); i++) {
          int hotter = program.routing().load(gates.get(i - 1).expert());
          int colder = program.routing().load(gates.get(i).expert());
          assertTrue(hotter >= colder, name + ": " + hotter + " before " + colder);
          assertEquals(gates.get(i - 1).order() + 3, gates.get(i).order(), name);
        }
      }
    }
  }

  @Test
  void expertsOfAChipletGoHottestFirstWithTiesByIndex() {
    var config = Fixtures.tiny(1, 1, 4, 2, 3, 64);
    var routing = new Routing(new int[][] {{3, 1}, {3, 0}, {1, 3}}, 4);
    assertEquals(List.of(3, 1, 0), loaded(ProgramBuilder.build(config, routing)));
    var even = new Routing(new int[][] {{3, 1}, {1, 3}, {0, 2}}, 4);
    assertEquals(List.of(1, 3, 0, 2), loaded(ProgramBuilder.build(config, even)));
  }

  @Test
  void orderIndexIgnoresTheLoad() {
    var config = Fixtures.withOrder(Fixtures.tiny(1, 1, 4, 2, 3, 64), RunConfig.Order.INDEX);
    var routing = new Routing(new int[][] {{3, 1}, {3, 0}, {1, 3}}, 4);
    assertEquals(List.of(0, 1, 3), loaded(ProgramBuilder.build(config, routing)));
  }

  private static List<Integer> loaded(Program program) {
    return program.moe().getFirst().queue(Engine.COMBINE, Command.Combine.class).stream()
        .map(Command.Combine::expert)
        .toList();
  }

  @Test
  void gemmShapesAreThoseOfTheExpert() {
    var program = Fixtures.shipped().getFirst();
    var gemms = program.moe().getFirst().queue(Engine.ARRAY, Command.Gemm.class);
    assertEquals(List.of(256, 256, 176), gemms.stream().limit(3).map(Command.Gemm::k).toList());
    assertEquals(List.of(176, 176, 256), gemms.stream().limit(3).map(Command.Gemm::n).toList());
  }

  @Test
  void refusesARoutingThatIsNotTheConfigurations() {
    var config = Fixtures.tiny(1, 1, 4, 2, 3, 64);
    var oneToken = new Routing(new int[][] {{3, 1}}, 4);
    assertThrows(IllegalArgumentException.class, () -> ProgramBuilder.build(config, oneToken));
  }

  @Test
  void namesTheChipletWhoseSramIsTooSmall() {
    var config = Fixtures.withSram(Fixtures.tiny(1, 2, 4, 2, 1, 64), 12);
    var routing = new Routing(new int[][] {{0, 1}}, 4);
    var bad = assertThrows(BadInput.class, () -> ProgramBuilder.build(config, routing));
    assertEquals(
        "tiny.yaml: chiplet 0 needs 12544 bytes of SRAM (64 for tokens, 12288 for weights,"
            + " 192 for intermediate and results), has 12288:"
            + " set package.chiplet.sram_kib to at least 13,"
            + " or lower experts_resident or trace.tokens",
        bad.getMessage());
    assertEquals(2, ProgramBuilder.build(Fixtures.withSram(config, 13), routing).moe().size());
  }
}
