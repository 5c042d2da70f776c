package chorale.rtl;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.SInt;
import chorale.hdl.UInt;

/** Small designs whose Verilog is held as text. */
final class Designs {
  private Designs() {}

  static final class Counter extends Module {
    final Bool enable = inBool();
    final UInt value = out(8);

    Counter() {
      super(null);
      var count = reg(8);
      when(enable, () -> count.set(count.plus(1)));
      value.set(count);
    }

    @Override
    protected String doc() {
      return "Counts the cycles in which enable is 1.\nWraps after 256.";
    }
  }

  static final class MultiplyAdd extends Module {
    final SInt a = inS(8);
    final SInt b = inS(8);
    final SInt sum = outS(24);

    MultiplyAdd() {
      super(null);
      var total = regS(24);
      total.set(total.plus(a.times(b).sext(24)));
      sum.set(total);
    }
  }

  static final class Lights extends Module {
    enum Colour {
      RED,
      GREEN,
      AMBER
    }

    final Bool go = inBool();
    final Bool walk = outBool();
    final UInt lamps = out(3);

    Lights() {
      super(null);
      var colour = reg(Colour.RED);
      walk.set(colour.is(Colour.RED));
      match(colour)
          .on(
              Colour.RED,
              () -> {
                lamps.set(4);
                when(go, () -> colour.set(Colour.GREEN));
              })
          .on(
              Colour.GREEN,
              () -> {
                lamps.set(1);
                when(go.not(), () -> colour.set(Colour.AMBER));
              })
          .on(
              Colour.AMBER,
              () -> {
                lamps.set(2);
                colour.set(Colour.RED);
              });
    }
  }

  static final class Table extends Module {
    final Bool store = inBool();
    final UInt address = in(4);
    final UInt data = in(12);
    final UInt word = out(12);

    Table() {
      super(null);
      var words = mem(16, 12);
      var seen = regWithoutReset(12);
      when(store, () -> words.write(address, data));
      seen.set(words.read(address));
      word.set(seen);
    }
  }

  /** Reads the high bits of one input and nothing of another. */
  static final class Wasteful extends Module {
    final UInt used = in(8);
    final UInt ignored = in(4);
    final UInt y = out(2);

    Wasteful() {
      super(null);
      y.set(used.slice(5, 4));
    }
  }
}
