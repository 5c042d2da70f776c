package chorale.rtl.read;

import chorale.hdl.Bool;
import chorale.hdl.Domain;
import chorale.hdl.Elaboration;
import chorale.hdl.Memory;
import chorale.hdl.Module;
import chorale.hdl.SInt;
import chorale.hdl.UInt;
import chorale.hdl.ir.Circuit;
import chorale.hdl.ir.Reset;
import chorale.hdl.lib.AsyncFifo;
import chorale.hdl.lib.Fifo;
import chorale.hdl.lib.Handshake;
import chorale.hdl.lib.ResetSynchronizer;
import chorale.rtl.Verilog;
import chorale.rtl.VerilogOptions;
import chorale.rtl.VerilogOptions.Flavour;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Small designs that together use every construct of the IR. */
final class Constructs {
  private Constructs() {}

  /** Every operator on unsigned values. */
  static final class Unsigned extends Module {
    Unsigned() {
      super(null);
      var a = in(4).named("a");
      var b = in(4).named("b");
      var narrow = in(2).named("narrow");
      var p = inBool().named("p");
      var q = inBool().named("q");
      out(4).named("sum").set(a.plus(b.plus(a.minus(b)).plus(narrow)));
      out(5).named("carry").set(a.plusCarry(b));
      out(4).named("difference").set(a.minus(b.minus(a)));
      out(8).named("product").set(a.times(b.plus(narrow)));
      out(6).named("lopsided").set(narrow.zext(3).times(a.slice(3, 1)));
      out(4).named("mixed").set(a.and(b).or(a.xor(b.xor(a))).and(b.not()));
      out(1).named("same").set(a.eq(b).asUInt());
      outBool().named("other").set(a.ne(narrow).xor(a.lt(b)).and(b.le(a).or(p)));
      outBool().named("reduced").set(a.any().andNot(a.all()).or(a.not().parity()));
      outBool().named("twice").set(p.not().not().xor(q));
      out(4).named("left").set(a.shl(narrow));
      out(4).named("right").set(a.shr(narrow.plus(1)));
      out(4).named("chosen").set(p.mux(a, q.mux(b, p.mux(q.mux(a, b), narrow.zext(4)))));
      out(7).named("joined").set(UInt.cat(a, p, narrow));
      out(6).named("padded").set(UInt.cat(UInt.lit(0, 2), a));
      out(5).named("padded_by_one").set(UInt.cat(UInt.lit(0, 1), a));
      out(9).named("extended").set(UInt.cat(a, p).plus(narrow));
      outBool().named("picked").set(a.bit(2).and(a.bit(narrow)));
      out(80).named("wide").set(UInt.lit(new BigInteger("f".repeat(19), 16), 80));
      out(40).named("decimal").set(UInt.lit(Integer.MAX_VALUE, 40));
    }
  }

  /** Every operator on signed values, and constants at the ends of their ranges. */
  static final class Signed extends Module {
    Signed() {
      super(null);
      var s = inS(4).named("s");
      var t = inS(4).named("t");
      var bit = inS(1).named("single");
      var n = in(2).named("n");
      var p = inBool().named("p");
      outS(8).named("sum").set(s.plus(t.sext(8)).plus(SInt.lit(-3, 8)));
      outS(8).named("product").set(s.times(t));
      outS(12).named("product_extended").set(s.times(t));
      outS(12).named("product_of_sums").set(s.plus(t).times(p.mux(s, t)));
      outS(12).named("multiply_add").set(s.times(t).sext(12).minus(t.times(t)).plus(s.sext(12)));
      outS(4).named("shifted").set(s.shr(n));
      outS(4).named("chosen").set(p.mux(s.minus(t), SInt.lit(-8, 4)));
      outS(1).named("least").set(p.mux(bit, SInt.lit(-1, 1)));
      outS(6).named("of_one_bit").set(bit);
      outS(4).named("positive").set(SInt.lit(7, 4));
      outBool().named("compared").set(s.lt(t).and(s.le(t)).and(s.eq(t).not()).and(s.lt(-2)));
      out(4).named("bits").set(s.plus(t).asUInt());
      outS(5).named("from_bits").set(UInt.cat(n, n, p).asSInt());
      outS(8).named("extended_from_bits").set(n.asSInt());
    }
  }

  enum Phase {
    IDLE,
    LOAD,
    RUN,
    DRAIN
  }

  enum Lone {
    ON,
    OFF
  }

