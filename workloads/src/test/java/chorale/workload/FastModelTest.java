package chorale.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.workload.fast.BankedMemory;
import chorale.workload.fast.FastModel;
import chorale.workload.fast.FixedMemory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the fast model says without RTL; BoundsAgainstRtlTest holds it against the RTL. */
class FastModelTest {
  private static final int LATENCY = 10; // of Fixtures.tiny
  private static final FixedMemory MEMORY = new FixedMemory(LATENCY);

  /** HBM2 at 1 GHz, one pseudo-channel of 16 bytes a cycle: Ramulator's preset, as DramTiming. */
  private static BankedMemory banks(int refi) {
    return new BankedMemory(1, 4, 4, 32, 32, 2, 2, 14, 14, 14, 34, 5, 4, 15, 350, refi);
  }

  private static Program random(Random random) {
    int groups = 1 + random.nextInt(3);
    int perGroup = 1 + random.nextInt(3);
    int experts = groups * perGroup * (1 + random.nextInt(3));
    int topK = 1 + random.nextInt(Math.min(4, experts));
    int tokens = 1 + random.nextInt(60);
    int rate = 1 << random.nextInt(7);
    var config = Fixtures.tiny(groups, perGroup, experts, topK, tokens, rate);
    var rows = new int[tokens][];
    for (int t = 0; t < tokens; t++) {
      var all = new ArrayList<>(IntStream.range(0, experts).boxed().toList());
      Collections.shuffle(all, random);
      rows[t] = all.stream().limit(topK).mapToInt(Integer::intValue).toArray();
    }
    return ProgramBuilder.build(config, new Routing(rows, experts));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void aRandomProgramTakesNoLessThanItsLowerBoundAndNoMoreThanItsUpperOne(long seed) {
    var program = random(new Random(seed));
    var fast = FastModel.of(program, Timing.SHIPPED, MEMORY);
    for (var bound : Bounds.of(program, Timing.SHIPPED).phases()) {
      long cycles = fast.phases().get(bound.phase());
      assertTrue(bound.lower() <= cycles, cycles + " is below " + bound);
      assertTrue(cycles <= bound.upper(), cycles + " is above " + bound);
    }
    assertEquals(fast, FastModel.of(program, Timing.SHIPPED, MEMORY), "a second run");
  }

  @Test
  void refreshesTakeTheirShareOfAStreamAndNothingElseDoes() {
    // 64 experts of 6 KiB, one behind the other, through 16 bytes a cycle
    var config = Fixtures.tiny(1, 1, 64, 1, 64, 16);
    var rows = new int[64][];
    for (int t = 0; t < rows.length; t++) {
      rows[t] = new int[] {t};
    }
    var program = ProgramBuilder.build(config, new Routing(rows, 64));
    long never = weights(program, 1 << 30);
    long always = weights(program, 3900);
    long data = 64 * 3 * 32 * 32 * 2 / 16;
    assertTrue(never >= data && never <= 1.01 * data, never + " of " + data);
    // between two reads: tRTP, tRP, tRFC, tRCD
    long each = 5 + 14 + 350 + 14;
    long refreshes = always / 3900;
    long more = always - never;
    assertTrue(Math.abs(more - refreshes * each) <= refreshes * 20, more + ", " + refreshes);
  }

  private static long weights(Program program, int refi) {
    return FastModel.of(program, Timing.SHIPPED, banks(refi)).phases().get(Phase.WEIGHTS);
  }

  @Test
  void aCommandThatWaitsForEverIsToldWithItsQueue() {
    var program = random(new Random(1));
    var queues = new EnumMap<Engine, List<Command>>(program.moe().getFirst().queues());
    var combines = new ArrayList<>(queues.getOrDefault(Engine.COMBINE, List.of()));
    int weights = program.moe().getFirst().semaphores().weights();
    combines.add(
        new Command.Combine(0, 0, 0, 1, List.of(new Wait(weights, 1 << 20)), OptionalInt.empty()));
    queues.put(Engine.COMBINE, combines);
    var moe = new ArrayList<>(program.moe());
    moe.set(0, new ChipletProgram(program.moe().getFirst().semaphores(), queues));
    var stuck =
        new Program(
            program.config(), program.routing(), program.placement(), moe, program.attention());
    var error =
        assertThrows(
            IllegalArgumentException.class, () -> FastModel.of(stuck, Timing.SHIPPED, MEMORY));
    assertTrue(error.getMessage().contains("waits for ever"), error.getMessage());
  }
}
