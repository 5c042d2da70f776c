import chorale.hdl.*;
import chorale.hdl.Module;

/** Counts the places that a receiver has left. */
final class Credits extends Module {
  final Bool taken = inBool();
  final Bool given = inBool();
  final Bool any = outBool();

  Credits(Module parent, int places) {
    super(parent);
    var left = reg(log2(places + 1), places);
    when(taken.andNot(given), () -> left.set(left.minus(1)))
        .elseWhen(given.andNot(taken), () -> left.set(left.plus(1)));
    any.set(left.any());
    when(taken, () -> assertThat(left.any(), "a place is taken that is not there"));
    assume(given.and(left.eq(places)).not(), "no place is given back twice");
    cover(left.eq(0), "all places are taken");
    when(given, () -> printf("%0d places left", left));
  }
}
