package chorale.hdl;

import chorale.hdl.ir.Reset;
import chorale.hdl.lib.CounterBank;
import chorale.hdl.lib.Fifo;
import chorale.hdl.lib.fp.Bf16Mac;
import chorale.hdl.lib.fp.Bf16Multiplier;
import chorale.hdl.lib.fp.Exponential;
import chorale.hdl.lib.fp.FloatAdder;
import chorale.hdl.lib.fp.FloatMultiplier;
import chorale.hdl.lib.fp.Int8Mac;
import chorale.hdl.lib.fp.ReciprocalRoot;
import chorale.hdl.lib.fp.Sigmoid;
import java.util.List;

/** What the language and its library are made of. */
final class ShippedBlocks {
  private ShippedBlocks() {}

  static List<ShippedDesign> all() {
    return List.of(
        new ShippedDesign("Fifo of 2 words", () -> new Fifo(null, 8, 2)),
        new ShippedDesign("Fifo of 5 words", () -> new Fifo(null, 70, 5)),
        new ShippedDesign("CounterBank", Counted::new),
        new ShippedDesign("Crossings", () -> new TwoClocks(Reset.SYNC, 4)),
        new ShippedDesign(
            "Crossings with asynchronous reset", () -> new TwoClocks(Reset.ASYNC_LOW, 8)),
        new ShippedDesign("Reset of a domain", () -> new CheckedDomain(Reset.SYNC)),
        new ShippedDesign(
            "Checks with asynchronous reset", () -> new CheckedDomain(Reset.ASYNC_LOW)),
        new ShippedDesign(
            "Simple dual-port RAM", () -> new Rams.SimpleDual(Memory.Collision.READ_FIRST)),
        new ShippedDesign(
            "Write-first RAM", () -> new Rams.SimpleDual(Memory.Collision.WRITE_FIRST)),
        new ShippedDesign("RAM of bytes", Rams.Bytes::new),
        new ShippedDesign("True dual-port RAM", Rams.TrueDual::new),
        new ShippedDesign("Table", Rams.Table::new),
        new ShippedDesign("Blocks", Blocks::new),
        new ShippedDesign("FloatAdder without stages", () -> new FloatAdder(null, 0)),
        new ShippedDesign("FloatAdder of 1 stage, flushing", () -> new FloatAdder(null, 1, true)),
        new ShippedDesign("FloatAdder of 4 stages", () -> new FloatAdder(null, 4)),
        new ShippedDesign("Bf16Multiplier", () -> new Bf16Multiplier(null, 3, false)),
        new ShippedDesign("Bf16Multiplier, flushing", () -> new Bf16Multiplier(null, 0, true)),
        new ShippedDesign("FloatMultiplier", () -> new FloatMultiplier(null, 3, false)),
        new ShippedDesign("FloatMultiplier, flushing", () -> new FloatMultiplier(null, 1, true)),
        new ShippedDesign("Bf16Mac", () -> new Bf16Mac(null, Bf16Mac.Rounding.SEPARATE, false, 2)),
        new ShippedDesign(
            "Bf16Mac, fused", () -> new Bf16Mac(null, Bf16Mac.Rounding.FUSED, false, 4)),
        new ShippedDesign(
            "Bf16Mac, flushing", () -> new Bf16Mac(null, Bf16Mac.Rounding.FUSED, true, 0)),
        new ShippedDesign("Int8Mac", () -> new Int8Mac(null, 2)),
        new ShippedDesign("ReciprocalRoot", () -> new ReciprocalRoot(null, 4)),
        new ShippedDesign("Sigmoid", () -> new Sigmoid(null, 6, 1, 0)),
        new ShippedDesign("Power of 2", () -> new Exponential(null, Exponential.Base.TWO, 0)));
  }

  /** A bank of counters with the events that its parent has to give it. */
  private static final class Counted extends Module {
    Counted() {
      super(null);
      var events = List.of(inBool().named("first"), inBool().named("second"), regBool(true));
      var bank = new CounterBank(this, events);
      bank.select.set(in(2).named("select"));
      out(32).named("value").set(bank.value);
    }
  }

  enum Phase {
    IDLE,
    LOAD,
    RUN
  }

  /** Every kind of block: cases, conditions on bits and on words, memories of every kind. */
  private static final class Blocks extends Module {
    Blocks() {
      super(null);
      var go = inBool().named("go");
      var at = in(4).named("at");
      var data = in(8).named("data");
      var phase = reg(Phase.IDLE);
      var lamps = out(3).named("lamps");
      match(phase)
          .on(Phase.IDLE, () -> lamps.set(1))
          .on(Phase.LOAD, () -> lamps.set(2))
          .on(Phase.RUN, () -> lamps.set(4));
      match(phase)
          .on(Phase.IDLE, () -> when(go, () -> phase.set(Phase.LOAD)))
          .on(Phase.LOAD, () -> when(at.bit(2), () -> phase.set(Phase.RUN)))
          .otherwise(() -> phase.set(Phase.IDLE));
      var table = mem(16, 8).contents(1, 2, 3).named("table");
      when(go, () -> table.write(at, data));
      var dual = mem(16, 8).named("dual");
      var first = dual.port();
      var second = dual.port();
      when(go, () -> first.write(at, data));
      when(go.not(), () -> second.write(at, data.not()));
      var word = out(8).named("word");
      word.set(0);
      when(at.bit(3).and(go), () -> word.set(table.read(at)))
          .elseWhen(go, () -> word.set(dual.read(at)));
      outBool().named("odd").set(go.not().not().xor(data.not().parity()).xor(at.not().all()));
      assertThat(
          data.ne(255), "a message that is so long that the line is broken before it, not in it");
      printf("phase %0d", data);
    }
  }
}
