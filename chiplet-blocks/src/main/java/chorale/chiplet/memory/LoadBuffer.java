package chorale.chiplet.memory;

import chorale.chiplet.SramPort;
import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Memory;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.Vec;
import chorale.hdl.lib.Fifo;

/**
 * Where bursts land, in any order, and wait for the SRAM. Each block under way has a slot, whose
 * number stands in the tags of its bursts; when all have come the block is written to the SRAM, in
 * the order in which blocks became whole, and the slot is free again. A block is written from the
 * cycle after its last burst on, one word a cycle while the SRAM grants.
 */
public final class LoadBuffer extends Module {
  /** A slot for the next block. */
  public final Stream slot;

  /** The block's first word in the SRAM, when it takes its slot. */
  public final UInt sram;

  /** The block's command, then. */
  public final UInt number;

  /** A burst has come. */
  public final Bool answer;

  /** {@code {slot, part}}. */
  public final UInt answerTag;

  /** Its data. */
  public final UInt answerData;

  /** Writes to the SRAM. */
  public final SramPort port;

  /** The word to write. */
  public final UInt word;

  /** Pulse: a block is in the SRAM. */
  public final Bool landed;

  /** The command of which it was. */
  public final UInt landedNumber;

  /** Where in the SRAM the burst that has come will begin. */
  public final UInt answerSram;

  /** For an engine. */
  public LoadBuffer(Module parent, DmaParameters p) {
    super(parent);
    int slotBits = log2(p.outstanding());
    int partBits = p.partBits();
    int numberBits = DmaParameters.numberBits();
    slot = source(slotBits);
    sram = in(p.sramBits());
    number = in(numberBits);
    answer = inBool();
    answerTag = in(p.tagBits());
    answerData = in(p.burstBits());
    port = SramPort.client(this, p.sramBits());
    word = out(p.wordBits());
    landed = outBool();
    landedNumber = out(numberBits);
    answerSram = out(p.sramBits());

    var pool = new SlotPool(this, p.outstanding());
    pool.name("pool");
    pool.used.optional();
    slot.valid().set(pool.any);
    slot.bits().set(pool.slot);
    pool.take.set(slot.fire());
    Memory users = mem(p.outstanding(), p.sramBits() + numberBits);
    when(slot.fire(), () -> users.write(slot.bits(), Bits.cat(number, sram)));

    // Whole blocks, in order.
    var answered = answerTag.slice(p.tagBits() - 1, partBits).named("answered");
    answerSram.set(users.read(answered).truncate(p.sramBits()));
    Bool whole = answer;
    if (partBits > 0) {
      var came = Vec.of(p.outstanding(), i -> reg(partBits).named("came_" + i));
      UInt before = came.at(answered).named("before");
      when(answer, () -> came.set(this, answered, before.plus(1)));
      whole = answer.and(before.all());
    }
    var ready = new Fifo(this, slotBits, p.outstanding());
    ready.name("whole");
    ready.enq.ready().optional(); // there are no more slots than places
    ready.enq.valid().set(whole);
    ready.enq.bits().set(answered);

    // To the SRAM.
    var leaving = ready.deq.bits().named("leaving");
    var user = users.read(leaving).named("user");
    var first = user.truncate(p.sramBits());
    port.request().set(ready.deq.valid());
    Bool done = port.fire();
    UInt step = UInt.lit(0, 1);
    if (p.stepBits() > 0) {
      var written = reg(p.stepBits());
      when(port.fire(), () -> written.set(written.plus(1)));
      done = done.and(written.all());
      step = written;
    }
    port.address().set(first.plus(step.resize(p.sramBits())));
    word.set(p.values() ? stored(p, answered, leaving, step) : UInt.lit(0, 1));
    ready.deq.ready().set(done);
    pool.give.set(done);
    pool.given.set(leaving);
    landed.set(done);
    landedNumber.set(user.slice(user.width() - 1, p.sramBits()));
  }

  /** Stores bursts as they come, and gives a word of the block that leaves. */
  private UInt stored(DmaParameters p, UInt answered, UInt leaving, UInt step) {
    int bursts = p.blockBursts();
    var parts = new Bits[bursts];
    for (int b = 0; b < bursts; b++) {
      Memory data = mem(p.outstanding(), p.burstBits()).named("bursts_" + b);
      Bool mine = bursts == 1 ? answer : answer.and(answerTag.truncate(p.partBits()).eq(b));
      when(mine, () -> data.write(answered, answerData));
      parts[bursts - 1 - b] = data.read(leaving);
    }
    UInt block = Bits.cat(parts);
    if (p.blockWords() == 1) {
      return block;
    }
    int width = p.wordBits();
    return Vec.of(p.blockWords(), i -> block.slice((i + 1) * width - 1, i * width)).at(step);
  }
}
