package chorale.bench.prove;

import chorale.chiplet.memory.SlotPool;
import chorale.hdl.Module;
import chorale.hdl.lib.OneHot;

/**
 * A {@link SlotPool} whose user takes slots while there are any and returns those that it has, in
 * any order: no slot is given to two, and none is lost.
 */
final class SlotCheck extends Module {
  SlotCheck(int slots) {
    super(null);
    var pool = new SlotPool(this, slots);
    pool.name("pool");
    var given = in(log2(slots)).named("given");
    var owned = reg(slots).named("owned");
    var take = inBool().named("wants").and(pool.any).named("take");
    var give = inBool().named("returns").and(owned.shr(given).bit(0)).named("give");
    pool.take.set(take);
    pool.give.set(give);
    pool.given.set(given);
    var taken = OneHot.decode(pool.slot, slots);
    var returned = OneHot.decode(given, slots).mask(give);
    owned.set(owned.or(taken.mask(take)).and(returned.not()));
    assertThat(pool.any.eq(owned.all().not()), "a slot is free unless all are taken");
    assertThat(pool.any.not().or(owned.and(taken).any().not()), "a free slot is nobody's");
    assertThat(pool.used.eq(OneHot.popCount(owned)), "as many in use as are taken");
  }
}
