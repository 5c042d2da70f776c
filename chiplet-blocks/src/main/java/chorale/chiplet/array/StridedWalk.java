package chorale.chiplet.array;

import chorale.chiplet.Layout;
import chorale.chiplet.Layout.Field;
import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;

/**
 * The addresses of a nest of four loops, the innermost last: {@code base + sum of i_l stride_l},
 * for {@code i_l} from 0 to {@code count_l - 1}. One address a cycle; the next nest's first address
 * follows the last one's without a gap. Addresses wrap.
 */
final class StridedWalk extends Module {
  static final int LOOPS = 4;

  /** The word that describes a nest. */
  static final class Format {
    private final Layout layout = new Layout();
    final Field base;
    final Field[] count = new Field[LOOPS];
    final Field[] stride = new Field[LOOPS];

    Format(int addressBits, int countBits) {
      base = layout.field(addressBits);
      for (int l = 0; l < LOOPS; l++) {
        count[l] = layout.field(countBits);
        stride[l] = layout.field(addressBits);
      }
    }

    int width() {
      return layout.width();
    }

    /** The word in hardware; counts of at least 1, the innermost last. */
    UInt of(UInt baseAddress, UInt[] counts, UInt[] strides) {
      var parts = new Bits[2 * LOOPS + 1];
      parts[2 * LOOPS] = baseAddress.resize(base.width());
      for (int l = 0; l < LOOPS; l++) {
        parts[2 * (LOOPS - 1 - l) + 1] = counts[l].resize(count[l].width());
        parts[2 * (LOOPS - 1 - l)] = strides[l].resize(stride[l].width());
      }
      return Bits.cat(parts);
    }
  }

  /** Nests to walk. */
  final Stream nest;

  /** Addresses. */
  final Stream address;

  /** Whether this address is the last of its nest. */
  final Bool last;

  StridedWalk(Module parent, int addressBits, int countBits) {
    super(parent);
    var format = new Format(addressBits, countBits);
    nest = sink(format.width());
    address = source(addressBits);
    last = outBool();

    var walking = regBool();
    var held = reg(format.width());
    var index = new UInt[LOOPS];
    var start = new UInt[LOOPS]; // address at which the loop's present turn began
    for (int l = 0; l < LOOPS; l++) {
      index[l] = reg(countBits).named("index_" + l);
      start[l] = reg(addressBits).named("start_" + l);
    }
    address.valid().set(walking);
    address.bits().set(start[LOOPS - 1]);

    Bool inner = Bool.lit(true); // all loops further in are at their last turn
    Bool goes = address.fire();
    for (int l = LOOPS - 1; l >= 0; l--) {
      int loop = l;
      Bool atEnd = index[l].plus(1).eq(format.count[l].of(held)).named("at_end_" + l);
      Bool turns = goes.and(inner).andNot(atEnd).named("turns_" + l);
      UInt moved = start[l].plus(format.stride[l].of(held)).named("moved_" + l);
      when(
          turns,
          () -> {
            index[loop].set(index[loop].plus(1));
            for (int m = loop; m < LOOPS; m++) {
              start[m].set(moved);
              if (m > loop) {
                index[m].set(0);
              }
            }
          });
      inner = inner.and(atEnd);
    }
    last.set(inner);
    nest.ready().set(walking.not().or(goes.and(inner)));
    when(
            nest.fire(),
            () -> {
              walking.set(true);
              held.set(nest.bits());
              for (int l = 0; l < LOOPS; l++) {
                index[l].set(0);
                start[l].set(format.base.of(nest.bits()));
              }
            })
        .elseWhen(goes.and(inner), () -> walking.set(false));
  }
}
