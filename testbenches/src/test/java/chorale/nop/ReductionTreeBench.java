package chorale.nop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.nop.ReductionTree.Shape;
import chorale.sim.Model;
import chorale.sim.Port;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/**
 * Plays the home and the leaves of a {@link ReductionTree}: tokens go down in order, a leaf answers
 * each a while after it came, in any order, and the sums are taken. How fast anything moves is
 * chance.
 */
final class ReductionTreeBench {
  private static final int DISPATCH_FLITS = 3;
  private static final int GATE_PLACES = 4;

  /** A token: its leaves, and what each sends to each segment (null of others). */
  record Token(long leaves, List<List<int[]>> vectors) {}

  /** A sum of one segment as it came out. */
  record Sum(long tag, long leaves, List<BigInteger> body, long cycle) {}

  /** How many of 100 cycles each side is active in, and the longest time a leaf takes. */
  record Pace(int dispatch, int forks, int sends, int drains, int longest) {
    static final Pace FULL = new Pace(100, 100, 100, 100, 1);

    static Pace of(Random r) {
      return new Pace(
          10 + r.nextInt(91),
          10 + r.nextInt(91),
          10 + r.nextInt(91),
          10 + r.nextInt(91),
          1 + r.nextInt(200));
    }
  }

  private record Side(Port valid, Port flit, Port credit) {
    static Side of(Model model, String name) {
      return new Side(
          model.port(name + "_valid"), model.port(name + "_flit"), model.port(name + "_credit"));
    }
  }

  /** A way into the hardware: flits wait for a credit. */
  private static final class Into {
    private final Side side;
    private final Deque<BigInteger> flits = new ArrayDeque<>();
    private int credits;

    Into(Side side, int credits) {
      this.side = side;
      this.credits = credits;
    }

    void drive(boolean now) {
      boolean sends = now && credits > 0 && !flits.isEmpty();
      side.valid.set(sends ? 1 : 0);
      if (sends) {
        side.flit.setWide(flits.remove());
        credits--;
      }
    }

    void look() {
      credits += (int) side.credit.get();
    }
  }

  /** A way out of the hardware: flits are held until a place is freed. */
  private static final class OutOf {
    private final Side side;
    private final int places;
    private int held;
    private boolean frees;

    OutOf(Side side, int places) {
      this.side = side;
      this.places = places;
    }

    void drive(boolean now) {
      frees = now && held > 0;
      side.credit.set(frees ? 1 : 0);
    }

    BigInteger look() {
      held -= frees ? 1 : 0;
      if (side.valid.get() == 0) {
        return null;
      }
      held++;
      assertTrue(held <= places, "a flit without a place");
      return side.flit.getWide();
    }
  }

  /** A leaf's answer to one segment, ready from a cycle on. */
  private record Answer(long ready, List<BigInteger> packet) {}

  private final Model model;
  private final Shape shape;
  private final Random random;
  private final Pace pace;
  private final List<Token> tokens;
  private final Into dispatch;
  private final OutOf root;
  private final OutOf home;
  private final List<Into> toGroup = new ArrayList<>();
  private final List<OutOf> fromGroup = new ArrayList<>();
  private final List<Into> leaves = new ArrayList<>();
  private final List<List<Answer>> answers = new ArrayList<>();
  private final int[] seen;
  private final List<Sum> sums = new ArrayList<>();
  private final Port[] up;
  private final Port[] waits;
  private long forkMask;
  private Sum open;

  /** Flits that went up from each group, flits at the home, cycles in which a gate waited. */
  final long[] upFlits;

  long homeFlits;
  long firstFlit = -1;
  long waited;

  ReductionTreeBench(Model model, Shape shape, List<Token> tokens, Pace pace, Random random) {
    this.model = model;
    this.shape = shape;
    this.tokens = tokens;
    this.pace = pace;
    this.random = random;
    dispatch = new Into(Side.of(model, "toRoot"), GATE_PLACES);
    root = new OutOf(Side.of(model, "fromRoot"), GATE_PLACES);
    home = new OutOf(Side.of(model, "sum"), ReductionTree.PLACES);
    up = new Port[shape.groups()];
    waits = new Port[shape.groups() + 1];
    waits[0] = model.port("waits_0");
    for (int g = 0; g < shape.groups(); g++) {
      toGroup.add(new Into(Side.of(model, "toGroup_" + g), GATE_PLACES));
      fromGroup.add(new OutOf(Side.of(model, "fromGroup_" + g), GATE_PLACES));
      up[g] = model.port("up_" + g);
      waits[g + 1] = model.port("waits_" + (g + 1));
    }
    for (int l = 0; l < shape.leaves(); l++) {
      leaves.add(new Into(Side.of(model, "leaf_" + l), 4));
      answers.add(new ArrayList<>());
    }
    seen = new int[shape.groups()];
    upFlits = new long[shape.groups()];
    for (int t = 0; t < tokens.size(); t++) {
      for (int k = 0; k < DISPATCH_FLITS; k++) {
        boolean tail = k == DISPATCH_FLITS - 1;
        long fields = k > 0 ? t : id(t) << shape.leaves() | tokens.get(t).leaves;
        dispatch.flits.add(flit(k == 0, tail, BigInteger.valueOf(fields)));
      }
    }
  }

