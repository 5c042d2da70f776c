package chorale.chiplet.memory;

import chorale.chiplet.array.Datapath;
import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Bundle;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.RoundRobin;
import java.util.ArrayList;

/**
 * The pseudo-channels of a stack behind one port, for transfers of many bursts: burst i of the
 * stack is burst i / n of channel i mod n. Up to {@code transfers} are open at a time, and end in
 * the order in which they began: {@code whole} says that all bursts of the oldest one have been
 * moved, {@code released} ends it.
 *
 * <p>An address is a number of units of {@code unitBursts} bursts, a power of two.
 *
 * <p>With values a transfer is one unit. The stack asks for the data of each burst that it writes,
 * in the cycle in which the controller takes it, and gives that of each burst that it has read; the
 * user keeps both, by transfer, from {@link #valid} on to {@link #released}. Transfers are numbered
 * in turn: {@link #begins} is the number of the one that begins, {@link #oldest} of the oldest.
 */
public final class MemoryStack extends Module {
  /** A transfer begins where {@link #ready} holds. */
  public final Bool valid;

  public final Bool ready;

  /** Whether it writes. */
  public final Bool write;

  /** Its first unit. */
  public final UInt address;

  /** Its units. */
  public final UInt length;

  /** The oldest transfer that was not released is complete. */
  public final Bool whole;

  /** The oldest transfer has been dealt with; only while {@link #whole}. */
  public final Bool released;

  /** Transfers are open. */
  public final Bool open;

  /** A burst is on a data bus. */
  public final Bool busy;

  /** Commands to the devices. */
  public final DramBus[] bus;

  /** A counter of {@link HbmCounter}, by number, and its sum over the channels. */
  public final UInt select;

  public final UInt counter;

  /** The numbers of the transfer that begins and of the oldest one. */
  public final UInt begins;

  public final UInt oldest;

  /** With values, by channel; else null. */
  public final Data[] data;

  /**
   * The bursts of a channel, named by {@code {transfer, place}}: burst i of a unit is the channel's
   * at place i / channels.
   *
   * @param wanted the burst to be written
   * @param write its data
   * @param comes a burst has been read
   * @param came which
   * @param read its data
   * @param broken it is wrong beyond mending
   */
  public record Data(UInt wanted, UInt write, Bool comes, UInt came, UInt read, Bool broken)
      implements Bundle {}

  public MemoryStack(
      Module parent,
      ControllerParameters p,
      BurstMap map,
      int channels,
      int transfers,
      int addressBits,
      int lengthBits,
      int unitBursts) {
    require(
        Integer.bitCount(channels) == 1 && Integer.bitCount(unitBursts) == 1,
        "a stack of %d channels with units of %d bursts: powers of two"
            .formatted(channels, unitBursts));
    super(parent);
    valid = inBool();
    ready = outBool();
    write = inBool();
    address = in(addressBits);
    length = in(lengthBits);
    whole = outBool();
    released = inBool();
    open = outBool();
    busy = outBool();
    select = in(log2(HbmCounter.values().length));
    counter = out(32);
    bus = new DramBus[channels];
    for (int c = 0; c < channels; c++) {
      bus[c] = DramBus.controller(this, p.shape(), p.busBits());
    }
    boolean values = p.datapath() == Datapath.VALUES;
    require(
        !values || unitBursts >= channels,
        "a stack of %d channels with values in units of %d bursts: one of each channel at least"
            .formatted(channels, unitBursts));
    int placeBits = values ? Integer.numberOfTrailingZeros(unitBursts / channels) : 0;
    begins = out(log2(transfers));
    oldest = out(log2(transfers));
    begins.optional();
    oldest.optional();
    data = values ? new Data[channels] : null;
    for (int c = 0; values && c < channels; c++) {
      int nameBits = log2(transfers) + placeBits;
      data[c] =
          new Data(
              out(nameBits),
              in(p.dataBits()),
              outBool(),
              out(nameBits),
              out(p.dataBits()),
              outBool());
    }
    int low = Integer.numberOfTrailingZeros(channels);
    int unit = Integer.numberOfTrailingZeros(unitBursts);
    int bits = p.shape().burstAddressBits() + low;
    var from = Bits.cat(address, UInt.lit(0, unit + 1)).shr(1).resize(bits).named("from");
    var size = Bits.cat(length, UInt.lit(0, unit + 1)).shr(1);
    var to = from.plus(size.resize(bits)).named("to");

    int transferBits = log2(transfers);
    var head = reg(transferBits);
    var tail = reg(transferBits);
    var count = reg(log2(transfers + 1));
    var room = count.ne(transfers);
    var readies = new ArrayList<Bool>();
    var wholes = new ArrayList<Bool>();
    var works = new ArrayList<Bool>();
    var starts = wireBool().named("begin");
    UInt sum = null;
    for (int c = 0; c < channels; c++) {
      var channel = new StackChannel(this, p, map, transfers, placeBits);
      channel.name("channel_" + c);
      channel.start.set(starts);
      channel.transfer.set(tail);
      channel.write.set(write);
      channel.first.set(low == 0 ? from : share(from, c, low));
      channel.behind.set(low == 0 ? to : share(to, c, low));
      channel.oldest.set(head);
      channel.select.set(select);
      readies.add(channel.ready);
      wholes.add(channel.whole);
      works.add(channel.busy);
      sum = sum == null ? channel.counter : sum.plus(channel.counter);
      bus[c].from(channel.bus);
      if (values) {
        data[c].wanted.set(channel.wanted);
        channel.writeData.set(data[c].write);
        data[c].comes.set(channel.comes);
        data[c].came.set(channel.came);
        data[c].read.set(channel.readData);
        data[c].broken.set(channel.broken);
      }
    }
    var all = room.and(RoundRobin.mask(readies).all());
    ready.set(all);
    starts.set(valid.and(all));
    begins.set(tail);
    oldest.set(head);
    open.set(count.any());
    // The counts of a transfer stand one cycle after it began.
    whole.set(count.any().and(RoundRobin.mask(wholes).all()));
    busy.set(RoundRobin.mask(works).any());
    counter.set(sum);
    when(
        starts,
        () -> tail.set(tail.eq(transfers - 1).mux(UInt.lit(0, transferBits), tail.plus(1))));
    when(
        released,
        () -> head.set(head.eq(transfers - 1).mux(UInt.lit(0, transferBits), head.plus(1))));
    when(starts.andNot(released), () -> count.set(count.plus(1)))
        .elseWhen(released.andNot(starts), () -> count.set(count.minus(1)));
  }

  /** How many bursts below {@code burst} are those of channel {@code c}. */
  private static UInt share(UInt burst, int c, int low) {
    var whole = burst.slice(burst.width() - 1, low);
    return whole.plus(burst.truncate(low).gt(c).zext(whole.width()));
  }
}
