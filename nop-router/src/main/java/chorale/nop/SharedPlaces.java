package chorale.nop;

import chorale.hdl.Bool;
import chorale.hdl.Memory;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.lib.RoundRobin;
import java.util.ArrayList;
import java.util.List;

/**
 * The buffers of virtual channels (VCs) that share their places: one memory, and for each VC a
 * queue of the places that its words lie in. Who writes sees to it that there is a place. Latency 1
 * cycle; throughput 1 word per cycle in, and one per VC and cycle out. A part of a router, without
 * a module of its own.
 */
public final class SharedPlaces {
  /** Per VC, a queue of places. */
  public final List<VcBuffer> queues = new ArrayList<>();

  /** Per VC, its oldest word. */
  public final List<UInt> fronts = new ArrayList<>();

  /**
   * Buffers of {@code places} words in all.
   *
   * @param labels per VC, ends the names of its parts; the first those of the common ones too
   * @param arrives per VC, a word is written in this cycle; one at most
   * @param words per VC, the word
   * @param checked it asserts that its writer keeps to the places and its reader to what is there
   */
  public SharedPlaces(
      Module router,
      List<String> labels,
      int places,
      List<Bool> arrives,
      List<UInt> words,
      boolean checked) {
    int bits = Math.max(1, Module.log2(places));
    Memory ram = router.mem(places, words.getFirst().width()).named("places_" + labels.getFirst());
    var taken = router.reg(places).named("taken_" + labels.getFirst());
    var lowest = RoundRobin.lowest(taken.not()).named("lowest_" + labels.getFirst());
    var address = number(lowest, bits).named("address_" + labels.getFirst());
    var comes = RoundRobin.mask(arrives).named("comes_" + labels.getFirst());
    UInt given = UInt.lit(0, places); // back
    for (int v = 0; v < labels.size(); v++) {
      var queue = new VcBuffer(router, labels.get(v), places, arrives.get(v), address, checked);
      queues.add(queue);
      fronts.add(ram.read(queue.front).named("oldest_" + labels.get(v)));
      var oneHot = new ArrayList<Bool>();
      for (int k = 0; k < places; k++) {
        oneHot.add(queue.front.eq(k));
      }
      given = given.or(RoundRobin.mask(oneHot).mask(queue.pop));
    }
    router.when(comes.any(), () -> ram.write(address, RoundRobin.select(comes, words)));
    taken.set(taken.or(lowest.mask(comes.any())).and(given.not()));
    if (checked) {
      router.assertThat(
          comes.any().not().or(taken.all().not()), "a flit comes for which there is no place");
      int width = Module.log2(places + 1);
      UInt filled = UInt.lit(0, width);
      for (int k = 0; k < places; k++) {
        filled = filled.plus(taken.bit(k).zext(width));
      }
      for (VcBuffer queue : queues) {
        filled = filled.minus(queue.count);
      }
      router.assertThat(filled.eq(0), "a place that is taken is in one queue");
    }
  }

  private static UInt number(UInt oneHot, int bits) {
    var all = new ArrayList<UInt>();
    for (int k = 0; k < oneHot.width(); k++) {
      all.add(UInt.lit(k, bits));
    }
    return RoundRobin.select(oneHot, all);
  }
}
