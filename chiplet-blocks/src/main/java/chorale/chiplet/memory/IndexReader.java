package chorale.chiplet.memory;

import chorale.chiplet.Layout;
import chorale.chiplet.Layout.Field;
import chorale.chiplet.SramPort;
import chorale.hdl.Bits;
import chorale.hdl.Module;
import chorale.hdl.Stream;
import chorale.hdl.UInt;
import chorale.hdl.Vec;
import chorale.hdl.lib.Fifo;
import chorale.hdl.lib.RegisterFifo;
import java.util.ArrayList;

/**
 * Reads lists of indices ahead of their use and gives {@code index * stride} for each: one a cycle
 * while the memory grants, the first three cycles after its list was named.
 */
final class IndexReader extends Module {
  private static final int AHEAD = 4; // words of a list, and a power of two

  /** The word that names a list. */
  static final class Format {
    private final Layout layout = new Layout();
    final Field address;
    final Field count;
    final Field stride;

    Format(DmaParameters p) {
      address = layout.field(p.sramBits());
      count = layout.field(p.countBits());
      stride = layout.field(p.addressBits());
    }

    int width() {
      return layout.width();
    }
  }

  /** Lists. */
  final Stream list;

  /** Reads of the memory that holds the lists. */
  final SramPort port;

  /** The word read by the request granted in the cycle before. */
  final UInt word;

  /** {@code index * stride}, in the order of the lists. */
  final Stream offset;

  IndexReader(Module parent, DmaParameters p) {
    super(parent);
    var format = new Format(p);
    list = sink(format.width());
    port = SramPort.client(this, p.sramBits());
    word = in(p.indexWordBits());
    offset = source(p.addressBits());

    // Reads: {last word's indices - 1, last} goes along with each word.
    int perWord = p.indicesPerWord();
    int placeBits = log2(Math.max(2, perWord));
    var lists = new Fifo(this, format.width(), DmaParameters.UNDER_WAY);
    lists.name("lists");
    lists.enq.from(list);
    var head = lists.deq.bits().named("head");
    var asked = reg(p.countBits()); // indices of the list that have been asked for
    var address =
        format
            .address
            .of(head)
            .plus(asked.shr(Integer.numberOfTrailingZeros(perWord)).resize(p.sramBits()));
    var left = format.count.of(head).minus(asked).named("left");
    var last = left.le(perWord).named("last");
    var reserved = reg(log2(AHEAD + 1));
    var room = reserved.ne(AHEAD).named("room");
    port.request().set(lists.deq.valid().and(room));
    port.address().set(address);
    var reads = port.fire().named("reads");
    lists.deq.ready().set(room.and(port.grant()).and(last));
    when(reads, () -> asked.set(last.mux(UInt.lit(0, p.countBits()), asked.plus(perWord))));
    var lastPlace =
        last.mux(left.minus(1).resize(placeBits), UInt.lit(perWord - 1, placeBits)).named("ends");

    // Indices of a word, one after the other.
    int strideBits = p.addressBits();
    var words = new RegisterFifo(this, word.width() + placeBits + strideBits, AHEAD, true);
    words.name("words");
    words.enq.ready().optional(); // a place was reserved
    words.enq.valid().set(delayed(reads));
    words.enq.bits().set(Bits.cat(delayed(format.stride.of(head)), delayed(lastPlace), word));
    var place = reg(placeBits);
    var now = words.deq.bits();
    var indices = new ArrayList<UInt>();
    for (int i = 0; i < perWord; i++) {
      indices.add(now.slice((i + 1) * p.indexBits() - 1, i * p.indexBits()));
    }
    var index = Vec.of(indices).at(place).named("index");
    int above = word.width() + placeBits;
    var stride = now.slice(now.width() - 1, above);
    var ends = now.slice(above - 1, word.width());

    var products = new RegisterFifo(this, strideBits, 2, false);
    products.name("products");
    products.enq.valid().set(words.deq.valid());
    products.enq.bits().set(index.times(stride).resize(strideBits));
    offset.from(products.deq);
    var taken = products.enq.fire().named("taken");
    var wordEnds = place.eq(ends).named("word_ends");
    when(taken, () -> place.set(wordEnds.mux(UInt.lit(0, placeBits), place.plus(1))));
    words.deq.ready().set(products.enq.ready().and(wordEnds));
    var freed = taken.and(wordEnds);
    reserved.set(reserved.plus(reads.zext(reserved.width())).minus(freed.zext(reserved.width())));
  }
}
