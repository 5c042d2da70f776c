package chorale.bench.prove;

import chorale.chiplet.array.Datapath;
import chorale.chiplet.memory.DmaParameters;
import chorale.chiplet.memory.LoadBuffer;
import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * Blocks of loads, whose bursts are answered in any order: each is written to the SRAM once, when
 * all its bursts have come, at its own place and with their data, and its command hears of it once.
 * One block that the proof chooses stands for all; only its words are in the upper half of the
 * SRAM.
 */
final class LoadBufferCheck extends Module {
  private static final int SLOTS = 2;
  private static final int SRAM_BITS = 4;

  LoadBufferCheck(int burstBytes, int wordBytes) {
    super(null);
    var p = new DmaParameters(Datapath.VALUES, burstBytes, wordBytes, 4, SRAM_BITS, 8, 8, SLOTS);
    int bursts = p.blockBursts();
    int words = p.blockWords();
    var takes = inBool().named("takes");
    var choose = inBool().named("choose");
    var low = in(SRAM_BITS - 2).named("low");
    var number = in(2).named("number");
    var answers = inBool().named("answers");
    var tag = in(p.tagBits()).named("tag");
    var data = in(p.burstBits()).named("data");
    var grants = inBool().named("grants");
    var buffer = new LoadBuffer(this, p);
    buffer.name("buffer");

    // A block takes a slot; the chosen one lies in the upper half.
    var chosen = regBool().named("chosen");
    var slot = buffer.slot.bits().named("slot");
    buffer.slot.ready().set(takes);
    var lent = buffer.slot.fire().named("lent");
    var begins = lent.and(choose).andNot(chosen).named("begins");
    var sram = Bits.cat(begins, low, UInt.lit(0, 1)).named("sram");
    buffer.sram.set(sram);
    buffer.number.set(number);
    var mySlot = reg(slot.width()).named("my_slot");
    var mySram = reg(SRAM_BITS).named("my_sram");
    var myNumber = reg(2).named("my_number");
    when(
        begins,
        () -> {
          chosen.set(true);
          mySlot.set(slot);
          mySram.set(sram);
          myNumber.set(number);
        });
    assertThat(lent.and(chosen).and(slot.eq(mySlot)).not(), "a slot has one block");
    var inside = reg(log2(SLOTS + 1)).named("inside");
    inside.set(inside.plus(lent.zext(inside.width())).minus(buffer.landed.zext(inside.width())));
    assertThat(buffer.slot.valid().eq(inside.ne(SLOTS)), "a slot if one is free");

    // A burst comes if it was asked for and has not come.
    int all = SLOTS * bursts;
    Bool open = Bool.lit(false);
    var asked = new Bool[all];
    for (int t = 0; t < all; t++) {
      asked[t] = regBool().named("asked_" + t);
      open = open.or(asked[t].and(tag.eq(t)));
    }
    var answer = answers.and(open).named("answer");
    for (int t = 0; t < all; t++) {
      Bool mine = asked[t];
      when(lent.and(slot.eq(t / bursts)), () -> mine.set(true))
          .elseWhen(answer.and(tag.eq(t)), () -> mine.set(false));
    }
    buffer.answer.set(answer);
    buffer.answerTag.set(tag);
    buffer.answerData.set(data);
    UInt whose = bursts == 1 ? tag : tag.slice(p.tagBits() - 1, p.tagBits() - slot.width());
    var comes = answer.and(chosen).and(whose.eq(mySlot)).named("comes");
    assertThat(comes.not().or(buffer.answerSram.eq(mySram)), "a burst names its block's place");
    var left = reg(log2(bursts + 1)).named("left");
    when(begins, () -> left.set(bursts)).elseWhen(comes, () -> left.set(left.minus(1)));
    var myData = new UInt[bursts];
    for (int b = 0; b < bursts; b++) {
      UInt part = regWithoutReset(p.burstBits()).named("my_data_" + b);
      Bool hit = bursts == 1 ? comes : comes.and(tag.truncate(1).eq(b));
      when(hit, () -> part.set(data));
      myData[b] = part;
    }

    // It is written once, word by word, and its command hears of the last.
    buffer.port.grant().set(grants);
    var writes = buffer.port.fire().named("writes");
    var upper = writes.and(buffer.port.address().bit(SRAM_BITS - 1)).named("upper");
    var written = reg(log2(words + 1)).named("written");
    UInt block = bursts == 1 ? myData[0] : Bits.cat(myData[1], myData[0]);
    UInt word =
        words == 1
            ? block
            : written
                .bit(0)
                .mux(block.slice(2 * p.wordBits() - 1, p.wordBits()), block.truncate(p.wordBits()));
    var whole = chosen.and(left.eq(0)).named("whole");
    assertThat(upper.not().or(whole), "a block is written when it is whole, and once");
    assertThat(
        upper.not().or(buffer.port.address().eq(mySram.plus(written.resize(SRAM_BITS)))),
        "a word is written to its place");
    assertThat(upper.not().or(buffer.word.eq(word)), "a word is what came");
    var ends = upper.and(written.eq(words - 1)).named("ends");
    assertThat(
        upper.not().or(buffer.landed.eq(ends)), "a block lands with its last word and not before");
    assertThat(ends.not().or(buffer.landedNumber.eq(myNumber)), "its own command hears of it");
    assertThat(buffer.landed.not().or(writes), "no block lands without a word");
    when(upper, () -> written.set(written.plus(1)));
    when(
        ends,
        () -> {
          written.set(0);
          chosen.set(false);
        });
    int patience = SLOTS * words;
    var waited = reg(log2(patience + 2)).named("waited");
    when(whole.and(grants).andNot(ends), () -> waited.set(waited.plus(1)))
        .elseWhen(ends, () -> waited.set(0));
    assertThat(waited.lt(patience + 1), "a whole block is written soon");
  }
}
