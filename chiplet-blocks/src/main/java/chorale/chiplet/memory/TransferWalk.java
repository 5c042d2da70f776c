package chorale.chiplet.memory;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;

/**
 * The blocks of transfers, one a cycle, in the order of their loops; the next transfer's first
 * block follows the last one's without a gap. The first is there one cycle after its command moved,
 * or, with a list of indices, when the first offset is there.
 *
 * <pre>
 * memory = row(i) + place(j, k)      row(i): i * stride_0, or the offset of index[i]
 * sram   = turn_2
 * </pre>
 */
final class TransferWalk extends Module {
  /** Commands. */
  final Stream command;

  /** {@code index * stride} for each turn of the first loop of a transfer with indices. */
  final Stream offset;

  /** A block is there. */
  final Bool valid;

  /** It is taken. */
  final Bool ready;

  /** It goes from the SRAM to the memory. */
  final Bool store;

  /** Its first burst. */
  final UInt memory;

  /** Its first word. */
  final UInt sram;

  /** The command of which it is; they are numbered 0, 1 .. and again 0. */
  final UInt number;

  /** It is the last of its command. */
  final Bool last;

  TransferWalk(Module parent, DmaParameters p) {
    super(parent);
    var format = new Transfer.Format(p);
    int memoryBits = p.addressBits();
    command = sink(format.width());
    offset = sink(memoryBits);
    valid = outBool();
    ready = inBool();
    store = outBool();
    memory = out(memoryBits);
    sram = out(p.sramBits());
    number = out(DmaParameters.numberBits());
    last = outBool();

    var walking = regBool();
    var held = reg(format.width());
    var current = reg(DmaParameters.numberBits());
    var index = new UInt[Transfer.LOOPS];
    var place = new UInt[Transfer.LOOPS]; // where the loop's present turn begins in the memory
    var word = new UInt[Transfer.LOOPS]; // and in the SRAM
    for (int l = 0; l < Transfer.LOOPS; l++) {
      index[l] = reg(p.countBits()).named("index_" + l);
      place[l] = reg(memoryBits).named("place_" + l);
      word[l] = reg(p.sramBits()).named("word_" + l);
    }
    var indexed = format.indexed.of(held).bit(0).named("indexed");
    valid.set(walking.and(offset.valid().or(indexed.not())));
    store.set(format.store.of(held).bit(0));
    memory.set(indexed.mux(offset.bits(), place[0]).plus(place[Transfer.LOOPS - 1]).named("block"));
    sram.set(word[Transfer.LOOPS - 1]);
    number.set(current);

    Bool inner = Bool.lit(true); // all loops further in are at their last turn
    Bool goes = valid.and(ready);
    Bool rowEnds = Bool.lit(false);
    for (int l = Transfer.LOOPS - 1; l >= 0; l--) {
      int loop = l;
      Bool atEnd = index[l].plus(1).eq(format.count[l].of(held)).named("at_end_" + l);
      Bool turns = goes.and(inner).andNot(atEnd).named("turns_" + l);
      UInt farther = place[l].plus(format.memoryStride[l].of(held)).named("farther_" + l);
      UInt further = word[l].plus(format.sramStride[l].of(held)).named("further_" + l);
      rowEnds = goes.and(inner);
      when(
          turns,
          () -> {
            index[loop].set(index[loop].plus(1));
            place[loop].set(farther);
            for (int m = loop + 1; m < Transfer.LOOPS; m++) {
              index[m].set(0);
              // The first loop has its turns in a part of the sum of its own.
              place[m].set(loop == 0 ? format.memory.of(held) : farther);
            }
            for (int m = loop; m < Transfer.LOOPS; m++) {
              word[m].set(further);
            }
          });
      inner = inner.and(atEnd);
    }
    offset.ready().set(rowEnds.and(indexed));
    last.set(inner);
    var ends = goes.and(inner).named("ends");
    command.ready().set(walking.not().or(ends));
    when(ends, () -> current.set(current.plus(1)));
    when(
            command.fire(),
            () -> {
              walking.set(true);
              held.set(command.bits());
              for (int l = 0; l < Transfer.LOOPS; l++) {
                index[l].set(0);
                word[l].set(format.sram.of(command.bits()));
                place[l].set(l == 0 ? UInt.lit(0, memoryBits) : format.memory.of(command.bits()));
              }
            })
        .elseWhen(ends, () -> walking.set(false));
  }
}
