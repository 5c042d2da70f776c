package chorale.bench.prove;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import chorale.nop.SharedPlaces;
import java.util.ArrayList;
import java.util.List;

/**
 * Buffers that share their places, with a writer that writes into any of them while a place is
 * free: of each, the words come out once, unchanged and in order, and while there is one, it can be
 * read. The proof chooses the buffer that it looks at once and for all.
 */
final class SharedCheck extends Module {
  private static final int VCS = 2;
  private static final int WIDTH = 2;

  /** The buffers alone, as a module. */
  static final class SharedUnit extends Module {
    final UInt arrives;
    final UInt word;
    final UInt pop;
    final UInt valid;
    final List<UInt> fronts = new ArrayList<>();

    SharedUnit(Module parent, int places) {
      super(parent);
      arrives = in(VCS);
      word = in(WIDTH);
      pop = in(VCS);
      valid = out(VCS);
      var shared =
          new SharedPlaces(
              this,
              List.of("0", "1"),
              places,
              List.of(arrives.bit(0), arrives.bit(1)),
              List.of(word, word),
              true);
      for (int v = 0; v < VCS; v++) {
        shared.queues.get(v).pop.set(pop.bit(v));
        UInt front = out(WIDTH).named("front_" + v);
        front.set(shared.fronts.get(v));
        fronts.add(front);
      }
      valid.set(
          shared
              .queues
              .get(1)
              .valid
              .zext(VCS)
              .shl(1)
              .truncate(VCS)
              .or(shared.queues.get(0).valid.zext(VCS)));
    }
  }

  SharedCheck(int places) {
    super(null);
    var offer = inBool().named("offer");
    var second = inBool().named("second"); // which buffer
    var take = in(VCS).named("take");
    var chosen = inBool().named("look_at_second");
    var unit = new SharedUnit(this, places);
    unit.name("shared");

    var started = regBool().named("started");
    var held = regBool().named("held");
    started.set(true);
    var which = started.mux(held, chosen).named("which");
    held.set(which);

    int bits = log2(places + 1);
    var inside = reg(bits).named("inside");
    var push = offer.and(inside.ne(places)).named("push");
    var pop = take.and(unit.valid).named("pop");
    inside.set(
        inside.plus(push.zext(bits)).minus(pop.bit(0).zext(bits)).minus(pop.bit(1).zext(bits)));
    unit.arrives.set(UInt.lit(1, VCS).shl(second.zext(1)).truncate(VCS).mask(push));
    var word = in(WIDTH).named("word");
    unit.word.set(word);
    unit.pop.set(pop);

    var once = new OnceCheck(this, WIDTH, places);
    once.name("once");
    once.push.set(push.and(second.eq(which)));
    once.pushed.set(word);
    once.pop.set(which.mux(pop.bit(1), pop.bit(0)));
    once.popped.set(which.mux(unit.fronts.get(1), unit.fronts.get(0)));
    once.choose.set(inBool().named("choose"));
    Bool shows = which.mux(unit.valid.bit(1), unit.valid.bit(0));
    assertThat(shows.eq(once.inside.any()), "what is inside can be read");
  }
}
