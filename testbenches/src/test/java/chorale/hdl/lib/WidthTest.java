package chorale.hdl.lib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.bench.RtlHarness;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Width adapters for wide words of 2 to 5 words. */
final class WidthTest {
  private static final int WIDTH = 7;
  private static final int MOST = 5;
  private static final int CYCLES = 4000;
  private static final RtlHarness HARNESS = RtlHarness.of("widths", Widths::new);

  private static final class Widths extends Module {
    final Stream[] narrow = new Stream[MOST + 1];
    final Bool[] narrowLast = new Bool[MOST + 1];
    final Stream[] packed = new Stream[MOST + 1];
    final Bool[] packedLast = new Bool[MOST + 1];
    final UInt[] packedCount = new UInt[MOST + 1];
    final Stream[] wide = new Stream[MOST + 1];
    final Bool[] wideLast = new Bool[MOST + 1];
    final UInt[] wideCount = new UInt[MOST + 1];
    final Stream[] single = new Stream[MOST + 1];
    final Bool[] singleLast = new Bool[MOST + 1];

    Widths() {
      super(null);
      for (int n = 2; n <= MOST; n++) {
        up(n, new WidthUp(this, WIDTH, n));
        down(n, new WidthDown(this, WIDTH, n));
      }
    }

    private void up(int n, WidthUp up) {
      narrow[n] = sink(WIDTH);
      narrowLast[n] = inBool();
      packed[n] = source(WIDTH * n);
      packedLast[n] = outBool();
      packedCount[n] = out(up.outCount.width());
      up.in.from(narrow[n]);
      up.inLast.set(narrowLast[n]);
      packed[n].from(up.out);
      packedLast[n].set(up.outLast);
      packedCount[n].set(up.outCount);
    }

    private void down(int n, WidthDown down) {
      wide[n] = sink(WIDTH * n);
      wideLast[n] = inBool();
      wideCount[n] = in(down.inCount.width());
      single[n] = source(WIDTH);
      singleLast[n] = outBool();
      down.in.from(wide[n]);
      down.inLast.set(wideLast[n]);
      down.inCount.set(wideCount[n]);
      single[n].from(down.out);
      singleLast[n].set(down.outLast);
    }
  }

  private record Word(long bits, boolean last) {}

  private record Wide(long bits, int count, boolean last) {
    static Wide of(List<Word> words) {
      long bits = 0;
      for (int i = 0; i < words.size(); i++) {
        bits |= words.get(i).bits() << (WIDTH * i);
      }
      return new Wide(bits, words.size(), words.getLast().last());
    }

    List<Word> words() {
      var words = new ArrayList<Word>();
      for (int i = 0; i < count; i++) {
        long word = bits >>> (WIDTH * i) & (1 << WIDTH) - 1;
        words.add(new Word(word, last && i == count - 1));
      }
      return words;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5})
  void words_are_collected_up_to_n_or_to_the_last_one(int n) {
    long seed = 900L + n;
    var random = new Random(seed);
    var begun = new ArrayList<Word>();
    Deque<Wide> due = new ArrayDeque<>();
    int received = 0;
    try (var model = HARNESS.open()) {
      var source =
          StreamSource.setting(
              model,
              "narrow_" + n,
              () -> {
                var word = new Word(random.nextInt(1 << WIDTH), random.nextInt(4) == 0);
                model.port("narrow_" + n + "_bits").set(word.bits());
                model.port("narrowLast_" + n).set(word.last() ? 1 : 0);
                begun.add(word);
              });
      var sink = new StreamSink(model, "packed_" + n);
      for (int t = 0; t < CYCLES; t++) {
        source.drive(random, 80);
        sink.drive(random, 50);
        model.eval();
        boolean taken = source.taken();
        if (sink.takes()) {
          long count = model.port("packedCount_" + n).get();
          boolean last = model.port("packedLast_" + n).get() == 1;
          var wide = new Wide(sink.word(), (int) count, last);
          assertEquals(due.poll(), wide, "cycle " + t + ", seed " + seed);
          received++;
        }
        if (taken && (begun.size() == n || begun.getLast().last())) {
          due.add(Wide.of(begun));
          begun.clear();
        }
        model.step();
      }
    }
    assertTrue(received > CYCLES / 10, received + " received, seed " + seed);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5})
  void a_wide_word_leaves_as_the_words_it_holds(int n) {
    long seed = 950L + n;
    var random = new Random(seed);
    Deque<Word> due = new ArrayDeque<>();
    int received = 0;
    try (var model = HARNESS.open()) {
      var source =
          StreamSource.setting(
              model,
              "wide_" + n,
              () -> {
                long bits = random.nextLong() & (1L << (WIDTH * n)) - 1;
                var wide = new Wide(bits, 1 + random.nextInt(n), random.nextBoolean());
                model.port("wide_" + n + "_bits").set(wide.bits());
                model.port("wideLast_" + n).set(wide.last() ? 1 : 0);
                model.port("wideCount_" + n).set(wide.count());
                due.addAll(wide.words());
              });
      var sink = new StreamSink(model, "single_" + n);
      for (int t = 0; t < CYCLES; t++) {
        source.drive(random, 80);
        sink.drive(random, 60);
        model.eval();
        boolean taken = source.taken();
        if (sink.takes()) {
          var word = new Word(sink.word(), model.port("singleLast_" + n).get() == 1);
          assertEquals(due.poll(), word, "cycle " + t + ", seed " + seed);
          received++;
        }
        assertTrue(!taken || due.isEmpty(), "left early in cycle " + t + ", seed " + seed);
        model.step();
      }
    }
    assertTrue(received > CYCLES / 4, received + " received, seed " + seed);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5})
  void collecting_takes_a_word_in_every_cycle(int n) {
    try (var model = HARNESS.open()) {
      model.port("narrow_" + n + "_valid").set(1);
      model.port("packed_" + n + "_ready").set(1);
      for (int t = 0; t < 100; t++) {
        model.eval();
        assertEquals(1, model.port("narrow_" + n + "_ready").get(), "cycle " + t);
        long complete = t > 0 && t % n == 0 ? 1 : 0;
        assertEquals(complete, model.port("packed_" + n + "_valid").get(), "cycle " + t);
        model.step();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5})
  void spreading_sends_a_word_in_every_cycle(int n) {
    try (var model = HARNESS.open()) {
      model.port("wide_" + n + "_valid").set(1);
      model.port("wideCount_" + n).set(n);
      model.port("single_" + n + "_ready").set(1);
      for (int t = 0; t < 100; t++) {
        model.eval();
        assertEquals(1, model.port("single_" + n + "_valid").get(), "cycle " + t);
        long leaves = t % n == n - 1 ? 1 : 0;
        assertEquals(leaves, model.port("wide_" + n + "_ready").get(), "cycle " + t);
        model.step();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5})
  void a_count_of_0_sends_one_word_and_one_above_n_sends_n(int n) {
    int above = (1 << (32 - Integer.numberOfLeadingZeros(n))) - 1;
    try (var model = HARNESS.open()) {
      model.port("wide_" + n + "_valid").set(1);
      model.port("single_" + n + "_ready").set(1);
      model.port("wideCount_" + n).set(0);
      model.eval();
      assertEquals(1, model.port("wide_" + n + "_ready").get());
      model.port("wideCount_" + n).set(above);
      for (int t = 0; t < n; t++) {
        model.eval();
        assertEquals(t == n - 1 ? 1 : 0, model.port("wide_" + n + "_ready").get(), "word " + t);
        model.step();
      }
    }
  }
}
