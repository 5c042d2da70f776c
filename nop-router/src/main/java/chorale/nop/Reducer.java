package chorale.nop;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Choice;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.lib.CreditSender;
import chorale.hdl.lib.Delay;
import chorale.hdl.lib.OneHot;

/**
 * Adds up the contributions of a switch's children to one combine and sends the sum on: one partial
 * sum per token and switch instead of one packet per contribution.
 *
 * <p><b>Contract.</b> A combine is announced by a {@link Reservation} on {@link #reserve}, which
 * waits while no entry is free or an entry with the same tag is in use. Then each expected child
 * sends one packet: a head with the tag, and as many body flits as reserved. When all have come,
 * the sum leaves: a head with the tag and the contributions' addresses, or-ed, and {@code length *
 * growth} body flits. Contributions are stored until all are there, so the order of addition is
 * that of the {@link AdderTree}, whatever the order of arrival.
 *
 * <p><b>Timing.</b> Every flit that comes is taken at once; its credit leaves one cycle later. If
 * the last flit of the last contribution comes in cycle t, the sum's head leaves in {@code t +
 * p.latency()} = t + 3 + levels * stages and its other flits behind it, 1 per cycle, also from one
 * sum to the next, as long as there are credits: {@link ReducerParameters#downstreamForFullRate}.
 *
 * <p><b>Deadlock.</b> No input ever waits, so the combine class drains wherever the way out does;
 * {@link #reserve} is where an overflow backs up. docs/reduction.md has the argument.
 *
 * <p><b>Faults.</b> {@link #fault} holds the first contribution that did not fit, until reset: it
 * is dropped, or, if its length is wrong, added as it is. {@link #late} holds the first entry that
 * has missed a contribution for {@code p.timeout()} cycles since its reservation: counted from
 * there, not from the first contribution, so that a token is found all of whose contributions are
 * missing. Other combines go on.
 *
 * <p><b>Storage.</b> {@code children * entries * packetFlits} words of a payload, one memory per
 * child with one port to write and one to read.
 *
 * <p>With {@link #home} reservations are taken and forgotten, and contributions must not come here:
 * see {@link CombineSplit}.
 */
public final class Reducer extends Module {
  /** One for each child, of the combine VC alone. */
  public final Channel[] in;

  /** To the parent, or to the router's input for the combine VC. */
  public final Channel out;

  /** {@link Reservation#toBits}. */
  public final Stream reserve;

  /** Whether contributions go home unadded; may change only while nothing is under way. */
  public final Bool home;

  /** Entries in use, 0 to {@code p.entries()}. */
  public final UInt occupied;

  /** What was wrong first with a contribution, or NONE; its tag and child. */
  public final Choice<ReductionFault> fault;

  public final UInt faultTag;
  public final UInt faultChild;

  /** Whether an entry has missed a contribution for too long; its tag and lowest missing child. */
  public final Bool late;

  public final UInt lateTag;
  public final UInt lateChild;

  private final ReducerParameters p;
  private final ReductionTable table;
  private final ContributionStore[] stores;

  /** What the read of a flit's operands needs. */
  private record Beat(UInt place, UInt number, UInt expected) {}

  /** A reducer. */
  public Reducer(Module parent, ReducerParameters p) {
    super(parent);
    this.p = p;
    PacketFormat format = p.format();
    in = new Channel[p.children()];
    for (int c = 0; c < in.length; c++) {
      in[c] = Channel.receiver(this, 1, format.width());
    }
    out = Channel.sender(this, 1, format.width());
    reserve = sink(p.reservationBits());
    home = inBool();
    occupied = out(log2(p.entries() + 1));
    fault = out(ReductionFault.class);
    faultTag = out(p.tagBits());
    faultChild = out(log2(p.children()));
    late = outBool();
    lateTag = out(p.tagBits());
    lateChild = out(log2(p.children()));
    fault.optional();
    faultTag.optional();
    faultChild.optional();
    late.optional();
    lateTag.optional();
    lateChild.optional();
    occupied.optional();

    table = new ReductionTable(this, p);
    table.reserve.from(reserve);
    table.home.set(home);
    occupied.set(table.occupied);
    late.set(table.late);
    lateTag.set(table.lateTag);
    lateChild.set(table.lateChild);
    stores = new ContributionStore[p.children()];
    for (int c = 0; c < stores.length; c++) {
      stores[c] = new ContributionStore(this, p);
      stores[c].name("store_" + c);
      stores[c].in.from(in[c]);
      var q = table.child[c];
      q.tag().set(stores[c].tag);
      q.begins().set(stores[c].begins);
      q.leaves().set(stores[c].leaves);
      q.ends().set(stores[c].ends);
      stores[c].found.set(q.found());
      stores[c].repeated.set(q.repeated());
      stores[c].foundLength.set(q.foundLength());
    }
    hold();
    send();
  }

