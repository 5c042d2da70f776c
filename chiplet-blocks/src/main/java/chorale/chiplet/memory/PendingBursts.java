package chorale.chiplet.memory;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * How many requests wait, for each pair of bank and column: {@code add} and {@code remove} count
 * one up or down, {@code waits} says whether any waits at {@code at}. After a reset all counts are
 * cleared, one a cycle, while {@code sweeping} holds at {@code sweep}.
 */
final class PendingBursts extends Module {
  final UInt at;
  final Bool waits;
  final Bool add;
  final Bool remove;
  final UInt removed;
  final Bool sweeping;
  final UInt sweep;

  PendingBursts(Module parent, int addressBits, int most) {
    super(parent);
    int bits = log2(most + 1);
    at = in(addressBits);
    waits = outBool();
    add = inBool();
    remove = inBool();
    removed = in(addressBits);
    sweeping = inBool();
    sweep = in(addressBits);
    var counts = mem(1 << addressBits, bits);
    var here = counts.read(at);
    waits.set(here.any());
    var same = add.and(remove).and(at.eq(removed));
    var up = counts.port();
    var down = counts.port();
    when(sweeping, () -> up.write(sweep, UInt.lit(0, bits)))
        .elseWhen(add.andNot(same), () -> up.write(at, here.plus(1)));
    when(
        remove.andNot(same).andNot(sweeping),
        () -> down.write(removed, counts.read(removed).minus(1)));
  }
}