  private static long id(int token) {
    return token % (1 << Shape.TAG_BITS - 1);
  }

  private static BigInteger flit(boolean head, boolean tail, BigInteger payload) {
    return payload.or(BigInteger.valueOf((head ? 2 : 0) + (tail ? 1 : 0)).shiftLeft(64));
  }

  /** Runs until all sums have come. */
  List<Sum> run(int limit) {
    int all = tokens.size() * ReductionTree.SEGMENTS.size();
    while (sums.size() < all) {
      assertTrue(model.cycle() < limit, () -> "%d of %d sums: stuck".formatted(sums.size(), all));
      cycle();
    }
    assertEquals(0, model.port("fault").get());
    return sums;
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private void cycle() {
    dispatch.drive(chance(pace.dispatch));
    boolean full = toGroup.stream().anyMatch(g -> g.flits.size() > 3);
    root.drive(!full && chance(pace.forks));
    home.drive(chance(pace.drains));
    for (int g = 0; g < shape.groups(); g++) {
      toGroup.get(g).drive(chance(pace.forks));
      fromGroup.get(g).drive(chance(pace.forks));
    }
    for (int l = 0; l < shape.leaves(); l++) {
      begin(l);
      leaves.get(l).drive(chance(pace.sends));
    }
    model.eval();
    dispatch.look();
    toGroup.forEach(Into::look);
    leaves.forEach(Into::look);
    fork(root.look());
    for (int g = 0; g < shape.groups(); g++) {
      arrive(g, fromGroup.get(g).look());
      upFlits[g] += up[g].get();
    }
    for (Port w : waits) {
      waited += w.get();
    }
    take(home.look());
    model.step();
  }

  /** Copies a flit of a dispatch to each group that has one of its leaves. */
  private void fork(BigInteger flit) {
    if (flit == null) {
      return;
    }
    forkMask = flit.testBit(65) ? flit.longValue() : forkMask;
    for (int g = 0; g < shape.groups(); g++) {
      long mine = (1L << shape.leavesPerGroup()) - 1 << g * shape.leavesPerGroup();
      if ((forkMask & mine) != 0) {
        toGroup.get(g).flits.add(flit);
      }
    }
  }

  /** A token is complete at its leaves of group {@code g}: each will answer all its segments. */
  private void arrive(int g, BigInteger flit) {
    if (flit == null || !flit.testBit(64)) {
      return;
    }
    int first = g * shape.leavesPerGroup();
    long mine = (1L << shape.leavesPerGroup()) - 1 << first;
    while ((tokens.get(seen[g]).leaves & mine) == 0) {
      seen[g]++;
    }
    int t = seen[g]++;
    assertEquals(t, flit.longValue(), "the dispatches of a group keep their order");
    for (int l = first; l < first + shape.leavesPerGroup(); l++) {
      List<int[]> vectors = tokens.get(t).vectors.get(l);
      for (int s = 0; vectors != null && s < vectors.size(); s++) {
        long ready = model.cycle() + 1 + random.nextInt(pace.longest);
        answers.get(l).add(new Answer(ready, packet(l, t, s, vectors.get(s))));
      }
    }
  }

  private List<BigInteger> packet(int l, int token, int segment, int[] vector) {
    long tag = (long) segment << Shape.TAG_BITS - 1 | id(token);
    long fields = tag << shape.leaves() | 1L << l;
    List<BigInteger> body = ReductionModel.pack(vector, 16, 64);
    var packet = new ArrayList<BigInteger>();
    packet.add(flit(true, false, BigInteger.valueOf(fields)));
    for (int k = 0; k < body.size(); k++) {
      packet.add(flit(false, k == body.size() - 1, body.get(k)));
    }
    return packet;
  }

  /** A leaf that sends nothing begins with any answer that is ready. */
  private void begin(int l) {
    if (leaves.get(l).flits.isEmpty()) {
      var ready = answers.get(l).stream().filter(a -> a.ready <= model.cycle()).toList();
      if (!ready.isEmpty()) {
        Answer next = ready.get(random.nextInt(ready.size()));
        answers.get(l).remove(next);
        leaves.get(l).flits.addAll(next.packet);
      }
    }
  }

  private void take(BigInteger flit) {
    if (flit == null) {
      return;
    }
    homeFlits++;
    firstFlit = firstFlit < 0 ? model.cycle() : firstFlit;
    BigInteger payload = flit.mod(BigInteger.ONE.shiftLeft(64));
    if (flit.testBit(65)) {
      long fields = payload.longValueExact();
      long mask = fields & (1L << shape.leaves()) - 1;
      open = new Sum(fields >>> shape.leaves(), mask, new ArrayList<>(), model.cycle());
    } else {
      open.body.add(payload);
    }
    if (flit.testBit(64)) {
      sums.add(open);
    }
  }
}
