package chorale.bench.random;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Choice;
import chorale.hdl.Memory;
import chorale.hdl.Memory.Collision;
import chorale.hdl.Module;
import chorale.hdl.SInt;
import chorale.hdl.UInt;
import chorale.hdl.Vec;
import chorale.hdl.ir.Reset;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A module of random operators on values of 1 to 80 bits (every fourth module: to 8 bits, so that a
 * prover can multiply them), with registers, four memories (one written by lanes, one by two ports,
 * one never), vectors of registers, wires under trees of conditions, wires that are constant,
 * values built twice, two state machines, and any kind of reset. Every operator of the language
 * occurs. Equal seeds give equal modules.
 */
final class RandomModule extends Module {
  private static final int WIDE = 80;
  private static final int NARROW = 8;
  private static final long GOLDEN_RATIO = 0x9E37_79B9_7F4A_7C15L;
  private static final int OPERATORS = 40;

  /** States that a random module walks through. */
  enum Phase {
    WAIT,
    WORK,
    REST
  }

  /** Two states, so one bit. */
  enum Gate {
    OPEN,
    SHUT
  }

  /** All inputs, in order; they are named {@code in_0} and so on. */
  final List<Bits> in = new ArrayList<>();

  /** All outputs, in order; they are named {@code out_0} and so on. */
  final List<Bits> out = new ArrayList<>();

  private final Random random;
  private final int widest;
  private final List<UInt> unsigned = new ArrayList<>();
  private final List<SInt> signed = new ArrayList<>();
  private final List<Bool> bools = new ArrayList<>();

  RandomModule(Module parent, long seed) {
    super(parent, Reset.values()[(int) (seed & 3)]);
    random = new Random(seed * GOLDEN_RATIO); // seeds in a row begin with almost equal numbers
    widest = random.nextInt(4) == 0 ? NARROW : WIDE;
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
    var wide = width();
    var pattern = reg(wide, new BigInteger(wide, random));
    var total = regS(width());
    var flag = regBool(true);
    var phase = reg(Phase.WORK);
    var before = reg(Phase.WAIT);
    var gate = reg(Gate.SHUT);
    int element = width();
    var lanes = Vec.of(2 + random.nextInt(4), _ -> reg(element));
    int number = width();
    var numbers = Vec.of(2 + random.nextInt(3), _ -> regS(number));
    var flags = Vec.of(2 + random.nextInt(3), _ -> regBool(random.nextBoolean()));
    unsigned.addAll(List.of(counter, data, pattern, phase.asUInt(), lanes.get(0)));
    signed.add(total);
    bools.addAll(List.of(flag, phase.is(Phase.REST), before.is(Phase.WORK), gate.is(Gate.OPEN)));
    int lane = 1 + random.nextInt(widest / 4);
    int enables = 1 << random.nextInt(3);
    var words = mem(4 << random.nextInt(3), lane * enables);
    words.onCollision(Collision.values()[random.nextInt(3)]);
    if (random.nextBoolean()) {
      words.contents(contents(random.nextInt(words.depth()), words.width()));
    }
    var odd = mem(3 + random.nextInt(5), width());
    var dual = mem(8, width());
    var even = dual.port();
    var uneven = dual.port();
    var table = mem(2 << random.nextInt(3), width());
    table.contents(contents(table.depth(), table.width()));
    constants();
    for (int i = 0; i < OPERATORS; i++) {
      operator();
      switch (i % 20) {
        case 1 -> signed.add(numbers.at(pick(unsigned)));
        case 2 -> bools.add(flags.at(pick(unsigned)));
        case 3 -> unsigned.add(table.read(address(table)));
        case 4 -> unsigned.add(lanes.at(pick(unsigned)));
        case 6 -> unsigned.add(words.syncRead(address(words), pick(bools)));
        case 7 -> unsigned.add(odd.read(address(odd)));
        case 10 -> unsigned.add(words.read(address(words)));
        case 12 -> unsigned.add(odd.syncRead(address(odd)));
        case 13 -> selected(phase, gate);
        case 14 -> unsigned.add(even.syncRead(address(dual), pick(bools)));
        case 15 -> wires();
        case 17 -> {
          unsigned.add(delayed(pick(unsigned)));
          signed.add(delayed(pick(signed)));
          bools.add(delayed(pick(bools)));
        }
        default -> {}
      }
    }
    counter.set(narrowed(counter.width()));
    tree(2, () -> counter.set(narrowed(counter.width())));
    tree(3, () -> data.set(narrowed(data.width())));
    tree(1, () -> pattern.set(random.nextInt(2)));
    tree(3, () -> total.set(narrowedSigned(total.width())));
    tree(1, () -> total.set(-random.nextInt(2)));
    tree(1, () -> flag.set(pick(bools)));
    tree(2, () -> flag.set(random.nextBoolean()));
    tree(1, () -> lanes.set(this, index(lanes), narrowed(element)));
    tree(1, () -> numbers.set(this, index(numbers), narrowedSigned(number)));
    tree(1, () -> flags.set(this, index(flags), pick(bools)));
    tree(1, () -> words.write(address(words), narrowed(words.width())));
    tree(
        1,
        () ->
            words.write(
                address(words),
                pick(unsigned).resize(words.width()),
                pick(unsigned).resize(enables)));
    tree(1, () -> even.write(half(false), narrowed(dual.width())));
    tree(1, () -> uneven.write(half(true), narrowed(dual.width())));
    tree(2, () -> odd.write(address(odd), narrowed(odd.width())));
    before.set(phase);
    when(
        pick(bools),
        () ->
            match(phase)
                .on(Phase.WAIT, () -> phase.set(Phase.WORK))
                .on(Phase.WORK, () -> tree(1, () -> phase.set(Phase.REST)))
                .on(Phase.REST, () -> phase.set(Phase.WAIT)));
    match(gate)
        .on(Gate.OPEN, () -> tree(1, () -> gate.set(Gate.SHUT)))
        .otherwise(() -> tree(1, () -> gate.set(Gate.OPEN)));
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
    return 1 + random.nextInt(random.nextBoolean() ? Math.min(12, widest) : widest);
  }

