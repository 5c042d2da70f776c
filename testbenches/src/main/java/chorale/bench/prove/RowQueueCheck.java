package chorale.bench.prove;

import chorale.chiplet.memory.DramShape;
import chorale.chiplet.memory.RowQueue;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.Vec;
import chorale.hdl.lib.OneHot;
import chorale.hdl.lib.RoundRobin;
import java.util.ArrayList;
import java.util.Arrays;

/**
 * A {@link RowQueue} whose user puts requests in where there is room, in any free slot, and takes
 * them from any bank that has one. One request that the proof chooses stands for all: those of its
 * bank and row that are before it come out first, then it comes out itself, once, where it belongs;
 * and until then its bank has something to take. What is taken is always a request that is inside.
 */
final class RowQueueCheck extends Module {
  RowQueueCheck(DramShape shape, int slots, int rowsPerBank) {
    super(null);
    int slotBits = log2(slots);
    var queue = new RowQueue(this, shape, slots, rowsPerBank);
    queue.name("queue");
    var bank = in(shape.bankBits()).named("some_bank");
    var row = in(shape.rowBits()).named("some_row");
    var slot = in(slotBits).named("some_slot");
    var from = in(shape.bankBits()).named("from");
    var choose = inBool().named("choose");
    var inside = reg(slots).named("inside"); // slots of requests
    var demands = Arrays.asList(queue.demand);
    var any = Vec.of(demands.stream().map(d -> d.any()).toList()).at(from);
    var firstRow = Vec.of(demands.stream().map(d -> d.row()).toList()).at(from);
    var first = Vec.of(Arrays.asList(queue.slot)).at(from).named("first");
    var free = inside.shr(slot).bit(0).not();
    var put = inBool().named("puts").and(queue.room).and(free).named("put");
    var take = inBool().named("takes").and(any).named("take");
    queue.put.set(put);
    queue.putBank.set(bank);
    queue.putRow.set(row);
    queue.putSlot.set(slot);
    queue.putStamp.set(0);
    queue.take.set(take);
    queue.takeBank.set(from);
    var seal = inBool().named("seal");
    queue.seal.set(seal);
    var isIn = inside.shr(first).bit(0);
    assertThat(take.not().or(isIn), "what is taken is inside");
    var came = OneHot.decode(slot, slots).mask(put);
    var went = OneHot.decode(first, slots).mask(take);
    inside.set(inside.and(went.not()).or(came));

    // The rows of what is inside, to count those before the chosen one.
    var rowOf = Vec.of(slots, _ -> reg(shape.rowBits()));
    var bankOf = Vec.of(slots, _ -> reg(shape.bankBits()));
    var ahead = reg(slots).named("ahead"); // slots of the same bank and row before it
    var chosen = regBool().named("chosen");
    var mySlot = reg(slotBits).named("my_slot");
    var myBank = reg(shape.bankBits()).named("my_bank");
    var myRow = reg(shape.rowBits()).named("my_row");
    var alike = new ArrayList<Bool>();
    for (int s = 0; s < slots; s++) {
      int number = s;
      when(
          came.bit(s),
          () -> {
            rowOf.get(number).set(row);
            bankOf.get(number).set(bank);
          });
      alike.add(bankOf.get(s).eq(bank).and(rowOf.get(s).eq(row)).and(inside.bit(s)));
    }
    var same = RoundRobin.mask(alike);
    var leaves = take.and(from.eq(myBank)).and(first.eq(mySlot)).and(chosen).named("leaves");
    when(
            put.and(choose).andNot(chosen),
            () -> {
              chosen.set(true);
              mySlot.set(slot);
              myBank.set(bank);
              myRow.set(row);
              ahead.set(same.and(went.not()));
            })
        .elseWhen(
            chosen,
            () -> {
              ahead.set(ahead.and(went.not()));
              chosen.set(leaves.not());
            });
    var mine = Vec.of(demands.stream().map(d -> d.any()).toList()).at(myBank);
    var elsewhere = take.and(first.eq(mySlot)).and(from.ne(myBank)).named("elsewhere");
    var inOrder = leaves.not().or(firstRow.eq(myRow).andNot(ahead.any()));
    assertThat(inOrder, "it comes out under its row, and those before it come out first");
    assertThat(chosen.not().or(mine.andNot(elsewhere)), "it waits in its bank");
  }
}
