package chorale.hdl.lib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.bench.RtlHarness;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.sim.Model;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Streams that fork, join and choose, with senders and receivers that wait at random. */
final class StreamTest {
  private static final int WIDTH = 12;
  private static final int WAYS = 3;
  private static final int CYCLES = 4000;
  private static final int DRAIN = 100;
  private static final RtlHarness HARNESS = RtlHarness.of("streams", Streams::new);

  private static final class Streams extends Module {
    final Stream fork = sink(WIDTH);
    final Stream[] branch = new Stream[WAYS];
    final Stream[] joins = {sink(3), sink(8), sink(5)};
    final Stream joined = source(16);
    final Stream[] mux = new Stream[WAYS];
    final UInt muxSelect = in(2);
    final Stream muxed = source(WIDTH);
    final Stream demux = sink(WIDTH);
    final UInt demuxSelect = in(2);
    final Stream[] demuxed = new Stream[WAYS];
    final Stream[] merge = new Stream[WAYS];
    final UInt from = out(WAYS);
    final Stream merged = source(WIDTH);

    Streams() {
      super(null);
      var forks = new StreamFork(this, WIDTH, WAYS);
      forks.in.from(fork);
      var join = new StreamJoin(this, 3, 8, 5);
      joined.from(join.out);
      var multiplexer = new StreamMux(this, WIDTH, WAYS);
      multiplexer.select.set(muxSelect);
      muxed.from(multiplexer.out);
      var demultiplexer = new StreamDemux(this, WIDTH, WAYS);
      demultiplexer.in.from(demux);
      demultiplexer.select.set(demuxSelect);
      var merger = new StreamMerge(this, WIDTH, WAYS, RoundRobinArbiter::new);
      merged.from(merger.out);
      from.set(merger.from);
      for (int i = 0; i < WAYS; i++) {
        branch[i] = source(WIDTH);
        branch[i].from(forks.out[i]);
        join.in[i].from(joins[i]);
        mux[i] = sink(WIDTH);
        multiplexer.in[i].from(mux[i]);
        demuxed[i] = source(WIDTH);
        demuxed[i].from(demultiplexer.out[i]);
        merge[i] = sink(WIDTH);
        merger.in[i].from(merge[i]);
      }
    }
  }

  /** Random sources, each of which remembers what it has begun to offer. */
  private static final class Senders {
    final List<Deque<Long>> words = new ArrayList<>();
    final List<StreamSource> sources = new ArrayList<>();

    /** One for each name; {@code widths} are those of their words. */
    Senders(Model model, Random random, List<String> names, int... widths) {
      for (int i = 0; i < names.size(); i++) {
        var sent = new ArrayDeque<Long>();
        int bound = 1 << widths[i];
        words.add(sent);
        sources.add(
            StreamSource.of(
                model,
                names.get(i),
                () -> {
                  sent.add((long) random.nextInt(bound));
                  return sent.getLast();
                }));
      }
    }

    void drive(Random random, int percent) {
      sources.forEach(s -> s.drive(random, percent));
    }

    boolean[] taken() {
      var taken = new boolean[sources.size()];
      for (int i = 0; i < taken.length; i++) {
        taken[i] = sources.get(i).taken();
      }
      return taken;
    }
  }

  private static List<String> names(String stem) {
    return IntStream.range(0, WAYS).mapToObj(i -> stem + "_" + i).toList();
  }

  private static List<StreamSink> sinks(Model model, String stem) {
    return names(stem).stream().map(n -> new StreamSink(model, n)).toList();
  }

  private static int percent(int cycle, int usual) {
    return cycle < CYCLES - DRAIN ? usual : 0;
  }

  @Test
  void every_branch_of_a_fork_gets_every_word_once_and_in_order() {
    long seed = 11;
    var random = new Random(seed);
    var due = IntStream.range(0, WAYS).mapToObj(_ -> new ArrayDeque<Long>()).toList();
    try (var model = HARNESS.open()) {
      var source =
          StreamSource.of(
              model,
              "fork",
              () -> {
                long word = random.nextInt(1 << WIDTH);
                due.forEach(d -> d.add(word));
                return word;
              });
      var sinks = sinks(model, "branch");
      for (int t = 0; t < CYCLES; t++) {
        source.drive(random, percent(t, 70));
        sinks.forEach(s -> s.drive(random, 60));
        model.eval();
        boolean taken = source.taken();
        for (int i = 0; i < WAYS; i++) {
          if (sinks.get(i).takes()) {
            String where = "branch %d, cycle %d, seed %d".formatted(i, t, seed);
            assertEquals(due.get(i).poll(), sinks.get(i).word(), where);
          }
        }
        if (taken) {
          assertTrue(due.stream().allMatch(Deque::isEmpty), "left early in cycle " + t);
        }
        model.step();
      }
    }
    assertTrue(due.stream().allMatch(Deque::isEmpty), "seed " + seed);
  }