  enum Side {
    LEFT,
    RIGHT
  }

  /** Registers with and without reset, a memory, processes, cases and nested conditions. */
  static final class Control extends Module {
    final Bool go = inBool();
    final Bool stop = inBool();
    final UInt address = in(4);
    final UInt data = in(12);
    final UInt word = out(12);
    final UInt code = out(3);
    final Bool quiet = outBool();
    final Bool left = outBool();

    Control() {
      super(null);
      var phase = reg(Phase.IDLE);
      var lone = reg(Lone.OFF);
      var side = reg(Side.LEFT); // never RIGHT, which therefore stands in a label only
      var count = reg(4, 9);
      var wide = reg(100);
      var difference = regS(5);
      var seen = regWithoutReset(12);
      var words = mem(16, 12);
      var marks = mem(10, 1);
      var next = wire(3);
      next.set(1);
      when(go, () -> when(stop, () -> next.set(2)).otherwise(() -> next.set(3)));
      code.set(0);
      match(phase)
          .on(Phase.IDLE, () -> code.set(next))
          .on(Phase.LOAD, () -> {})
          .otherwise(() -> code.set(7));
      match(lone).on(Lone.OFF, () -> quiet.set(go)).on(Lone.ON, () -> quiet.set(stop));
      match(phase)
          .on(
              Phase.IDLE,
              () -> {
                words.write(address, data);
                when(go, () -> phase.set(Phase.LOAD));
              })
          .on(Phase.LOAD, () -> phase.set(Phase.RUN))
          .on(
              Phase.RUN,
              () -> when(stop, () -> phase.set(Phase.DRAIN)).otherwise(() -> count.set(0)))
          .on(Phase.DRAIN, () -> seen.set(words.read(address.plus(1))));
      when(go, () -> {})
          .elseWhen(stop, () -> count.set(count.plus(1)))
          .elseWhen(count.eq(3), () -> wide.set(wide.not()))
          .otherwise(() -> difference.set(SInt.lit(-16, 5)));
      when(stop, () -> {}).otherwise(() -> marks.write(address, go.asUInt()));
      word.set(seen.xor(words.read(address)));
      match(side).on(Side.LEFT, () -> left.set(true)).on(Side.RIGHT, () -> left.set(go));
      var peek = marks.read(count);
      when(peek.any().and(wide.bit(99)), () -> lone.set(Lone.ON));
    }

    @Override
    protected String doc() {
      return "Four phases.\n\nThe second one, from Nowhere.java:3, does nothing.";
    }
  }

  /** Children that are equal, children that are not, and values on their ports of every kind. */
  static final class Family extends Module {
    Family() {
      super(null);
      var from = sink(8);
      var to = source(8);
      var a = new Fifo(this, 8, 4);
      var b = new Fifo(this, 8, 4);
      var c = new Fifo(this, 8, 3);
      a.enq.from(from);
      b.enq.from(a.deq);
      c.enq.from(b.deq);
      to.from(c.deq);
      var d = new Fifo(this, 2, 4);
      d.enq.valid().set(true);
      d.enq.bits().set(from.bits().slice(5, 4));
      d.deq.ready().set(from.valid().xor(to.ready()));
      out(3).named("held").set(d.count);
    }
  }

  /** Lines that have to be broken, of long names. */
  static final class Long extends Module {
    Long() {
      super(null);
      UInt sum = in(8).named("a_first_operand_with_a_name_of_some_length");
      Bool all = inBool().named("a_condition_with_a_name_that_fills_much_of_a_line");
      for (int i = 0; i < 30; i++) {
        UInt term = in(8).named("another_operand_of_a_long_sum_" + i);
        all = all.and(term.eq(i));
        sum = i % 7 == 3 ? sum.minus(term) : sum.plus(term);
      }
      var held = reg(8);
      UInt total = sum;
      when(all, () -> held.set(total)).elseWhen(all.not().or(total.any()), () -> held.set(0));
      out(8).named("result").set(held);
    }
  }

  /** No state, no clock, an input that nobody reads and an output by that name. */
  static final class Plain extends Module {
    Plain() {
      super(null);
      in(4).named("spare");
      outBool().named("unused").set(true);
    }
  }

  /** Several clocks and every kind of reset, with queues between. */
  static final class Clocks extends Module {
    private final Domain link = clockDomain(Reset.ASYNC_LOW);
    private final Domain slow = clockDomain(Reset.SYNC_LOW);

