import chorale.hdl.*;
import chorale.hdl.Module;

/** Waits for a start, loads until the last word, and is done for one cycle. */
final class Loader extends Module {
  enum State { IDLE, LOAD, DONE }

  final Bool start = inBool();
  final Bool last = inBool();
  final Bool busy = outBool();
  final Bool done = outBool();

  Loader(Module parent) {
    super(parent);
    var state = reg(State.IDLE);
    busy.set(false); // the default; the assignment below wins where it is made
    done.set(state.is(State.DONE));
    match(state)
        .on(State.IDLE, () -> when(start, () -> state.set(State.LOAD)))
        .on(State.LOAD, () -> {
          busy.set(true);
          when(last, () -> state.set(State.DONE));
        })
        .on(State.DONE, () -> state.set(State.IDLE));
  }
}
