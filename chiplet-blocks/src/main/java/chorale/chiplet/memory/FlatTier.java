package chorale.chiplet.memory;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.Fifo;

/**
 * A {@link FlatMemory} behind a port for transfers of many bursts, for timing: bursts of a transfer
 * go one after the other, one a cycle, transfer after transfer, and so are reads answered. The
 * memory sees the first burst one cycle after its transfer began. Up to {@code transfers} wait;
 * more are not taken.
 *
 * <p>An address is a number of units of {@code unitBursts} bursts, a power of two.
 */
public final class FlatTier extends Module {
  /** Bursts of 32 bytes: 256 GiB. */
  public static final DramShape SHAPE = new DramShape(4, 4, 1 << 24, 32, 32);

  /** Bursts that the memory may have before it. */
  public static final int QUEUE = 64;

  /** A transfer begins where {@link #ready} holds. */
  public final Bool valid;

  public final Bool ready;

  /** Whether it writes. */
  public final Bool write;

  /** Its first unit. */
  public final UInt address;

  /** Its units, at least 1. */
  public final UInt length;

  /** Pulse: the oldest transfer that reads has been answered. */
  public final Bool read;

  /** Pulse: the memory has taken all of the oldest transfer that writes; later reads see it. */
  public final Bool written;

  /** Bytes move. */
  public final Bool busy;

  public FlatTier(
      Module parent,
      FlatTiming timing,
      int transfers,
      int addressBits,
      int lengthBits,
      int unitBursts) {
    require(
        Integer.bitCount(unitBursts) == 1,
        "a FlatTier with units of %d bursts: a power of two".formatted(unitBursts));
    super(parent);
    valid = inBool();
    ready = outBool();
    write = inBool();
    address = in(addressBits);
    length = in(lengthBits);
    read = outBool();
    written = outBool();
    busy = outBool();

    int unit = Integer.numberOfTrailingZeros(unitBursts);
    int bits = SHAPE.burstAddressBits();
    var from = Bits.cat(address, UInt.lit(0, unit + 1)).shr(1).resize(bits).named("from");
    var size = Bits.cat(length, UInt.lit(0, unit + 1)).shr(1).resize(bits).named("size");
    var waiting = new Fifo(this, 1 + 2 * bits, Math.max(2, transfers));
    waiting.name("waiting");
    waiting.enq.valid().set(valid);
    waiting.enq.bits().set(Bits.cat(write, from, from.plus(size)));
    ready.set(waiting.enq.ready());

    var begun = regBool();
    var next = reg(bits);
    var oldest = waiting.deq.bits();
    var at = begun.mux(next, oldest.slice(2 * bits - 1, bits));
    var behind = at.plus(1);
    var last = behind.eq(oldest.truncate(bits));
    var writes = oldest.bit(2 * bits);
    var memory = new FlatMemory(this, timing, SHAPE, QUEUE, 1, false);
    var place = BurstMap.PAGES.of(SHAPE, at);
    var port = memory.port;
    port.valid().set(waiting.deq.valid());
    port.write().set(writes);
    port.bank().set(place.bank());
    port.row().set(place.row());
    port.column().set(place.column());
    port.tag().set(last.zext(1));
    port.data().set(0);
    var moves = port.fire();
    waiting.deq.ready().set(moves.and(last));
    when(
        moves,
        () -> {
          next.set(behind);
          begun.set(last.not());
        });
    port.answerData().optional();
    port.corrected().optional();
    port.broken().optional();
    read.set(port.answer().and(port.answerTag().bit(0)));
    written.set(moves.and(last).and(writes));
    busy.set(memory.busy);
  }
}