    Clocks() {
      super(null, Reset.ASYNC);
      var words = sink(8);
      var queue = new AsyncFifo(this, 8, 4, ownDomain(), link);
      queue.enq.from(words);
      var handshake = new Handshake(this, 8, link, slow);
      handshake.enq.from(queue.deq);
      source(8).from(handshake.deq);
      var raw = inBool().named("raw");
      var clean = new ResetSynchronizer(this, link.clock(), raw);
      var late = clockDomain(link.clock(), clean.reset, Reset.ASYNC);
      var gated = clockDomain(clock().and(raw), reset(), Reset.SYNC);
      var data = within(gated, () -> regWithoutReset(4));
      var pulses = within(late, () -> reg(4, 3));
      var own = reg(4);
      own.set(own.plus(1));
      data.set(in(4).named("gated_data"));
      when(pulses.ne(9), () -> pulses.set(pulses.plus(1)));
      within(late, () -> cover(pulses.eq(9), "nine pulses"));
      within(slow, () -> assertThat(handshake.deq.valid().or(inBool().named("idle")), "a word"));
      out(4).named("count").set(own);
      out(4).named("counted").set(pulses);
      out(4).named("taken").set(data);
    }
  }

  /** Memories with lanes, ports, contents, and every kind of collision. */
  static final class Memories extends Module {
    Memories() {
      super(null);
      var a = in(4).named("a");
      var b = in(4).named("b");
      var data = in(16).named("data");
      var go = inBool().named("go");
      var lanes = mem(16, 16).onCollision(Memory.Collision.ANY).named("lanes");
      when(go, () -> lanes.write(a, data, in(2).named("enables")));
      out(16).named("lane_word").set(lanes.syncRead(b, go));
      var bits = mem(16, 4).onCollision(Memory.Collision.WRITE_FIRST).named("bits");
      bits.write(b, data.truncate(4), in(4).named("bit_enables"));
      out(4).named("bit_word").set(bits.syncRead(a));
      var dual = mem(16, 16).named("dual");
      var first = dual.port();
      var second = dual.port();
      when(go, () -> first.write(a, data));
      when(go.not(), () -> second.write(b, data.plus(1)));
      out(16).named("first_word").set(first.syncRead(a, go));
      out(16).named("second_word").set(second.syncRead(b, go.not()));
      var table = mem(4, 8).contents(7, 0, 255).named("table");
      out(8).named("entry").set(table.read(a.truncate(2)));
      out(8).named("entry_behind").set(table.read(a.truncate(2).plus(1)));
      bits.write(b.plus(1), data.truncate(4));
    }
  }

  /** Checks and prints under conditions. */
  static final class Checked extends Module {
    Checked() {
      super(null);
      var a = in(4).named("a");
      var go = inBool().named("go");
      var count = reg(4);
      when(
              go,
              () -> {
                count.set(count.plus(a));
                assertThat(count.lt(12), "the count is \"small\", below 100 %, \\ and so on");
                printf("count %0d of %h, %b %%", count, a, go);
              })
          .otherwise(() -> assume(a.ne(3), "no three"));
      cover(count.eq(7), "seven");
      assertThat(count.ne(15), "a message, with \\, ".repeat(12) + "\"that\" has to stay whole\\");
      printf("step");
      out(4).named("value").set(count);
    }
  }

  static Map<String, Circuit> all() {
    var designs = new LinkedHashMap<String, Supplier<Module>>();
    designs.put("Unsigned", Unsigned::new);
    designs.put("Signed", Signed::new);
    designs.put("Control", Control::new);
    designs.put("Family", Family::new);
    designs.put("Long", Long::new);
    designs.put("Plain", Plain::new);
    designs.put("Clocks", Clocks::new);
    designs.put("Memories", Memories::new);
    designs.put("Checked", Checked::new);
    var circuits = new LinkedHashMap<String, Circuit>();
    designs.forEach((name, design) -> circuits.put(name, Elaboration.of(design)));
    return circuits;
  }

  /** All modules of a circuit in one text of Verilog-2005. */
  static String text(Circuit circuit) {
    return text(circuit, Flavour.VERILOG_2005);
  }

  /** All modules of a circuit in one text. */
  static String text(Circuit circuit, Flavour flavour) {
    var text = new StringWriter();
    try {
      Verilog.write(circuit, text, VerilogOptions.DEFAULT.withFlavour(flavour));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
