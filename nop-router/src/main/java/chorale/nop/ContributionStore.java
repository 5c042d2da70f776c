package chorale.nop;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Choice;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.OneHot;

/**
 * Takes one child's contributions in. A head finds its entry in the {@link ReductionTable} in the
 * cycle in which it comes; the flits behind it go to the entry's place in this child's memory; the
 * tail tells the table. Every flit is taken in the cycle in which it comes, good or bad, and its
 * credit is returned in the next: no place of this input ever waits for anything, which is why the
 * combine class always drains. Packets of one child must not interleave.
 */
final class ContributionStore extends Module {
  final Channel in;

  /** Asks the table: the tag at hand, and whether a head with it comes in this cycle. */
  final UInt tag;

  final Bool begins;
  final UInt leaves;

  /** What the table says of {@link #tag}: the entry, one-hot or 0; or that it has this already. */
  final UInt found;

  final Bool repeated;
  final UInt foundLength;

  /** The entry of which this child's contribution is complete with this cycle, one-hot or 0. */
  final UInt ends;

  /** What is wrong with the packet at hand, for one cycle, and its tag. */
  final Choice<ReductionFault> fault;

  final UInt faultTag;

  /** Reads: {entry, flit} in, the payload one cycle later. Null without values. */
  final UInt address;

  final UInt word;

  ContributionStore(Module parent, ReducerParameters p) {
    super(parent);
    PacketFormat format = p.format();
    int entryBits = log2(p.entries());
    int indexBits = p.packetFlits() == 1 ? 0 : log2(p.packetFlits());
    in = Channel.receiver(this, 1, format.width());
    tag = out(p.tagBits());
    begins = outBool();
    leaves = out(format.addressBits());
    found = in(p.entries());
    repeated = inBool();
    foundLength = in(p.lengthBits());
    ends = out(p.entries());
    fault = out(ReductionFault.class);
    faultTag = out(p.tagBits());
    address = p.values() ? in(entryBits + indexBits) : null;
    word = p.values() ? out(format.payloadBits()) : null;

    UInt flit = in.flit();
    Bool arrives = in.valid().bit(0);
    in.credit().set(delayed(in.valid()).named("taken"));
    var isHead = format.isHead(flit).named("is_head");
    var isTail = format.isTail(flit).named("is_tail");
    var isFound = found.any().named("is_found");
    begins.set(arrives.and(isHead));
    tag.set(format.info(flit, 0, p.tagBits()));
    leaves.set(format.address(flit));

    // The packet under way: its entry if it has one, and its flits so far.
    var entry = regWithoutReset(entryBits);
    var stored = regBool();
    var length = regWithoutReset(p.lengthBits());
    var heldTag = regWithoutReset(p.tagBits());
    int countBits = log2(p.packetFlits() + 2);
    var count = regWithoutReset(countBits); // stays at the first number that is too large
    var counted = count.eq(p.packetFlits() + 1).mux(count, count.plus(1)).named("counted");
    when(
            begins,
            () -> {
              entry.set(OneHot.encode(found));
              stored.set(isFound);
              length.set(foundLength);
              heldTag.set(tag);
              count.set(0);
            })
        .elseWhen(arrives, () -> count.set(counted));
    if (p.values()) {
      var place = indexBits == 0 ? entry : Bits.cat(entry, count.truncate(indexBits));
      var ram = mem(p.entries() * p.packetFlits(), format.payloadBits());
      var stores = arrives.and(stored).andNot(isHead).named("stores");
      when(stores, () -> ram.write(place, flit.truncate(format.payloadBits())));
      word.set(ram.syncRead(address));
    }

    var here = isHead.mux(found, OneHot.decode(entry, p.entries()).mask(stored)).named("here");
    var complete = arrives.and(isTail).named("complete");
    ends.set(here.mask(complete));
    var wanted = isHead.mux(foundLength, length).named("wanted");
    var got = isHead.mux(UInt.lit(0, countBits), counted).named("got");
    fault.set(ReductionFault.NONE);
    when(begins.and(repeated), () -> fault.set(ReductionFault.DUPLICATE))
        .elseWhen(begins.andNot(isFound), () -> fault.set(ReductionFault.NO_ENTRY))
        .elseWhen(
            complete.and(here.any()).and(got.ne(wanted)), () -> fault.set(ReductionFault.LENGTH));
    faultTag.set(isHead.mux(tag, heldTag));
  }
}
