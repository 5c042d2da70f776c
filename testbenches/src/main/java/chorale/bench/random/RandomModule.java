package chorale.bench.random;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.SInt;
import chorale.hdl.UInt;
import chorale.hdl.Vec;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * A module of random operators on values of 1 to 80 bits, with registers, a memory, wires under
 * trees of conditions, and a state machine. Equal seeds give equal modules.
 */
final class RandomModule extends Module {
  private static final int WIDEST = 80;
  private static final int OPERATORS = 40;

  /** States that a random module walks through. */
  enum Phase {
    WAIT,
    WORK,
    REST
  }

  /** All inputs, in order; they are named {@code in_0} and so on. */
  final List<Bits> in = new ArrayList<>();

  /** All outputs, in order; they are named {@code out_0} and so on. */
  final List<Bits> out = new ArrayList<>();

  private final Random random;
  private final List<UInt> unsigned = new ArrayList<>();
  private final List<SInt> signed = new ArrayList<>();
  private final List<Bool> bools = new ArrayList<>();

  RandomModule(Module parent, long seed) {
    super(parent);
    random = new Random(seed);
    for (int i = 0; i < 3; i++) {
      var u = in(width());
      var s = inS(width());
      var b = inBool();
      in.addAll(List.of(u, s, b));
      unsigned.add(u);
      signed.add(s);
      bools.add(b);
    }
    var counter = reg(width(), 1);
    var data = regWithoutReset(width());
    var total = regS(width());
    var flag = regBool(true);
    var phase = reg(Phase.WORK);
    unsigned.addAll(List.of(counter, data));
    signed.add(total);
    bools.addAll(List.of(flag, phase.is(Phase.REST)));
    var words = mem(4 << random.nextInt(3), width());
    for (int i = 0; i < OPERATORS; i++) {
      operator();
      if (i % 20 == 10) {
        unsigned.add(words.read(pick(unsigned).resize(log2(words.depth()))));
      }
      if (i % 20 == 15) {
        var u = wire(width());
        u.set(narrowed(u.width()));
        tree(2, () -> u.set(narrowed(u.width())));
        unsigned.add(u);
        var s = wireS(width());
        s.set(narrowedSigned(s.width()));
        tree(2, () -> s.set(narrowedSigned(s.width())));
        signed.add(s);
      }
    }
    counter.set(narrowed(counter.width()));
    tree(2, () -> counter.set(narrowed(counter.width())));
    tree(3, () -> data.set(narrowed(data.width())));
    tree(3, () -> total.set(narrowedSigned(total.width())));
    tree(1, () -> flag.set(pick(bools)));
    tree(1, () -> words.write(narrowed(log2(words.depth())), narrowed(words.width())));
    when(
        pick(bools),
        () ->
            match(phase)
                .on(Phase.WAIT, () -> phase.set(Phase.WORK))
                .on(Phase.WORK, () -> tree(1, () -> phase.set(Phase.REST)))
                .on(Phase.REST, () -> phase.set(Phase.WAIT)));
    for (int i = 0; i < 4; i++) {
      UInt u = unsigned.get(unsigned.size() - 1 - i);
      var y = out(u.width());
      y.set(u);
      SInt s = signed.get(signed.size() - 1 - i);
      var z = outS(s.width());
      z.set(s);
      var b = outBool();
      b.set(bools.get(bools.size() - 1 - i));
      out.addAll(List.of(y, z, b));
    }
  }

  private int width() {
    return 1 + random.nextInt(random.nextBoolean() ? 12 : WIDEST);
  }

  /** One of {@code pool}, rather a late one, so that expressions grow deep. */
  private <T> T pick(List<T> pool) {
    double r = random.nextDouble();
    return pool.get(pool.size() - 1 - (int) (pool.size() * r * r));
  }

  private UInt narrowed(int width) {
    return pick(unsigned).resize(1 + random.nextInt(width));
  }

  private SInt narrowedSigned(int width) {
    SInt s = pick(signed);
    return s.width() <= width ? s : s.asUInt().truncate(width).asSInt();
  }

