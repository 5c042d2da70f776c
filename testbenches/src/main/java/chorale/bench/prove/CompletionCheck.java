package chorale.bench.prove;

import chorale.chiplet.memory.Completion;
import chorale.chiplet.memory.DmaParameters;
import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.hdl.Vec;

/**
 * Commands whose blocks begin in order and end in any: the oldest is done when all its blocks have
 * ended, not before, and then at once.
 */
final class CompletionCheck extends Module {
  private static final int MOST = 2; // blocks of a command that have begun and not ended

  CompletionCheck() {
    super(null);
    int commands = DmaParameters.UNDER_WAY;
    var wants = inBool().named("wants");
    var begins = inBool().named("begins");
    var last = inBool().named("last");
    var unit = new Completion(this, 2, MOST);
    unit.name("unit");
    int width = log2(commands + 1);
    int openBits = log2(MOST + 1);
    var inside = reg(width).named("inside");
    var waiting = reg(width).named("waiting"); // commands whose blocks have not all begun
    var walked = reg(2).named("walked"); // the first of them
    var oldest = reg(2).named("oldest");
    var open = Vec.of(commands, c -> reg(openBits).named("open_" + c));

    // Commands are taken, and blocks begin in their order.
    var takes = wants.and(unit.room).named("takes_one");
    unit.takes.set(takes);
    var begun = begins.and(waiting.any()).and(open.at(walked).ne(MOST)).named("begun");
    var begunLast = begun.and(last).named("begun_last");
    unit.begins.set(begun);
    unit.begun.set(walked);
    unit.last.set(last);
    when(begunLast, () -> walked.set(walked.plus(1)));
    waiting.set(waiting.plus(takes.zext(width)).minus(begunLast.zext(width)));
    inside.set(inside.plus(takes.zext(width)).minus(unit.done.zext(width)));

    // Only a block that has begun ends.
    var ends = new Bool[2];
    var ended = new UInt[2];
    for (int e = 0; e < 2; e++) {
      ended[e] = in(2).named("ended_" + e);
      UInt left = open.at(ended[e]);
      if (e == 1) {
        left = left.minus(ends[0].and(ended[0].eq(ended[1])).zext(openBits));
      }
      ends[e] = inBool().named("ends_" + e).and(left.any()).named("end_" + e);
      unit.ends[e].set(ends[e]);
      unit.ended[e].set(ended[e]);
    }
    for (int c = 0; c < commands; c++) {
      UInt sum = open.get(c).plus(begun.and(walked.eq(c)).zext(openBits));
      for (int e = 0; e < 2; e++) {
        sum = sum.minus(ends[e].and(ended[e].eq(c)).zext(openBits));
      }
      open.get(c).set(sum);
    }

    // The oldest command is one whose blocks have all begun if fewer wait than there are.
    var complete = inside.ne(waiting).and(open.at(oldest).eq(0)).named("complete");
    assertThat(unit.done.eq(complete), "done when all blocks have ended, in turn");
    when(unit.done, () -> oldest.set(oldest.plus(1)));
    assertThat(unit.room.eq(inside.ne(commands)), "there is room for as many as may be under way");
    assertThat(unit.any.eq(inside.any()), "there are commands");
  }
}
