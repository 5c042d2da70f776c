package chorale.chiplet.memory;

import chorale.hdl.Bits;
import chorale.hdl.Bool;
import chorale.hdl.Memory;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.lib.Fifo;
import java.util.ArrayList;

/**
 * A memory of fixed latency and rate behind the port of a controller: what an SSD does to a stream,
 * and a stand-in where banks do not matter. Requests are served in the order in which they came,
 * reads {@link FlatTiming#latency} cycles after that at the earliest, and a burst moves when the
 * rate allows; latencies of different reads overlap. Bursts are numbered as in {@link
 * BurstMap#PAGES}.
 *
 * <p>With {@code streams} it follows as many sequences of pages: a read of the page that a sequence
 * is at, or of the next one, waits for nothing but the rate, since a drive has read it ahead into
 * its buffer. A read elsewhere begins a sequence in place of one, in turn.
 *
 * <p>What is not there: writes cost the rate alone (a drive's buffer takes them), and nothing
 * wears. With values it holds all bursts of its shape, so that only small shapes can be simulated.
 */
public final class FlatMemory extends Module {
  private static final int TIME_BITS = 32;

  /** Requests and answers; nothing is ever corrected or broken. */
  public final DramPort port;

  /** A burst moves in this cycle, or bytes of it. */
  public final Bool busy;

  /**
   * A memory of {@code shape}.
   *
   * @param queue requests that may be under way, at least 2
   * @param tagBits of a read's tag
   * @param hasValues whether it holds data
   */
  public FlatMemory(
      Module parent, FlatTiming t, DramShape shape, int queue, int tagBits, boolean hasValues) {
    int cost = shape.burstBytes() * 1000;
    require(
        t.milliBytes() <= cost && queue >= 2,
        "a memory %s of %d mB a cycle with bursts of %d bytes and %d requests: one burst a cycle at most, 2 requests at least"
            .formatted(t.name(), t.milliBytes(), shape.burstBytes(), queue));
    super(parent);
    int dataBits = hasValues ? 8 * shape.burstBytes() : 1;
    port = server(shape, tagBits, dataBits);
    busy = outBool();
    var now = reg(TIME_BITS);
    now.set(now.plus(1));
    var number = Bits.cat(port.row(), port.bank(), port.column()).named("number");
    var latency = UInt.lit(t.latency(), TIME_BITS);
    UInt wait =
        t.streams() == 0 ? latency : followed(t, shape, number).mux(UInt.lit(1, 1), latency);
    wait = port.write().mux(UInt.lit(1, 1), wait);
    int dataAt = TIME_BITS + 1 + tagBits + number.width();
    var requests = new Fifo(this, dataAt + (hasValues ? dataBits : 0), queue);
    requests.name("requests");
    var entry = Bits.cat(number, port.tag(), port.write(), now.plus(wait.resize(TIME_BITS)));
    requests.enq.valid().set(port.valid());
    requests.enq.bits().set(hasValues ? Bits.cat(port.data(), entry) : entry);
    port.ready().set(requests.enq.ready());

    // A burst moves when there are bytes enough; they come only while there is something to move.
    Stream head = requests.deq;
    var due = head.bits().truncate(TIME_BITS);
    var begun = head.valid().andNot(now.minus(due).bit(TIME_BITS - 1)).named("begun");
    int sumBits = log2(2 * cost);
    var bytes = reg(sumBits);
    var available = bytes.plus(t.milliBytes()).named("available");
    var moves = begun.and(available.ge(cost)).named("moves");
    when(moves, () -> bytes.set(available.minus(cost))).elseWhen(begun, () -> bytes.set(available));
    head.ready().set(moves);
    var writes = head.bits().bit(TIME_BITS).named("writes");
    port.answer().set(moves.andNot(writes));
    port.answerTag().set(head.bits().slice(TIME_BITS + tagBits, TIME_BITS + 1));
    port.corrected().set(false);
    port.broken().set(false);
    busy.set(begun);
    if (hasValues) {
      Memory bursts = mem(1 << shape.burstAddressBits(), dataBits);
      var at = head.bits().slice(dataAt - 1, TIME_BITS + 1 + tagBits).named("at");
      when(
          moves.and(writes),
          () -> bursts.write(at, head.bits().slice(dataAt + dataBits - 1, dataAt)));
      port.answerData().set(bursts.read(at));
    } else {
      port.answerData().set(0);
    }
  }

  /**
   * Whether a read of a burst goes on with a sequence; the sequences learn from each that moves.
   */
  private Bool followed(FlatTiming t, DramShape shape, UInt number) {
    int low = Integer.numberOfTrailingZeros(Math.max(1, t.pageBytes() / shape.burstBytes()));
    var page = number.slice(number.width() - 1, low).named("page");
    var turn = reg(log2(t.streams()));
    var reads = port.fire().andNot(port.write()).named("reads");
    var hits = new ArrayList<Bool>();
    var known = new ArrayList<Bool>();
    var at = new ArrayList<UInt>();
    Bool any = Bool.lit(false);
    for (int s = 0; s < t.streams(); s++) {
      known.add(regBool().named("known_" + s));
      at.add(reg(page.width()).named("page_" + s));
      UInt next = at.get(s).plusCarry(UInt.lit(1, 1)); // none behind the last
      Bool near = page.eq(at.get(s)).or(page.zext(next.width()).eq(next));
      // Of several sequences the first goes on.
      hits.add(known.get(s).and(near).andNot(any).named("hit_" + s));
      any = any.or(hits.get(s));
    }
    Bool hit = any.named("followed");
    for (int s = 0; s < t.streams(); s++) {
      Bool begins = hit.not().and(turn.eq(s));
      Bool isKnown = known.get(s);
      UInt place = at.get(s);
      when(
          reads.and(hits.get(s).or(begins)),
          () -> {
            isKnown.set(true);
            place.set(page);
          });
    }
    when(reads.andNot(hit), () -> turn.set(turn.plus(1)));
    return hit;
  }

  private DramPort server(DramShape shape, int tagBits, int dataBits) {
    return new DramPort(
        inBool(),
        outBool(),
        inBool(),
        in(shape.bankBits()),
        in(shape.rowBits()),
        in(shape.columnBits()),
        in(tagBits),
        in(dataBits),
        outBool(),
        out(tagBits),
        out(dataBits),
        outBool(),
        outBool());
  }
}