  private void tree(int depth, Runnable assign) {
    if (depth == 0) {
      assign.run();
      return;
    }
    var chain = when(pick(bools), () -> tree(depth - 1, assign));
    if (random.nextBoolean()) {
      chain = chain.elseWhen(pick(bools), () -> tree(depth - 1, assign));
    }
    if (random.nextBoolean()) {
      chain.otherwise(() -> tree(depth - 1, assign));
    }
  }

  private void operator() {
    switch (random.nextInt(3)) {
      case 0 -> unsigned.add(named(operatorU()));
      case 1 -> signed.add(named(operatorS()));
      default -> bools.add(operatorB());
    }
  }

  private UInt named(UInt u) {
    UInt v = u.width() > WIDEST ? u.truncate(WIDEST) : u;
    return random.nextInt(3) == 0 && !unsigned.contains(v) ? v.named("value") : v;
  }

  private SInt named(SInt s) {
    SInt v = s.width() > WIDEST ? s.asUInt().slice(WIDEST, 1).asSInt() : s;
    return random.nextInt(3) == 0 && !signed.contains(v) ? v.named("number") : v;
  }

  private UInt operatorU() {
    UInt a = pick(unsigned);
    UInt b = pick(unsigned);
    Bool p = pick(bools);
    int hi = random.nextInt(a.width());
    return any(
        () -> a.plus(b),
        () -> a.minus(b),
        () -> a.times(b),
        () -> a.plusCarry(b),
        () -> a.and(b),
        () -> a.or(b),
        () -> a.xor(b),
        () -> a.not().and(b),
        () -> a.mask(p),
        () -> p.mux(a, b),
        () -> a.shl(random.nextInt(5)),
        () -> a.shr(random.nextInt(5)),
        () -> a.shl(b.resize(1 + random.nextInt(8))),
        () -> a.shr(b.resize(1 + random.nextInt(8))),
        () -> a.slice(hi, random.nextInt(hi + 1)),
        () -> Bits.cat(a, p, pick(signed)),
        () -> a.zext(Math.max(a.width(), WIDEST)),
        () -> pick(signed).asUInt(),
        () -> Vec.of(List.of(a, b, pick(unsigned))).at(pick(unsigned)),
        () -> {
          int w = width();
          return UInt.lit(new BigInteger(w, random), w).plus(a);
        });
  }

  private SInt operatorS() {
    SInt a = pick(signed);
    SInt b = pick(signed);
    Bool p = pick(bools);
    int w = 1 + random.nextInt(12);
    return any(
        () -> a.plus(b),
        () -> a.minus(b),
        () -> a.times(b),
        () -> a.plus(b).times(b.minus(a)),
        () -> p.mux(a, b).times(a),
        () -> a.times(b).sext(Math.max(WIDEST, a.width() + b.width())).plus(a),
        () -> a.shr(pick(unsigned).resize(1 + random.nextInt(8))),
        () -> a.sext(Math.max(a.width(), width())),
        () -> p.mux(a, b),
        () -> pick(unsigned).asSInt(),
        () -> a.plus(SInt.lit(-(1L << (w - 1)), w)),
        () -> SInt.lit(-(1L << (w - 1)), w).times(a),
        () -> a.minus(SInt.lit((1L << (w - 1)) - 1, w)));
  }

  private Bool operatorB() {
    UInt a = pick(unsigned);
    UInt b = pick(unsigned);
    SInt s = pick(signed);
    SInt t = pick(signed);
    Bool p = pick(bools);
    Bool q = pick(bools);
    return any(
        () -> a.eq(b),
        () -> a.ne(b),
        () -> a.lt(b),
        () -> a.le(b),
        () -> a.gt(b),
        () -> a.ge(b),
        () -> s.eq(t),
        () -> s.ne(t),
        () -> s.lt(t),
        () -> s.le(t),
        () -> a.bit(random.nextInt(a.width())),
        () -> a.bit(b.resize(1 + random.nextInt(8))),
        () -> a.any(),
        () -> a.all(),
        () -> a.not().parity(),
        () -> p.and(q),
        () -> p.or(q),
        () -> p.xor(q),
        () -> p.andNot(q),
        () -> p.not(),
        () -> p.mux(q, pick(bools)),
        () -> q.or(Bool.lit(random.nextBoolean())));
  }

  @SafeVarargs
  private <T> T any(Supplier<T>... choices) {
    return choices[random.nextInt(choices.length)].get();
  }
}