  /** Wires whose value is known, and one that is known behind a condition that is. */
  private void constants() {
    var mask = wire(width());
    mask.set(random.nextInt(2));
    var offset = wireS(width());
    offset.set(-random.nextInt(2));
    var always = wireBool();
    always.set(random.nextBoolean());
    var chosen = wire(width());
    chosen.set(narrowed(chosen.width()));
    when(always.and(mask.eq(0)), () -> chosen.set(1));
    when(Bool.lit(random.nextBoolean()), () -> tree(1, () -> chosen.set(0)));
    unsigned.addAll(List.of(mask, chosen));
    signed.add(offset);
    bools.add(always);
  }

  /** Wires under trees of conditions. */
  private void wires() {
    var u = wire(width());
    u.set(narrowed(u.width()));
    tree(2, () -> u.set(narrowed(u.width())));
    unsigned.add(u);
    var s = wireS(width());
    s.set(narrowedSigned(s.width()));
    tree(2, () -> s.set(narrowedSigned(s.width())));
    signed.add(s);
    var b = wireBool();
    b.set(pick(bools));
    tree(1, () -> b.set(random.nextBoolean()));
    bools.add(b);
  }

  /** Wires by the state, with all constants named and with some. */
  private void selected(Choice<Phase> phase, Choice<Gate> gate) {
    var u = wire(width());
    match(phase)
        .on(Phase.WORK, () -> u.set(narrowed(u.width())))
        .on(Phase.REST, () -> u.set(narrowed(u.width())))
        .on(Phase.WAIT, () -> u.set(0));
    var b = wireBool();
    match(phase)
        .on(
            Phase.REST,
            () -> match(gate).on(Gate.OPEN, () -> b.set(pick(bools))).otherwise(() -> b.set(true)))
        .otherwise(() -> b.set(pick(bools)));
    unsigned.add(u);
    bools.add(b);
  }

  private List<BigInteger> contents(int words, int width) {
    return Stream.generate(() -> new BigInteger(width, random)).limit(words).toList();
  }

