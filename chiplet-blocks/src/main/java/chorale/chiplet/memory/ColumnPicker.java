package chorale.chiplet.memory;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import java.util.Arrays;

/**
 * Picks the column command: of the banks that are ready the one whose row was asked for first. No
 * latency, one command per cycle.
 */
public final class ColumnPicker extends Module {
  /** By bank. */
  public final ColumnWish[] wish;

  /** Whether there is a command, and for which bank. */
  public final Bool any;

  public final UInt bank;

  public ColumnPicker(Module parent, DramShape shape) {
    super(parent);
    wish = new ColumnWish[shape.banks()];
    for (int b = 0; b < wish.length; b++) {
      wish[b] = flipped(ColumnWish::of);
    }
    any = outBool();
    bank = out(shape.bankBits());
    var oldest =
        Oldest.of(
            Arrays.stream(wish).map(ColumnWish::ready).toList(),
            Arrays.stream(wish).map(ColumnWish::stamp).toList());
    any.set(oldest.any());
    bank.set(oldest.index());
  }
}
