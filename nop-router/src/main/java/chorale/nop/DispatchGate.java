package chorale.nop;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.Vec;
import chorale.hdl.lib.CreditReceiver;
import chorale.hdl.lib.CreditSender;
import java.util.ArrayList;
import java.util.List;

/**
 * Stands before a switch's input for the dispatch VC and lets a dispatch pass when its combine has
 * its entries in the switch's {@link Reducer}: one for each segment of the token, each expecting a
 * contribution from every child below which the dispatch has a leaf. Latency 1 cycle, throughput 1
 * flit per cycle; a dispatch takes {@code segments - 1} cycles more, and waits while entries are
 * missing, with all that is behind it in this VC.
 *
 * <p>The token is the lowest bits of a dispatch's info, as many as a tag has without its segment; a
 * tag is {@code {segment, token}}. The reducer must have an entry for each segment, or a token
 * waits for ever.
 */
public final class DispatchGate extends Module {
  /** From the parent, of the dispatch VC alone. */
  public final Channel in;

  /** To the router. */
  public final Channel out;

  /** To the reducer. */
  public final Stream reserve;

  /** A flit is held back in this cycle for want of an entry. */
  public final Bool waits;

  /**
   * Where the gate is.
   *
   * @param firstLeaf the first leaf below the switch
   * @param leavesPerChild leaves below each child
   * @param buffer places for flits that come
   * @param downstream places in the router's buffer
   */
  public record Place(int firstLeaf, int leavesPerChild, int buffer, int downstream) {}

  /**
   * A gate.
   *
   * @param lengths body flits of the contributions to each segment
   */
  public DispatchGate(Module parent, ReducerParameters p, Place place, List<Integer> lengths) {
    int segments = lengths.size();
    int segmentBits = segments == 1 ? 0 : log2(segments);
    require(
        segments >= 1 && segments <= p.entries(),
        "%d segments with %d entries: as many or fewer".formatted(segments, p.entries()));
    require(segmentBits < p.tagBits(), "%d segments: no bit left for a token".formatted(segments));
    require(
        lengths.stream().allMatch(n -> n >= 0 && n <= p.packetFlits()),
        "contributions of %s flits: at most %d".formatted(lengths, p.packetFlits()));
    super(parent);
    PacketFormat format = p.format();
    in = Channel.receiver(this, 1, format.width());
    out = Channel.sender(this, 1, format.width());
    reserve = source(p.reservationBits());
    waits = outBool();
    waits.optional();
    var arriving = new CreditReceiver(this, format.width(), place.buffer());
    var leaving = new CreditSender(this, format.width(), place.downstream());
    leaving.available.optional();
    arriving.valid.set(in.valid().bit(0));
    arriving.bits.set(in.flit());
    in.credit().set(arriving.credit.asUInt());
    out.valid().set(leaving.valid.asUInt());
    out.flit().set(leaving.bits);
    leaving.credit.set(out.credit().bit(0));

    Stream front = arriving.out;
    var flit = front.bits();
    var reserved = regBool();
    var needs = front.valid().and(format.isHead(flit)).andNot(reserved).named("needs");
    var children = new Bits[p.children()];
    for (int c = 0; c < children.length; c++) {
      int low = place.firstLeaf() + c * place.leavesPerChild();
      int high = low + place.leavesPerChild() - 1;
      children[children.length - 1 - c] = format.destinations(flit).slice(high, low).any();
    }
    var expected = Bits.cat(children);
    UInt token = format.info(flit, 0, p.tagBits() - segmentBits);
    UInt tag = token;
    UInt length = UInt.lit(lengths.getFirst(), p.lengthBits());
    Bool last = Bool.lit(true);
    if (segments > 1) {
      var segment = reg(segmentBits);
      last = segment.eq(segments - 1);
      tag = Bits.cat(segment, token);
      var all = new ArrayList<UInt>();
      lengths.forEach(n -> all.add(UInt.lit(n, p.lengthBits())));
      length = Vec.of(all).at(segment);
      Bool wraps = last;
      when(reserve.fire(), () -> segment.set(wraps.mux(UInt.lit(0, segmentBits), segment.plus(1))));
    }
    reserve.valid().set(needs);
    reserve.bits().set(new Reservation(tag, expected, length).toBits());
    Bool complete = reserve.fire().and(last);
    var passes = needs.not().or(complete).named("passes");
    leaving.in.valid().set(front.valid().and(passes));
    leaving.in.bits().set(flit);
    front.ready().set(leaving.in.ready().and(passes));
    waits.set(needs.andNot(reserve.ready()));
    when(front.fire(), () -> reserved.set(false)).elseWhen(complete, () -> reserved.set(true));
  }
}
