package chorale.chiplet;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.nop.PacketFormat;

/**
 * Takes one trunk link's contributions in. Each flit goes to the bank of its slot among the token's
 * top k, where all trunks meet; with the last flit the token is reported as having one contribution
 * more. Throughput 1 flit per cycle as long as its bank is free.
 */
final class HomeReceiver extends Module {
  /** Combine packets. */
  final Stream flits;

  /** The bank that the flit at hand is for. */
  final Stream bank;

  /** A contribution is complete: its token. */
  final Stream complete;

  /** The same, for the trace: {slot, token}. */
  final Event returned;

  HomeReceiver(Module parent, PackageParameters p) {
    super(parent);
    PacketFormat format = p.format();
    flits = sink(format.width());
    bank = source(ContributionBanks.bankBits(p));
    complete = source(p.tokenBits());
    returned = Event.out(this, p.slotBits() + p.tokenBits());

    var token = reg(p.tokenBits());
    var slot = reg(p.slotBits());
    var flit = flits.bits();
    var isHead = format.isHead(flit);
    var isTail = format.isTail(flit);
    when(
        flits.valid().and(isHead),
        () -> {
          token.set(format.info(flit, 0, p.tokenBits()));
          slot.set(format.info(flit, p.tokenBits(), p.slotBits()));
        });
    // The last flit moves only when the completion can be reported too.
    var body = flits.valid().andNot(isHead);
    var mayMove = body.and(isTail.not().or(complete.ready()));
    bank.valid().set(mayMove);
    bank.bits().set(Bits.cat(slot, token.bit(0)));
    var stored = bank.fire();
    flits.ready().set(isHead.or(stored));
    Bool finished = stored.and(isTail);
    complete.valid().set(finished);
    complete.bits().set(token);
    returned.valid().set(finished);
    UInt what = Bits.cat(slot, token);
    returned.data().set(what);
  }
}