  /** Holds the first fault, of several in one cycle the lowest child's. */
  private void hold() {
    var kind = reg(ReductionFault.NONE);
    var tag = regWithoutReset(p.tagBits());
    var who = regWithoutReset(log2(p.children()));
    for (int c = stores.length - 1; c >= 0; c--) {
      var store = stores[c];
      int child = c;
      when(
          kind.is(ReductionFault.NONE).andNot(store.fault.is(ReductionFault.NONE)),
          () -> {
            kind.set(store.fault);
            tag.set(store.faultTag);
            who.set(child);
          });
    }
    fault.set(kind);
    faultTag.set(tag);
    faultChild.set(who);
  }

  /**
   * Sends one sum after the other: a flit is read if there is a credit for it, and cannot stall.
   */
  private void send() {
    PacketFormat skeleton =
        PacketFormat.timing(p.format().leaves(), p.format().multicast(), p.format().infoBits());
    int beatBits = log2(p.packetFlits() * p.element().growth() + 1);
    var active = regBool();
    var place = regWithoutReset(log2(p.entries()));
    var tag = regWithoutReset(p.tagBits());
    var expected = regWithoutReset(p.children());
    var leaves = regWithoutReset(p.format().addressBits());
    var beats = regWithoutReset(beatBits);
    var inBody = regBool();
    var beat = regWithoutReset(beatBits); // each head makes it 0

    var following = beat.plus(1);
    var last = inBody.mux(following.eq(beats), beats.any().not()).named("last");
    var credits = new CreditSender(this, skeleton.width(), p.downstream());
    credits.available.optional();
    credits.in.ready().optional(); // a flit that is sent says so
    var head = skeleton.head(leaves, tag, false);
    UInt fields = head.truncate(skeleton.payloadBits());
    UInt payload = p.values() ? fields : fields.mask(inBody.not()); // else the sum stands there
    credits.in.valid().set(active);
    credits.in.bits().set(Bits.cat(inBody.not(), last, payload));
    credits.credit.set(out.credit().bit(0));
    Bool issued = credits.valid;
    var finishes = issued.and(last).named("finishes");
    when(
        issued,
        () -> {
          inBody.set(last.not());
          beat.set(following.mask(inBody.andNot(last)));
        });

    table.take.set(active.not().or(finishes));
    table.freed.set(OneHot.decode(place, p.entries()).mask(finishes));
    when(
            table.take.and(table.next.any()),
            () -> {
              active.set(true);
              place.set(OneHot.encode(table.next));
              tag.set(table.nextTag);
              expected.set(table.nextExpected);
              leaves.set(table.nextLeaves);
              beats.set(p.element().growth() == 2 ? table.nextLength.shl(1) : table.nextLength);
            })
        .elseWhen(finishes, () -> active.set(false));

    int cycles = p.latency() - 2;
    UInt flit = credits.bits;
    for (int i = 1; i <= cycles; i++) {
      var held = regWithoutReset(skeleton.width()).named("flit_" + i);
      held.set(flit);
      flit = held;
    }
    out.valid().set(Delay.by(this, issued, cycles).asUInt());
    UInt marks = flit.slice(skeleton.width() - 1, skeleton.payloadBits());
    UInt content = flit.truncate(skeleton.payloadBits()).zext(p.format().payloadBits());
    if (p.values()) {
      UInt sum = sum(new Beat(place, beat, expected));
      content = skeleton.isHead(flit).mux(content, sum);
    }
    out.flit().set(Bits.cat(marks, content));
  }

  /** The sum of the flits that the beat reads. */
  private UInt sum(Beat b) {
    int width = p.format().payloadBits();
    int indexBits = p.packetFlits() == 1 ? 0 : log2(p.packetFlits());
    boolean halves = p.element() == Element.BF16;
    var tree = new AdderTree(this, p.element(), p.children(), width, p.adderStages());
    var present = regWithoutReset(p.children());
    present.set(b.expected());
    tree.present.set(present);
    Bool upper = halves ? delayed(b.number().bit(0)).named("upper") : null;
    for (int c = 0; c < stores.length; c++) {
      UInt index = halves ? b.number().shr(1) : b.number();
      stores[c].address.set(
          indexBits == 0 ? b.place() : Bits.cat(b.place(), index.truncate(indexBits)));
      UInt word = stores[c].word;
      tree.in[c].set(halves ? widened(upper, word) : word);
    }
    return tree.sum;
  }

  /** The bf16 numbers of one half of {@code word} as binary32: the same bits, with zeros below. */
  private static UInt widened(Bool upper, UInt word) {
    int half = word.width() / 2;
    var numbers = upper.mux(word.slice(word.width() - 1, half), word.truncate(half));
    var lanes = new Bits[half / 16];
    for (int i = 0; i < lanes.length; i++) {
      lanes[lanes.length - 1 - i] = numbers.slice(16 * i + 15, 16 * i).shl(16);
    }
    return Bits.cat(lanes);
  }
}
