package chorale.hdl.lib;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.bench.RtlHarness;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.sim.Model;
import chorale.sim.Port;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Arbiters of several sizes against plain models of what each promises. */
final class ArbiterTest {
  private static final int[] SIZES = {1, 2, 3, 5, 8};
  private static final int LARGEST = 8;
  private static final int[] WEIGHTS = {3, 1, 2, 5, 1, 4, 1, 2};
  private static final int CYCLES = 3000;
  private static final RtlHarness HARNESS = RtlHarness.of("arbiters", Arbiters::new);

  private enum Type {
    PRIORITY,
    ROUND_ROBIN,
    WEIGHTED,
    MATRIX;

    Arbiter build(Module parent, int n) {
      return switch (this) {
        case PRIORITY -> new PriorityArbiter(parent, n);
        case ROUND_ROBIN -> new RoundRobinArbiter(parent, n);
        case WEIGHTED -> new WeightedArbiter(parent, weights(n));
        case MATRIX -> new MatrixArbiter(parent, n);
      };
    }

    Golden golden(int n) {
      return switch (this) {
        case PRIORITY -> new Lowest();
        case ROUND_ROBIN -> new Turns(n);
        case WEIGHTED -> new Rounds(weights(n));
        case MATRIX -> new Oldest(n);
      };
    }
  }

  private record Unit(Type type, int n) {
    static Stream<Unit> all() {
      return Stream.of(Type.values())
          .flatMap(t -> IntStream.of(SIZES).mapToObj(n -> new Unit(t, n)));
    }

    int index() {
      return all().toList().indexOf(this);
    }
  }

  private static final class Arbiters extends Module {
    final List<UInt> requests = new ArrayList<>();
    final List<Bool> take = new ArrayList<>();
    final List<UInt> grant = new ArrayList<>();

    Arbiters() {
      super(null);
      for (Unit unit : Unit.all().toList()) {
        var arbiter = unit.type().build(this, unit.n());
        UInt asked = in(unit.n());
        Bool used = inBool();
        UInt granted = out(unit.n());
        requests.add(asked);
        take.add(used);
        grant.add(granted);
        arbiter.requests.set(asked);
        arbiter.take.set(used);
        granted.set(arbiter.grant);
      }
    }
  }

  /** The ports of one arbiter. */
  private record Bench(Model model, Port requests, Port take, Port grant) {
    static Bench of(Model model, Unit unit) {
      int i = unit.index();
      return new Bench(
          model, model.port("requests_" + i), model.port("take_" + i), model.port("grant_" + i));
    }

    /** Runs one cycle and returns the number of the requester that has the grant, or -1. */
    int cycle(int asking, boolean taking) {
      requests.set(asking);
      take.set(taking ? 1 : 0);
      model.eval();
      int oneHot = (int) grant.get();
      assertTrue(Integer.bitCount(oneHot) <= 1, "grants " + Integer.toBinaryString(oneHot));
      model.step();
      return oneHot == 0 ? -1 : Integer.numberOfTrailingZeros(oneHot);
    }
  }

  private static int[] weights(int n) {
    return IntStream.of(WEIGHTS).limit(n).toArray();
  }

  /** Who should have the grant, and what is learnt when it is taken. */
  private sealed interface Golden {
    int grant(int requests);

    void taken(int winner, int requests);
  }

  private record Lowest() implements Golden {
    @Override
    public int grant(int requests) {
      return requests == 0 ? -1 : Integer.numberOfTrailingZeros(requests);
    }

    @Override
    public void taken(int winner, int requests) {}
  }

  /** Requesters in a circle. */
  private static final class Turns implements Golden {
    private final int n;
    private int next;

    Turns(int n) {
      this.n = n;
    }

    @Override
    public int grant(int requests) {
      return firstFrom(next, n, i -> requests >> i & 1);
    }

    @Override
    public void taken(int winner, int requests) {
      next = (winner + 1) % n;
    }
  }

  /** Requesters in a circle with purses that are filled when nobody who asks has a coin. */
  private static final class Rounds implements Golden {
    private final int[] weights;
    private int[] purse;
    private int next;

    Rounds(int[] weights) {
      this.weights = weights;
      this.purse = weights.clone();
    }

    @Override
    public int grant(int requests) {
      int rich = firstFrom(next, weights.length, i -> purse[i] > 0 ? requests >> i & 1 : 0);
      return rich >= 0 ? rich : firstFrom(next, weights.length, i -> requests >> i & 1);
    }

    @Override
    public void taken(int winner, int requests) {
      if (purse[winner] == 0) {
        purse = weights.clone();
      }
      purse[winner]--;
      next = (winner + 1) % weights.length;
    }
  }

  /** A list with the least recently served first. */
  private static final class Oldest implements Golden {
    private final List<Integer> waiting;

