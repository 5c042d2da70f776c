package chorale.chiplet.memory;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.Vec;

/**
 * How many requests wait, for each pair of bank and column, the bank in the high bits: {@code add}
 * counts one up at {@code at}, {@code remove} one down at {@code removed}, {@code waits} says
 * whether any waits at {@code at}. A count that was never written since the reset is 0.
 */
final class PendingBursts extends Module {
  final UInt at;
  final Bool waits;
  final Bool add;
  final Bool remove;
  final UInt removed;

  PendingBursts(Module parent, DramShape shape, int most) {
    super(parent);
    int addressBits = shape.bankBits() + shape.columnBits();
    int bits = log2(most + 1);
    at = in(addressBits);
    waits = outBool();
    add = inBool();
    remove = inBool();
    removed = in(addressBits);
    var counts = mem(1 << addressBits, bits);
    var written = Vec.of(shape.banks(), _ -> reg(shape.columns()));
    var bank = at.slice(addressBits - 1, shape.columnBits());
    var column = at.truncate(shape.columnBits());
    var here = counts.read(at).mask(written.at(bank).bit(column)).named("here");
    waits.set(here.any());
    var same = add.and(remove).and(at.eq(removed));
    var up = counts.port();
    var down = counts.port();
    when(add.andNot(same), () -> up.write(at, here.plus(1)));
    when(remove.andNot(same), () -> down.write(removed, counts.read(removed).minus(1)));
    for (int b = 0; b < shape.banks(); b++) {
      var columns = written.get(b);
      var mark = UInt.lit(1, shape.columns()).shl(column);
      when(add.and(bank.eq(b)), () -> columns.set(columns.or(mark)));
    }
  }
}
