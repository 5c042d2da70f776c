package chorale.bench.prove;

import chorale.chiplet.BlockCompletion;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.Vec;

/**
 * Commands whose blocks begin and end in order: a command is done when the last of its blocks ends,
 * not before, and then at once; there is room for as many blocks as may be under way.
 */
final class BlockCompletionCheck extends Module {
  private static final int MOST = 2; // blocks under way
  private static final int COUNT_BITS = 2; // of the blocks of a command, at least 1
  private static final int COMMANDS = 4;

  BlockCompletionCheck() {
    super(null);
    var valid = inBool().named("valid");
    var blocks = in(COUNT_BITS).named("blocks");
    var wants = inBool().named("wants");
    var stops = inBool().named("stops");
    var unit = new BlockCompletion(this, MOST);
    unit.name("unit");
    unit.command.valid().set(valid.and(blocks.any()));
    unit.command.bits().set(blocks.zext(unit.command.bits().width()));
    var takes = unit.command.fire().named("takes");

    // Blocks begin when their command was taken, and end when they have begun.
    int sumBits = log2(COMMANDS << COUNT_BITS);
    var waiting = reg(sumBits).named("waiting");
    var open = reg(log2(MOST + 1)).named("open");
    var begins = wants.and(waiting.any()).and(unit.room).named("begins");
    var ends = stops.and(open.any()).named("ends");
    unit.begins.set(begins);
    unit.ends.set(ends);
    var more = blocks.mask(takes).zext(sumBits);
    waiting.set(waiting.plus(more).minus(begins.zext(sumBits)));
    open.set(open.plus(begins.zext(open.width())).minus(ends.zext(open.width())));

    // Blocks of each command that have not ended, the oldest command first; 0 behind the last.
    var left = Vec.of(COMMANDS, c -> reg(COUNT_BITS).named("left_" + c));
    var done = ends.and(left.get(0).eq(1)).named("done");
    var placed = takes;
    for (int c = 0; c < COMMANDS; c++) {
      UInt own = c == 0 ? left.get(0).minus(ends.zext(COUNT_BITS)) : left.get(c);
      UInt next = c + 1 < COMMANDS ? left.get(c + 1) : UInt.lit(0, COUNT_BITS);
      UInt now = done.mux(next, own).named("now_" + c);
      var here = placed.andNot(now.any()).named("here_" + c);
      left.get(c).set(here.mux(blocks, now));
      placed = placed.and(now.any()).named("placed_" + c);
    }
    assertThat(unit.done.eq(done), "done with the last block of the oldest command, and then");
    assertThat(
        unit.command.ready().eq(left.get(COMMANDS - 1).eq(0)), "ready if a command has its place");
    assertThat(unit.room.eq(open.ne(MOST)), "room for as many blocks as may be under way");
    assertThat(unit.any.eq(open.any()), "blocks are under way");
  }
}