    Oldest(int n) {
      waiting = new ArrayList<>(IntStream.range(0, n).boxed().toList());
    }

    @Override
    public int grant(int requests) {
      return waiting.stream().filter(i -> (requests >> i & 1) == 1).findFirst().orElse(-1);
    }

    @Override
    public void taken(int winner, int requests) {
      waiting.remove(Integer.valueOf(winner));
      waiting.add(winner);
    }
  }

  private static int firstFrom(int start, int n, IntUnaryOperator asks) {
    for (int k = 0; k < n; k++) {
      int i = (start + k) % n;
      if (asks.applyAsInt(i) == 1) {
        return i;
      }
    }
    return -1;
  }

  static Stream<Unit> units() {
    return Unit.all();
  }

  @ParameterizedTest
  @MethodSource("units")
  void every_grant_is_the_one_its_rule_names(Unit unit) {
    long seed = 41_003L + unit.index();
    var random = new Random(seed);
    var golden = unit.type().golden(unit.n());
    try (var model = HARNESS.open()) {
      var bench = Bench.of(model, unit);
      for (int t = 0; t < CYCLES; t++) {
        int asking = random.nextInt(1 << unit.n());
        boolean taking = random.nextInt(3) > 0;
        int expected = golden.grant(asking);
        assertEquals(expected, bench.cycle(asking, taking), "cycle " + t + ", seed " + seed);
        if (taking && expected >= 0) {
          golden.taken(expected, asking);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Type.class,
      names = {"ROUND_ROBIN", "MATRIX"})
  void who_keeps_asking_is_served_within_as_many_grants_as_there_are_requesters(Type type) {
    long seed = 5_117;
    var random = new Random(seed);
    var waits = new int[LARGEST];
    int asking = 0;
    try (var model = HARNESS.open()) {
      var bench = Bench.of(model, new Unit(type, LARGEST));
      for (int t = 0; t < CYCLES; t++) {
        asking |= random.nextInt(1 << LARGEST);
        int winner = bench.cycle(asking, true);
        for (int i = 0; i < LARGEST; i++) {
          waits[i] = i == winner || (asking >> i & 1) == 0 ? 0 : waits[i] + 1;
          assertTrue(waits[i] < LARGEST, i + " waits in cycle " + t + ", seed " + seed);
        }
        asking = winner < 0 ? 0 : asking & ~(1 << winner);
      }
    }
  }

  @Test
  void if_all_keep_asking_every_round_gives_each_exactly_its_weight() {
    int round = IntStream.of(WEIGHTS).sum();
    try (var model = HARNESS.open()) {
      var bench = Bench.of(model, new Unit(Type.WEIGHTED, LARGEST));
      for (int r = 0; r < 20; r++) {
        var served = new int[LARGEST];
        for (int t = 0; t < round; t++) {
          served[bench.cycle((1 << LARGEST) - 1, true)]++;
        }
        assertArrayEquals(WEIGHTS, served, "round " + r);
      }
    }
  }

  @Test
  void a_weighted_requester_waits_for_no_more_than_the_documented_grants_of_others() {
    long seed = 90_211;
    var random = new Random(seed);
    int sum = IntStream.of(WEIGHTS).sum();
    var waits = new int[LARGEST];
    int asking = 0;
    try (var model = HARNESS.open()) {
      var bench = Bench.of(model, new Unit(Type.WEIGHTED, LARGEST));
      for (int t = 0; t < 3 * CYCLES; t++) {
        asking |= random.nextInt(1 << LARGEST);
        int winner = bench.cycle(asking, true);
        for (int i = 0; i < LARGEST; i++) {
          waits[i] = i == winner || (asking >> i & 1) == 0 ? 0 : waits[i] + 1;
          String where = i + " waits in cycle " + t + ", seed " + seed;
          assertTrue(waits[i] <= sum - WEIGHTS[i] + LARGEST - 1, where);
        }
        asking = winner < 0 ? 0 : asking & ~(1 << winner);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("units")
  void a_grant_that_nobody_takes_stays_where_it_is(Unit unit) {
    int all = (1 << unit.n()) - 1;
    try (var model = HARNESS.open()) {
      var bench = Bench.of(model, unit);
      bench.cycle(all, true);
      int winner = bench.cycle(all, false);
      for (int t = 0; t < 5; t++) {
        assertEquals(winner, bench.cycle(all, false), "cycle " + t);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("units")
  void a_take_without_a_request_changes_nothing(Unit unit) {
    int all = (1 << unit.n()) - 1;
    var golden = unit.type().golden(unit.n());
    try (var model = HARNESS.open()) {
      var bench = Bench.of(model, unit);
      golden.taken(bench.cycle(all, true), all);
      assertEquals(-1, bench.cycle(0, true));
      assertEquals(golden.grant(all), bench.cycle(all, true));
    }
  }
}