  @Test
  void a_branch_of_a_fork_does_not_wait_for_the_others() {
    try (var model = HARNESS.open()) {
      model.port("fork_valid").set(1);
      model.port("branch_1_ready").set(1);
      model.eval();
      assertEquals(1, model.port("branch_1_valid").get());
      assertEquals(0, model.port("fork_ready").get());
      model.step();
      assertEquals(0, model.port("branch_1_valid").get());
      assertEquals(1, model.port("branch_0_valid").get());
    }
  }

  @Test
  void a_join_puts_one_word_of_each_input_side_by_side() {
    long seed = 12;
    var random = new Random(seed);
    int joined = 0;
    try (var model = HARNESS.open()) {
      var senders = new Senders(model, random, names("joins"), 3, 8, 5);
      var sink = new StreamSink(model, "joined");
      for (int t = 0; t < CYCLES; t++) {
        senders.drive(random, 60);
        sink.drive(random, 70);
        model.eval();
        boolean moves = sink.takes();
        for (boolean taken : senders.taken()) {
          assertEquals(moves, taken, "cycle " + t + ", seed " + seed);
        }
        if (moves) {
          var words = senders.words.stream().mapToLong(Deque::remove).toArray();
          assertEquals(words[0] | words[1] << 3 | words[2] << 11, sink.word(), "cycle " + t);
          joined++;
        }
        model.step();
      }
    }
    assertTrue(joined > CYCLES / 4, joined + " words, seed " + seed);
  }

  @Test
  void a_multiplexer_passes_the_words_of_the_selected_input_and_no_others() {
    long seed = 13;
    var random = new Random(seed);
    int select = 0;
    try (var model = HARNESS.open()) {
      var senders = new Senders(model, random, names("mux"), WIDTH, WIDTH, WIDTH);
      var sink = new StreamSink(model, "muxed");
      for (int t = 0; t < CYCLES; t++) {
        senders.drive(random, 60);
        sink.drive(random, 60);
        model.port("muxSelect").set(select);
        model.eval();
        boolean moves = sink.takes();
        var taken = senders.taken();
        for (int i = 0; i < WAYS; i++) {
          assertEquals(moves && i == select, taken[i], "input %d, cycle %d".formatted(i, t));
        }
        if (moves) {
          assertEquals(senders.words.get(select).remove(), sink.word(), "cycle " + t);
        }
        if (moves || select == WAYS) {
          select = random.nextInt(WAYS + 1);
        }
        model.step();
      }
    }
  }

  @Test
  void a_demultiplexer_sends_each_word_where_select_points_and_holds_it_if_that_is_nowhere() {
    long seed = 14;
    var random = new Random(seed);
    int select = 0;
    try (var model = HARNESS.open()) {
      var senders = new Senders(model, random, List.of("demux"), WIDTH);
      var sinks = sinks(model, "demuxed");
      for (int t = 0; t < CYCLES; t++) {
        senders.drive(random, 80);
        sinks.forEach(s -> s.drive(random, 60));
        model.port("demuxSelect").set(select);
        model.eval();
        boolean taken = senders.taken()[0];
        for (int i = 0; i < WAYS; i++) {
          String where = "output %d, cycle %d, seed %d".formatted(i, t, seed);
          boolean moves = sinks.get(i).takes();
          assertEquals(taken && i == select, moves, where);
          if (moves) {
            assertEquals(senders.words.getFirst().remove(), sinks.get(i).word(), where);
          }
        }
        if (taken || select == WAYS) {
          select = random.nextInt(WAYS + 1);
        }
        model.step();
      }
    }
  }

  @Test
  void a_merge_loses_no_word_and_says_whose_it_is() {
    long seed = 15;
    var random = new Random(seed);
    try (var model = HARNESS.open()) {
      var senders = new Senders(model, random, names("merge"), WIDTH, WIDTH, WIDTH);
      var sink = new StreamSink(model, "merged");
      for (int t = 0; t < CYCLES; t++) {
        senders.drive(random, percent(t, 30));
        sink.drive(random, 70);
        model.eval();
        boolean moves = sink.takes();
        long from = model.port("from").get();
        var taken = senders.taken();
        for (int i = 0; i < WAYS; i++) {
          assertEquals(moves && from == 1L << i, taken[i], "input %d, cycle %d".formatted(i, t));
          if (taken[i]) {
            assertEquals(senders.words.get(i).remove(), sink.word(), "cycle " + t);
          }
        }
        model.step();
      }
      assertTrue(senders.words.stream().allMatch(Deque::isEmpty), "seed " + seed);
    }
  }

  @Test
  void a_merge_gives_inputs_that_always_have_words_equal_shares_of_every_cycle() {
    var moved = new int[WAYS];
    try (var model = HARNESS.open()) {
      names("merge").forEach(n -> model.port(n + "_valid").set(1));
      model.port("merged_ready").set(1);
      for (int t = 0; t < 30 * WAYS; t++) {
        model.eval();
        moved[Long.numberOfTrailingZeros(model.port("from").get())]++;
        model.step();
      }
    }
    assertEquals(List.of(30, 30, 30), IntStream.of(moved).boxed().toList());
  }
}
