package chorale.chiplet.memory;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/**
 * The free places of a buffer with {@code slots} places, a power of two. {@code slot} is a free one
 * while {@code any} is 1; {@code take} takes it, {@code give} returns one. Both may happen in one
 * cycle; a place that is returned can be taken in the next cycle.
 */
public final class SlotPool extends Module {
  public final Bool any;
  public final UInt slot;
  public final Bool take;
  public final Bool give;
  public final UInt given;

  /** Places in use. */
  public final UInt used;

  public SlotPool(Module parent, int slots) {
    super(parent);
    int bits = log2(slots);
    any = outBool();
    slot = out(bits);
    take = inBool();
    give = inBool();
    given = in(bits);
    used = out(bits + 1);
    used.optional();
    // Places that were never taken are numbered by `fresh`; the others wait in a queue.
    var returned = mem(slots, bits);
    var fresh = reg(bits + 1);
    var head = reg(bits);
    var tail = reg(bits);
    var inUse = reg(bits + 1);
    used.set(inUse);
    var untouched = fresh.bit(bits).not();
    any.set(inUse.bit(bits).not());
    slot.set(untouched.mux(fresh.truncate(bits), returned.read(head)));
    when(
        take,
        () -> {
          assertThat(any, "a place is taken from a full buffer");
          when(untouched, () -> fresh.set(fresh.plus(1))).otherwise(() -> head.set(head.plus(1)));
        });
    when(
        give,
        () -> {
          returned.write(tail, given);
          tail.set(tail.plus(1));
        });
    when(take.andNot(give), () -> inUse.set(inUse.plus(1)))
        .elseWhen(give.andNot(take), () -> inUse.set(inUse.minus(1)));
  }
}
