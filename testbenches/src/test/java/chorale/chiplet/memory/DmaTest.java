package chorale.chiplet.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.chiplet.array.Datapath;
import chorale.chiplet.memory.DmaBench.Surroundings;
import chorale.chiplet.memory.Transfer.Loop;
import chorale.workload.DmaCycles;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class DmaTest {
  /** The engines that are built; bursts are 32 bytes. */
  enum Engine {
    /** A word is a burst. */
    EQUAL(32, 8),
    /** A word is four bursts. */
    WIDE_WORDS(128, 4),
    /** A burst is four words. */
    NARROW_WORDS(8, 16),
    /** Two bursts under way, a word each. */
    FEW(32, 2);

    final DmaParameters p;

    Engine(int wordBytes, int outstanding) {
      p = new DmaParameters(Datapath.VALUES, 32, wordBytes, 11, 9, 10, 16, outstanding);
    }

    DmaBench bench() {
      return new DmaBench(name().toLowerCase(java.util.Locale.ROOT), p);
    }

    DmaCycles cycles() {
      return new DmaCycles(p.blockBursts(), p.blockWords(), p.outstanding());
    }
  }

  private static Transfer random(DmaParameters p, DmaBench bench, Random random) {
    boolean store = random.nextBoolean();
    boolean indexed = random.nextInt(3) == 0;
    int loops = 1 + random.nextInt(3);
    var nest = new ArrayList<Loop>();
    int word = p.blockWords(); // blocks of a load must not overlap in the SRAM
    for (int l = 0; l < loops; l++) {
      int stride = word + random.nextInt(3);
      int most = Math.min(l == 0 ? 9 : 4, (1 << p.sramBits()) / 2 / stride);
      int count = 1 + random.nextInt(most);
      word = stride * count;
      nest.addFirst(new Loop(count, random.nextInt(41) - 20, stride));
    }
    int words = 1 << p.sramBits();
    int sram = random.nextInt(words);
    if (!indexed) {
      return new Transfer(store, random.nextInt(1 << p.addressBits()), sram, -1, nest);
    }
    // The list lies beyond what the transfer touches.
    int rows = nest.getFirst().count();
    int at = (sram + word) % (words - 16);
    int room = (at - sram + words) % words;
    if (room < word || at + 16 > words) {
      sram = 0;
      at = words - 16;
    }
    bench.list(at, random.ints(rows, 0, 60).toArray());
    return new Transfer(store, random.nextInt(1 << p.addressBits()), sram, at, nest);
  }

  @ParameterizedTest
  @EnumSource
  void whatever_the_order_of_answers_every_block_lands_once_and_commands_end_in_order(Engine e) {
    var bench = e.bench();
    for (long seed = 1; seed <= 3; seed++) {
      var random = new Random(seed);
      bench.fill(random);
      for (int batch = 0; batch < 12; batch++) {
        var commands = new ArrayList<Transfer>();
        // A list is written between batches: commands of a batch use it or leave it alone.
        commands.add(random(e.p, bench, random));
        for (int i = 0; i < 11; i++) {
          var next = random(e.p, bench, random);
          commands.add(
              next.isIndexed()
                  ? new Transfer(next.store(), next.memory(), next.sram(), -1, next.loops())
                  : next);
        }
        bench.run(commands, new Surroundings(1 + random.nextInt(20), true, 70, 70, random));
      }
    }
    assertTrue(bench.overtaken > 30, "answers out of order: " + bench.overtaken);
  }

  @ParameterizedTest
  @EnumSource
  void as_many_blocks_are_under_way_as_there_may_be(Engine e) {
    var bench = e.bench();
    bench.fill(new Random(9));
    bench.run(
        List.of(Transfer.contiguous(e.p, false, 0, 0, 3 * e.p.outstanding())),
        Surroundings.ideal(100));
    assertEquals(e.p.outstanding() * e.p.blockBursts(), bench.mostUnderWay);
  }

  @ParameterizedTest
  @EnumSource
  void with_an_ideal_memory_and_sram_the_cycles_are_those_of_the_formula(Engine e) {
    var bench = e.bench();
    bench.fill(new Random(4));
    for (int latency : new int[] {1, 2, 7, 40}) {
      for (int blocks : new int[] {1, 2, 3, 5, 17, 60}) {
        String what = "%s, latency %d, %d blocks".formatted(e, latency, blocks);
        assertEquals(
            e.cycles().load(blocks, latency, false),
            bench.run(
                List.of(Transfer.contiguous(e.p, false, 100, 8, blocks)),
                Surroundings.ideal(latency)),
            what);
        assertEquals(
            e.cycles().store(blocks, false),
            bench.run(
                List.of(Transfer.contiguous(e.p, true, 700, 8, blocks)),
                Surroundings.ideal(latency)),
            what);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_list_of_indices_costs_one_cycle_even_if_every_row_is_one_block(Engine e) {
    var bench = e.bench();
    bench.fill(new Random(5));
    int rows = 37;
    bench.list(480, new Random(6).ints(rows, 0, 50).toArray());
    var loop = new Loop(rows, 8, e.p.blockWords());
    for (boolean store : new boolean[] {false, true}) {
      assertEquals(
          store ? e.cycles().store(rows, true) : e.cycles().load(rows, 9, true),
          bench.run(List.of(new Transfer(store, 3, 0, 480, List.of(loop))), Surroundings.ideal(9)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void no_memory_and_no_sram_makes_it_faster_than_the_formula(Engine e) {
    var random = new Random(7);
    var bench = e.bench();
    bench.fill(random);
    for (int i = 0; i < 10; i++) {
      int blocks = 1 + random.nextInt(50);
      int latency = 1 + random.nextInt(30);
      boolean store = random.nextBoolean();
      long least =
          store ? e.cycles().store(blocks, false) : e.cycles().load(blocks, latency, false);
      long took =
          bench.run(
              List.of(Transfer.contiguous(e.p, store, 5, 16, blocks)),
              new Surroundings(latency, true, 80, 80, random));
      assertTrue(took >= least, "%d cycles, bound %d".formatted(took, least));
    }
  }

  @Test
  void commands_follow_each_other_without_a_gap() {
    var e = Engine.EQUAL;
    var bench = e.bench();
    bench.fill(new Random(8));
    int latency = 3;
    var commands =
        IntStream.range(0, 12)
            .mapToObj(i -> Transfer.contiguous(e.p, i % 3 == 2, 64 * i, 20 * i, 20))
            .toList();
    long all = bench.run(commands, Surroundings.ideal(latency));
    // A burst in every cycle: the first and the last command's ends are those of one alone. A store
    // that waits for its first words finds them read while the loads before it are asked for.
    assertEquals(12 * 20 - 20 + e.cycles().store(20, false), all);
  }

  @Test
  void refuses_what_it_cannot_do() {
    assertEquals(
        "3 outstanding blocks of a DMA: a power of two, at least 2",
        assertThrows(
                IllegalArgumentException.class,
                () -> new DmaParameters(Datapath.VALUES, 32, 32, 11, 9, 10, 16, 3))
            .getMessage());
    assertEquals(
        "indices of 64 bits in words of 4 bytes: 1 to 128 to a word",
        assertThrows(
                IllegalArgumentException.class,
                () -> new DmaParameters(Datapath.VALUES, 32, 4, 11, 9, 10, 64, 4))
            .getMessage());
    assertThrows(IllegalArgumentException.class, () -> Transfer.of(false, 0, 0, new Loop(0, 1, 1)));
    var format = new Transfer.Format(Engine.EQUAL.p);
    assertThrows(
        IllegalArgumentException.class,
        () -> format.encode(Transfer.of(false, 1 << 11, 0, new Loop(1, 1, 1))));
  }
}
