package chorale.bench.prove;

import chorale.chiplet.MemoryQueues;
import chorale.chiplet.PackageParameters;
import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.Vec;
import java.util.List;
import java.util.Optional;

/**
 * What waits for a group's memory, of two chiplets that have no more bursts under way than they
 * may: everything is taken, every burst comes out once, unchanged, those of one chiplet and kind in
 * order, and none while one of a lower order stands first in its queue.
 *
 * <p>One burst that the proof chooses stands for all.
 */
final class MemoryQueuesCheck extends Module {
  private static final int CHIPLETS = 2;
  private static final int OUTSTANDING = 2;

  /** Two chiplets, bursts of a flit. */
  private static final PackageParameters P =
      new PackageParameters(
          1,
          CHIPLETS,
          List.of(),
          4,
          1,
          64,
          2,
          2,
          1,
          1,
          2,
          2,
          16,
          2,
          1,
          64,
          1,
          Optional.empty(),
          Optional.empty(),
          1,
          OUTSTANDING);

  private static final int ADDRESS = PackageParameters.DRAM_ADDRESS_BITS;
  private static final int ORDER = PackageParameters.ORDER_BITS;
  private static final int INFO = ADDRESS + 1 + ORDER + 1; // address, flits, order, place

  MemoryQueuesCheck() {
    super(null);
    var format = P.format();
    var asks = inBool().named("asks");
    var sends = inBool().named("sends");
    var ends = inBool().named("ends");
    var readInfo = in(INFO).named("read_info");
    var writeInfo = in(INFO).named("write_info");
    var takes = inBool().named("takes");
    var choose = inBool().named("choose");
    var queues = new MemoryQueues(this, P, CHIPLETS);
    queues.name("queues");
    var memory = UInt.lit(0, 2);

    // Bursts that wait, by {writes, place}; of one that is on its way the place is taken.
    int bits = log2(OUTSTANDING + 1);
    var inside = Vec.of(2 * CHIPLETS, i -> reg(bits).named("inside_" + i));
    var begun = regBool().named("begun");
    var onWay = reg(INFO).named("on_way");
    var reads = UInt.lit(0, 1);
    var writes = UInt.lit(1, 1);
    var readQueue = Bits.cat(reads, place(readInfo)).named("read_queue");
    var read = asks.and(inside.at(readQueue).ne(OUTSTANDING)).named("read");
    queues.requests.valid().set(read);
    queues.requests.bits().set(format.head(memory, readInfo, true));
    var headQueue = Bits.cat(writes, place(writeInfo)).named("head_queue");
    var head = sends.andNot(begun).and(inside.at(headQueue).ne(OUTSTANDING)).named("head");
    var body = sends.and(begun).named("body");
    var written = body.and(ends).named("written");
    queues.stores.valid().set(head.or(body));
    queues
        .stores
        .bits()
        .set(begun.mux(format.body(UInt.lit(0, 1), ends), format.head(memory, writeInfo, false)));
    when(
        head,
        () -> {
          begun.set(true);
          onWay.set(writeInfo);
        });
    when(written, () -> begun.set(false));
    var writeQueue = Bits.cat(writes, place(onWay)).named("write_queue");

    queues.next.ready().set(takes);
    var goes = queues.next.fire().named("goes");
    var out = queues.next.bits();
    var outQueue = Bits.cat(out.bit(INFO), place(out)).named("out_queue");
    Bool any = Bool.lit(false);
    for (int i = 0; i < 2 * CHIPLETS; i++) {
      UInt count = inside.get(i);
      var comes =
          (i < CHIPLETS ? read : written).and(at(i, readQueue, writeQueue)).named("in_" + i);
      var leaves = goes.and(outQueue.eq(i)).named("out_" + i);
      count.set(count.plus(comes.zext(bits)).minus(leaves.zext(bits)));
      any = any.or(count.any());
    }
    assertThat(queues.requests.ready().and(queues.stores.ready()), "everything is taken");
    assertThat(queues.next.valid().eq(any), "a burst is offered if one waits");
    assertThat(queues.next.valid().not().or(inside.at(outQueue).any()), "none out of nothing");

    // The chosen one.
    var chosen = regBool().named("chosen");
    var mine = reg(INFO).named("mine");
    var own = reg(2).named("own");
    var ahead = reg(bits).named("ahead");
    var which = inBool().named("which");
    var entering = which.mux(writeQueue, readQueue).named("entering");
    var begins = choose.andNot(chosen).and(which.mux(written, read)).named("begins");
    when(
        begins,
        () -> {
          chosen.set(true);
          mine.set(which.mux(onWay, readInfo));
          own.set(entering);
          var before = goes.and(outQueue.eq(entering)).zext(bits);
          ahead.set(inside.at(entering).minus(before));
        });
    var hits = goes.and(outQueue.eq(own)).and(chosen).named("hits");
    var first = chosen.and(ahead.eq(0)).named("first");
    when(hits.andNot(first), () -> ahead.set(ahead.minus(1)));
    when(hits.and(first), () -> chosen.set(false));
    assertThat(hits.and(first).not().or(out.truncate(INFO).eq(mine)), "what leaves is what came");
    // The lowest order, then the lower chiplet, then the read.
    var rank = Bits.cat(order(mine), own.bit(0), own.bit(1)).named("rank");
    var outRank = Bits.cat(order(out), outQueue.bit(0), outQueue.bit(1)).named("out_rank");
    assertThat(
        first.and(queues.next.valid()).not().or(outRank.le(rank)), "the lowest order goes first");
  }

  private static Bool at(int i, UInt readQueue, UInt writeQueue) {
    return (i < CHIPLETS ? readQueue : writeQueue).eq(i);
  }

  private static UInt place(UInt info) {
    return info.slice(INFO - 1, INFO - 1);
  }

  private static UInt order(UInt info) {
    return info.slice(ADDRESS + ORDER, ADDRESS + 1);
  }
}
