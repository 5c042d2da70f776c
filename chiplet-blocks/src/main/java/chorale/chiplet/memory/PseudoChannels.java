package chorale.chiplet.memory;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Ports;
import chorale.hdl.UInt;
import chorale.hdl.Vec;
import chorale.hdl.lib.Fifo;
import chorale.hdl.lib.RoundRobinArbiter;
import chorale.hdl.lib.StreamMerge;
import java.util.ArrayList;

/**
 * One memory of several pseudo-channels: burst n lies in channel {@code n mod channels}, where it
 * is burst {@code n / channels}, at the place that the {@link BurstMap} gives it.
 *
 * <p>A request takes no cycle, an answer one. One of each goes in every cycle. Channels whose
 * answers come at once wait for each other in queues of {@code places}; a channel gets no more
 * reads than its queue has places, so nothing overflows. A request to a channel that is not ready
 * holds up those behind it.
 */
public final class PseudoChannels extends Module {
  /** Who asks. */
  public final BurstPort port;

  /** To the controllers; {@code corrected} is not read: they count it. */
  public final DramPort[] channel;

  /**
   * The channels of a memory.
   *
   * @param channels how many, a power of two
   * @param places reads of a channel that may be under way, at least 2
   * @param tagBits of a read's tag
   * @param dataBits of a burst; 1 without values
   */
  public PseudoChannels(
      Module parent,
      int channels,
      DramShape shape,
      BurstMap map,
      int places,
      int tagBits,
      int dataBits) {
    require(
        channels >= 1 && Integer.bitCount(channels) == 1 && places >= 2,
        "%d pseudo-channels with %d reads each: a power of two, and 2 at least"
            .formatted(channels, places));
    super(parent);
    int channelBits = Integer.numberOfTrailingZeros(channels);
    int addressBits = channelBits + shape.burstAddressBits();
    port = flipped(io -> BurstPort.client(io, addressBits, tagBits, dataBits));
    channel = new DramPort[channels];
    for (int c = 0; c < channels; c++) {
      channel[c] = ports(io -> client(io, shape, tagBits, dataBits));
    }
    UInt number =
        channelBits == 0 ? UInt.lit(0, 1) : port.address().truncate(channelBits).named("number");
    var place = map.of(shape, port.address().slice(addressBits - 1, channelBits));
    var merge = new StreamMerge(this, 1 + tagBits + dataBits, channels, RoundRobinArbiter::new);
    merge.name("answers");
    merge.from.optional();
    merge.out.ready().set(true);
    port.answer().set(merge.out.valid());
    port.answerData().set(merge.out.bits().truncate(dataBits));
    port.answerTag().set(merge.out.bits().slice(dataBits + tagBits - 1, dataBits));
    port.broken().set(merge.out.bits().bit(dataBits + tagBits));

    var ready = new ArrayList<Bool>();
    for (int c = 0; c < channels; c++) {
      var queue = new Fifo(this, 1 + tagBits + dataBits, places);
      queue.name("answers_" + c);
      queue.enq.ready().optional(); // a place was reserved
      queue.enq.valid().set(channel[c].answer());
      queue
          .enq
          .bits()
          .set(Bits.cat(channel[c].broken(), channel[c].answerTag(), channel[c].answerData()));
      merge.in[c].from(queue.deq);
      var underWay = reg(log2(places + 1)).named("under_way_" + c);
      Bool room = port.write().or(underWay.ne(places)).named("room_" + c);
      Bool mine = channelBits == 0 ? Bool.lit(true) : number.eq(c).named("mine_" + c);
      channel[c].valid().set(port.valid().and(mine).and(room));
      channel[c].write().set(port.write());
      channel[c].bank().set(place.bank());
      channel[c].row().set(place.row());
      channel[c].column().set(place.column());
      channel[c].tag().set(port.tag());
      channel[c].data().set(port.data());
      ready.add(room.and(channel[c].ready()).named("takes_" + c));
      var asks = channel[c].fire().andNot(port.write());
      var comes = queue.deq.fire();
      underWay.set(underWay.plus(asks.zext(underWay.width())).minus(comes.zext(underWay.width())));
    }
    port.ready().set(Vec.of(ready).at(number));
  }

  private static DramPort client(Ports io, DramShape shape, int tagBits, int dataBits) {
    return new DramPort(
        io.outBool(),
        io.inBool(),
        io.outBool(),
        io.out(shape.bankBits()),
        io.out(shape.rowBits()),
        io.out(shape.columnBits()),
        io.out(tagBits),
        io.out(dataBits),
        io.inBool(),
        io.in(tagBits),
        io.in(dataBits),
        io.inBool(),
        io.inBool());
  }
}
