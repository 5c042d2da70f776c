package chorale.chiplet;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Memory;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.Vec;

/**
 * Counts its rank's pairs per expert, one per cycle, and sends the counts to all ranks: for each
 * packet an order and then its words, one flit per cycle if the network takes them. What has been
 * sent for the last time is 0 again. An expert that is not there is not counted.
 */
final class CountSender extends Module {
  /** A pair is counted. */
  final Bool pair;

  final UInt expert;

  /** A word is made 0; only while nothing else goes on. */
  final Bool clear;

  final UInt clearWord;

  /** Sends while it is 1, until {@link #done}. */
  final Bool send;

  /** The round, told apart from the one before and the one after. */
  final Bool odd;

  final Stream order;
  final Stream words;

  /** The last word goes in this cycle. */
  final Bool done;

  CountSender(Module parent, TokenOrderParameters p, int rank) {
    super(parent);
    var format = p.format();
    int bits = p.countBits();
    pair = inBool();
    expert = in(p.expertBits());
    clear = inBool();
    clearWord = in(p.wordBits());
    send = inBool();
    odd = inBool();
    order = source(format.orderBits());
    words = source(format.wordBits());
    done = outBool();

    var word = reg(p.wordBits()); // that is sent next
    var inPacket = regBool();
    var counted = expert.shr(p.laneBits()).resize(p.wordBits());
    var address = pair.mux(counted, clear.mux(clearWord, word)).named("address");
    Memory counts = mem(p.words(), p.lanes() * bits).named("counts");
    var old = counts.read(address).named("old");

    // Packets: an order, then words.
    order.valid().set(send.andNot(inPacket));
    words.valid().set(send.and(inPacket));
    words.bits().set(old.zext(format.wordBits()));
    int full = Math.min(format.words(), p.words());
    int last = p.words() - (p.packets() - 1) * format.words();
    UInt length = UInt.lit(full, format.lengthBits());
    UInt slot = Bits.cat(odd, UInt.lit(rank, p.rankBits()));
    Bool packetEnds = word.eq(p.words() - 1);
    if (p.packets() > 1) {
      int index = Integer.numberOfTrailingZeros(format.words());
      var block = word.shr(index).resize(p.blockBits()).named("block");
      length = block.eq(p.packets() - 1).mux(UInt.lit(last, format.lengthBits()), length);
      slot = Bits.cat(slot, block);
      packetEnds = index == 0 ? Bool.lit(true) : packetEnds.or(word.truncate(index).all());
    }
    var allSent = words.fire().and(word.eq(p.words() - 1)).named("all_sent");
    when(order.fire(), () -> inPacket.set(true));
    when(words.fire().and(packetEnds), () -> inPacket.set(false));
    when(words.fire(), () -> word.set(word.plus(1)));
    when(allSent, () -> word.set(0));

    // To whom.
    UInt to;
    Bool forTheLastTime;
    int addressBits = format.flits().addressBits();
    if (p.traffic().forks()) {
      long mask = p.leaves().stream().mapToLong(l -> 1L << l).sum();
      to = UInt.lit(mask, addressBits);
      forTheLastTime = Bool.lit(true);
    } else {
      var peer = reg(p.rankBits());
      var lastPeer = peer.eq(p.ranks() - 1).named("last_peer");
      when(allSent, () -> peer.set(lastPeer.mux(UInt.lit(0, p.rankBits()), peer.plus(1))));
      to = Vec.of(p.ranks(), r -> UInt.lit(p.leaves().get(r), addressBits)).at(peer);
      forTheLastTime = lastPeer;
    }
    order.bits().set(Bits.cat(length, slot.zext(format.slotBits()), to));
    done.set(allSent.and(forTheLastTime));

    // Counts: one more, or 0.
    var zero = UInt.lit(0, bits);
    var next = new UInt[p.lanes()]; // the highest lane first
    for (int l = 0; l < p.lanes(); l++) {
      var more = old.slice((l + 1) * bits - 1, l * bits).plus(1);
      next[p.lanes() - 1 - l] = pair.mux(more, zero);
    }
    var all = UInt.lit((1L << p.lanes()) - 1, p.lanes());
    UInt lane = p.lanes() == 1 ? all : UInt.lit(1, p.lanes()).shl(expert.truncate(p.laneBits()));
    when(
        pair.or(clear).or(words.fire().and(forTheLastTime)),
        () -> counts.write(address, Bits.cat(next), pair.mux(lane, all)));
  }
}