  /** An index wide enough to reach all elements. */
  private UInt index(Vec<?> elements) {
    UInt u = pick(unsigned);
    return u.resize(Math.max(u.width(), log2(elements.size())));
  }

  /** An even or odd address of a memory of 8 words: two ports must not write one word. */
  private UInt half(boolean odd) {
    return Bits.cat(pick(unsigned).resize(2), Bool.lit(odd));
  }

  /** An address below the depth. */
  private UInt address(Memory memory) {
    var index = pick(unsigned).resize(log2(memory.depth()));
    return Integer.bitCount(memory.depth()) == 1
        ? index
        : index.lt(memory.depth()).mux(index, UInt.lit(0, 1));
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
      default -> bools.add(named(operatorB()));
    }
  }

  /** Some values get a name; what may be a port, or has a name already, becomes a new value. */
  private UInt named(UInt u) {
    UInt v = u.width() > widest ? u.truncate(widest) : u;
    return random.nextInt(3) == 0 ? v.plus(pick(unsigned)).named("value") : v;
  }

  private SInt named(SInt s) {
    SInt v = s.width() > widest ? s.asUInt().slice(widest, 1).asSInt() : s;
    return random.nextInt(3) == 0 ? v.minus(pick(signed)).named("number") : v;
  }

  private Bool named(Bool b) {
    return random.nextInt(6) == 0 ? b.xor(pick(bools)).named("condition") : b;
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
        () -> a.truncate(1 + hi),
        () -> a.plus(1),
        () -> a.minus(1),
        () -> p.asUInt(),
        () -> Bits.cat(a),
        () -> a.plus(b).xor(b.plus(a)),
        () -> a.and(b).plus(a.and(b).shr(1)),
        () -> a.or(UInt.lit(0, 1)).and(a),
        () -> a.times(UInt.lit(random.nextInt(2), 1)),
        () -> a.shl(UInt.lit(random.nextInt(16), 4)),
        () -> a.shr(UInt.lit(random.nextInt(16), 4)),
        () -> Bits.cat(a, p, pick(signed)),
        () -> a.zext(Math.max(a.width(), widest)),
        () -> pick(signed).asUInt(),
        () -> Vec.of(List.of(a, b, pick(unsigned))).at(pick(unsigned)),
        () -> Vec.of(1 + random.nextInt(6), _ -> pick(unsigned)).at(b),
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
        () -> a.negate(),
        () -> a.plus(-random.nextInt(2)),
        () -> a.minus(-random.nextInt(2)),
        () -> a.times(b),
        () -> a.plus(b).times(b.minus(a)),
        () -> p.mux(a, b).times(a),
        () -> a.plus(b).minus(b.plus(a)),
        () -> a.times(SInt.lit(random.nextInt(2), 2)),
        () -> p.asUInt().asSInt(),
        () -> a.times(b).sext(Math.max(widest, a.width() + b.width())).plus(a),
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
        () -> a.eq(random.nextInt(2)),
        () -> a.ne(random.nextInt(2)),
        () -> a.lt(random.nextInt(2)),
        () -> a.le(random.nextInt(2)),
        () -> a.gt(random.nextInt(2)),
        () -> a.ge(random.nextInt(2)),
        () -> s.lt(-random.nextInt(2)),
        () -> s.le(-random.nextInt(2)),
        () -> s.gt(-random.nextInt(2)),
        () -> s.ge(-random.nextInt(2)),
        () -> s.eq(-random.nextInt(2)),
        () -> s.ne(-random.nextInt(2)),
        () -> s.isNegative(),
        () -> s.eq(t),
        () -> s.ne(t),
        () -> s.lt(t),
        () -> s.le(t),
        () -> s.gt(t),
        () -> s.ge(t),
        () -> a.bit(random.nextInt(a.width())),
        () -> a.bit(b.resize(1 + random.nextInt(8))),
        () -> a.any(),
        () -> a.all(),
        () -> a.parity(),
        () -> a.not().parity(),
        () -> a.eq(b).xor(b.eq(a)),
        () -> p.and(q),
        () -> p.or(q),
        () -> p.xor(q),
        () -> p.eq(q),
        () -> p.ne(q),
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
