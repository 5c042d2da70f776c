package chorale.chiplet;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Choice;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Gives each (token, expert) pair of its rank a place at the expert's rank, from the routing of all
 * ranks alone: Algorithm 1 of arXiv 2604.19241, in hardware. Expert e's buffer holds the pairs of
 * rank 0, then those of rank 1, and so on, those of a rank in the order in which it named them. No
 * place depends on when anything arrives, and no host computes any.
 *
 * <p>A round of all ranks goes through five steps; rounds follow each other.
 *
 * <ol>
 *   <li>{@link #start} takes the number n of this rank's pairs, then {@link #pairs} their experts
 *       in token order, one per cycle; they are counted and kept.
 *   <li>The counts go to the network, to all ranks and so to this one too: {@code flits} cycles,
 *       {@link TokenOrderParameters#flits}, if the network takes one per cycle.
 *   <li>Counts that arrive are added up in the cycle of their arrival, for the round that they name
 *       ({@link CountSums}). Two rounds have sums of their own: a rank can be one round ahead, but
 *       never two, since it needs this rank's counts to end a round.
 *   <li>When those of all ranks are there, one word per cycle, {@code words} cycles, {@link
 *       TokenOrderParameters#words}: the pairs of the ranks below are the expert's first slot for
 *       this rank, and the pairs of the experts before it on its own rank its first row there.
 *       {@link #extents} shows this rank's own experts meanwhile.
 *   <li>Each pair leaves on {@link #slots}, one per cycle, in the order in which they came.
 * </ol>
 *
 * <p>Cycles: the last count of any rank being written in cycle x, this rank's first pair is offered
 * in cycle x + 3 + words and its last in x + 2 + words + n, if {@code slots} is ready; the next
 * start is taken in the cycle after, with n = 0 in x + 2 + words. A start taken in cycle s has its
 * order for the network offered in cycle s + 1 + n, if a pair is offered in each cycle. If W ranks
 * with n pairs each start at once, at leaves of one switch of R cycles over links of l cycles, with
 * multicast, x = s + n + W flits + R + 2 l + 1.
 *
 * <p>After a reset the tables are cleared, {@code words} cycles, before the first start; all
 * engines need the same reset. An expert that is not there, or more pairs than there are places,
 * raises {@link #fault} until the next reset: slots mean nothing from then on, but everything keeps
 * moving.
 */
public final class TokenOrder extends Module {
  enum Phase {
    CLEAR,
    IDLE,
    COUNT,
    SEND,
    GATHER,
    SUM,
    PLACE
  }

  /** Begins a round: its number of pairs. */
  public final Stream start;

  /** Experts of the pairs. */
  public final Stream pairs;

  /** To the network interface, in the class of the counts. */
  public final Stream order;

  public final Stream words;

  /** From the network interface: a word of that class is written. */
  public final Bool write;

  public final UInt writeAddress;
  public final UInt writeData;

  /** {rank, expert, slot, row} of each pair; slots count per expert, rows per rank, from 0. */
  public final Stream slots;

  /**
   * One word of this rank's own experts after the other, ascending, in a round: {totals, first
   * rows}, each with the lowest expert in the lowest bits.
   */
  public final Event extents;

  /** The router before it has done what it must not do. */
  public final Bool fault;

  private final TokenOrderParameters p;
  private final Choice<Phase> phase;
  private final Bool odd; // which of the two sums this round is in
  private final UInt word;
  private final UInt count; // n
  private final UInt at;

  /** The engine of rank {@code rank}. */
  public TokenOrder(Module parent, TokenOrderParameters p, int rank) {
    super(parent);
    this.p = p;
    var format = p.format();
    start = sink(p.countBits());
    pairs = sink(p.expertBits());
    order = source(format.orderBits());
    words = source(format.wordBits());
    write = inBool();
    int index = format.words() == 1 ? 0 : log2(format.words());
    writeAddress = in(format.slotBits() + index);
    writeData = in(format.wordBits());
    slots = source(p.entryBits());
    extents = Event.out(this, 2 * p.lanes() * p.totalBits());
    fault = outBool();

    phase = reg(Phase.CLEAR);
    odd = regBool();
    word = reg(p.wordBits());
    count = reg(p.countBits());
    at = reg(p.countBits());
    var lastWord = word.eq(p.words() - 1).named("last_word");

    start.ready().set(phase.is(Phase.IDLE));
    when(
        start.fire(),
        () -> {
          count.set(start.bits());
          phase.set(Phase.COUNT);
        });
    when(start.fire().and(start.bits().eq(0)), () -> phase.set(Phase.SEND));

    var local = new CountSender(this, p, rank);
    local.pair.set(pairs.fire());
    local.expert.set(pairs.bits());
    local.clear.set(phase.is(Phase.CLEAR));
    local.clearWord.set(word);
    local.send.set(phase.is(Phase.SEND));
    local.odd.set(odd);
    order.from(local.order);
    words.from(local.words);
    when(local.done, () -> phase.set(Phase.GATHER));

    // The pairs, as they come and as they go.
    pairs.ready().set(phase.is(Phase.COUNT));
    var kept = mem(Math.max(2, p.pairs()), p.expertBits()).named("kept");
    when(
        pairs.fire(),
        () -> {
          kept.write(at.truncate(log2(Math.max(2, p.pairs()))), pairs.bits());
          at.set(at.plus(1));
        });
    when(
        pairs.fire().and(at.plus(1).eq(count)),
        () -> {
          at.set(0);
          phase.set(Phase.SEND);
        });
    var held = regBool();
    var more = at.ne(count).named("more");
    var next = phase.is(Phase.PLACE).and(more).and(held.not().or(slots.ready())).named("next");
    var expert = kept.syncRead(at.truncate(log2(Math.max(2, p.pairs()))), next).named("expert");
    when(next, () -> held.set(true)).elseWhen(slots.fire(), () -> held.set(false));
    when(next, () -> at.set(at.plus(1)));
    when(
        slots.fire().andNot(more),
        () -> {
          at.set(0);
          phase.set(Phase.IDLE);
        });

    // The sums of two rounds.
    var summing = phase.is(Phase.SUM).named("summing");
    var sums = new ArrayList<CountSums>();
    int blockBits = p.blockBits();
    var sender =
        writeAddress.slice(index + blockBits + p.rankBits() - 1, index + blockBits).named("sender");
    var isOdd = writeAddress.bit(index + blockBits + p.rankBits()).named("is_odd");
    for (int i = 0; i < 2; i++) {
      var sum = new CountSums(this, p);
      sum.name("sums_" + i);
      sum.add.set(write.and(i == 1 ? isOdd : isOdd.not()));
      sum.addWord.set(writeAddress.resize(p.wordBits()));
      sum.counts.set(writeData.truncate(p.lanes() * p.countBits()));
      sum.below.set(sender.lt(rank));
      sum.take.set(phase.is(Phase.CLEAR).or(summing.and(i == 1 ? odd : odd.not())));
      sum.takeWord.set(word);
      sums.add(sum);
    }
    var complete = odd.mux(sums.get(1).complete, sums.get(0).complete).named("complete");
    when(phase.is(Phase.GATHER).and(complete), () -> phase.set(Phase.SUM));
    when(phase.is(Phase.CLEAR).or(summing), () -> word.set(word.plus(1)));
    when(
        lastWord.and(phase.is(Phase.CLEAR).or(summing)),
        () -> {
          word.set(0);
          phase.set(Phase.IDLE);
        });
    when(
        lastWord.and(summing),
        () -> {
          odd.set(odd.not());
          when(count.any(), () -> phase.set(Phase.PLACE));
        });
    var totals = lanes(sums, s -> s.total);
    var befores = lanes(sums, s -> s.before);

    var firsts = new FirstRows(this, p);
    firsts.word.set(summing);
    for (int l = 0; l < p.lanes(); l++) {
      firsts.total[l].set(totals.get(l));
    }
    extents.valid().set(summing.and(firsts.rank.eq(rank)));
    extents.data().set(Bits.cat(joined(totals), joined(List.of(firsts.first))));

    var table = new SlotTable(this, p);
    table.fill.set(summing);
    table.fillWord.set(word);
    table.fillRank.set(firsts.rank);
    table.fillSlots.set(joined(befores));
    table.fillRows.set(joined(List.of(firsts.first)));
    table.expert.set(expert);
    table.take.set(slots.fire());
    slots.valid().set(held);
    slots.bits().set(table.entry);

    var wrong = regBool();
    when(start.fire().and(start.bits().zext(32).gt(p.pairs())), () -> wrong.set(true));
    when(pairs.fire().and(pairs.bits().zext(32).ge(p.experts())), () -> wrong.set(true));
    fault.set(wrong);
  }

  /** Values of this round's sums, the lowest lane first. */
  private List<UInt> lanes(List<CountSums> sums, Function<CountSums, UInt[]> what) {
    var all = new ArrayList<UInt>();
    for (int l = 0; l < p.lanes(); l++) {
      all.add(odd.mux(what.apply(sums.get(1))[l], what.apply(sums.get(0))[l]));
    }
    return all;
  }

  /** A word with the lowest lane in the lowest bits. */
  private static UInt joined(List<UInt> lanes) {
    return Bits.cat(lanes.reversed().toArray(Bits[]::new));
  }
}
