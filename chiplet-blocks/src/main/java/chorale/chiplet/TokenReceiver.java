package chorale.chiplet;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Memory;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.Vec;
import chorale.nop.PacketFormat;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes dispatched tokens in: writes each token's flits to the next free place in the SRAM and,
 * with the last flit, enters the token in the list of every local expert that it chose. Lists are
 * in order of arrival, which on a tree with one source is the order of the tokens, whatever the
 * timing. Throughput 1 flit per cycle as long as the SRAM grants it.
 */
final class TokenReceiver extends Module {
  /** Fills the table expert to {valid, local expert}. */
  final MemoryLoad locals;

  /** Dispatch packets. */
  final Stream flits;

  final SramPort sram;

  /** Per local expert, pulse: one more of its tokens is complete. */
  final Bool[] arrive;

  /** A token is complete: {mask of its local experts, token}. */
  final Event arrived;

  /** Reads a list for the PE array: local expert and index in, SRAM address of the token out. */
  final UInt gatherLocal;

  final UInt gatherIndex;
  final UInt gatherAddress;

  /** Reads a list for the combine engine: local expert and index in, slot and token out. */
  final UInt returnLocal;

  final UInt returnIndex;
  final UInt returnToken;
  final UInt returnSlot;

  /** Width of an entry of the table of locals. */
  static int localWidth(PackageParameters p) {
    return 1 + p.localBits();
  }

  TokenReceiver(Module parent, PackageParameters p) {
    super(parent);
    PacketFormat format = p.format();
    int index = log2(p.tokens());
    locals = MemoryLoad.port(this, p.experts(), localWidth(p));
    flits = sink(format.width());
    sram = SramPort.client(this, p.sramBits());
    arrive = new Bool[p.localExperts()];
    for (int l = 0; l < arrive.length; l++) {
      arrive[l] = outBool();
    }
    arrived = Event.out(this, p.localExperts() + p.tokenBits());
    gatherLocal = in(p.localBits());
    gatherIndex = in(index);
    gatherAddress = out(p.sramBits());
    returnLocal = in(p.localBits());
    returnIndex = in(index);
    returnToken = out(p.tokenBits());
    returnSlot = out(p.slotBits());

    Memory table = mem(Math.max(2, p.experts()), localWidth(p));
    locals.into(this, table);

    // What the head of the packet under way says.
    var token = reg(p.tokenBits());
    var chosen = reg(p.localExperts());
    var slots = Vec.of(p.localExperts(), _ -> reg(p.slotBits()));
    var flit = flits.bits();
    var isHead = format.isHead(flit);
    var isTail = format.isTail(flit);
    var entries = new ArrayList<UInt>();
    for (int k = 0; k < p.topK(); k++) {
      var expert = format.info(flit, p.tokenBits() + k * p.expertBits(), p.expertBits());
      entries.add(table.read(expert).named("entry_" + k));
    }
    var head = flits.valid().and(isHead);
    when(
        head,
        () -> {
          token.set(format.info(flit, 0, p.tokenBits()));
          chosen.set(Bits.cat(masks(p, entries).toArray(Bits[]::new)));
          for (int l = 0; l < p.localExperts(); l++) {
            slots.get(l).set(slotOf(p, entries, l));
          }
        });

    // Body flits go to consecutive places; flitsPerWord of them share a word.
    int lowBits = Integer.numberOfTrailingZeros(p.flitsPerWord());
    int wordsPerToken = Math.ceilDiv(p.tokenFlits(), p.flitsPerWord());
    var base = reg(p.sramBits());
    var offset = reg(log2(p.tokenFlits() + 1));
    var body = flits.valid().andNot(isHead);
    sram.request().set(body);
    sram.address().set(base.plus(offset.shr(lowBits).resize(p.sramBits())));
    flits.ready().set(isHead.or(sram.grant()));
    var stored = body.and(sram.grant());
    var complete = stored.and(isTail);
    when(stored, () -> offset.set(isTail.mux(UInt.lit(0, offset.width()), offset.plus(1))));
    when(complete, () -> base.set(base.plus(wordsPerToken)));

    var addresses = new ArrayList<UInt>();
    var tokens = new ArrayList<UInt>();
    var slotsOut = new ArrayList<UInt>();
    for (int l = 0; l < p.localExperts(); l++) {
      var enter = complete.and(chosen.bit(l)).named("enter_" + l);
      Memory list = mem(p.tokens(), p.sramBits() + p.tokenBits() + p.slotBits()).named("list_" + l);
      var length = reg(index + 1).named("length_" + l);
      var entry = Bits.cat(slots.get(l), token, base);
      when(
          enter,
          () -> {
            list.write(length.truncate(index), entry);
            length.set(length.plus(1));
          });
      arrive[l].set(enter);
      addresses.add(list.read(gatherIndex).truncate(p.sramBits()));
      var back = list.read(returnIndex);
      tokens.add(back.slice(p.sramBits() + p.tokenBits() - 1, p.sramBits()));
      slotsOut.add(back.slice(back.width() - 1, p.sramBits() + p.tokenBits()));
    }
    gatherAddress.set(Vec.of(addresses).at(gatherLocal));
    returnToken.set(Vec.of(tokens).at(returnLocal));
    returnSlot.set(Vec.of(slotsOut).at(returnLocal));
    arrived.valid().set(complete);
    arrived.data().set(Bits.cat(chosen, token));
  }

  /** Per local expert, the highest first: is it among the token's experts? */
  private static List<Bool> masks(PackageParameters p, List<UInt> entries) {
    var bits = new ArrayList<Bool>();
    for (int l = p.localExperts() - 1; l >= 0; l--) {
      Bool any = Bool.lit(false);
      for (UInt e : entries) {
        any = any.or(isLocal(p, e, l));
      }
      bits.add(any);
    }
    return bits;
  }

  /** The token's slot for local expert {@code l}: an expert is at most once among the top k. */
  private static UInt slotOf(PackageParameters p, List<UInt> entries, int l) {
    UInt slot = UInt.lit(0, p.slotBits());
    for (int k = 1; k < entries.size(); k++) {
      slot = isLocal(p, entries.get(k), l).mux(UInt.lit(k, p.slotBits()), slot);
    }
    return slot;
  }

  private static Bool isLocal(PackageParameters p, UInt entry, int l) {
    return entry.bit(p.localBits()).and(entry.truncate(p.localBits()).eq(l));
  }
}
