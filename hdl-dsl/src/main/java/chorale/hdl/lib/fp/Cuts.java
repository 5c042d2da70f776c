package chorale.hdl.lib.fp;

import chorale.hdl.Bool;
import chorale.hdl.Module;
import chorale.hdl.UInt;
import java.util.List;

/**
 * Where a unit of fixed latency has its pipeline registers. A unit names the places where values
 * may be held; how many stages it is built with says at which of them they are. The registers have
 * no reset: a result is as good as its operands were.
 */
final class Cuts {
  private final Module module;
  private final List<Integer> places;

  /**
   * The cuts of a unit of {@code stages} stages.
   *
   * @param choices by number of stages, from 0, the places with registers
   */
  Cuts(Module module, int stages, List<List<Integer>> choices) {
    this.module = module;
    places = choices.get(stages);
  }

  /** What is wrong with a number of stages, for {@code Module.require}. */
  static String wrong(String unit, int stages, List<List<Integer>> choices) {
    return "a %s of %d stages: 0 to %d".formatted(unit, stages, choices.size() - 1);
  }

  /** Whether there is such a choice. */
  static boolean isKnown(int stages, List<List<Integer>> choices) {
    return stages >= 0 && stages < choices.size();
  }

  /** {@code value}, one cycle later if there are registers at this place. */
  UInt at(int place, UInt value, String name) {
    if (!places.contains(place)) {
      return value;
    }
    var held = module.regWithoutReset(value.width()).named(name);
    held.set(value);
    return held;
  }

  /** {@code value}, one cycle later if there are registers at this place. */
  Bool at(int place, Bool value, String name) {
    return places.contains(place) ? at(place, value.asUInt(), name).bit(0) : value;
  }

  /** {@code value} through the places {@code first} to {@code last}. */
  Bool through(int first, int last, Bool value, String name) {
    Bool result = value;
    for (int place = first; place <= last; place++) {
      result = at(place, result, name + "_" + place);
    }
    return result;
  }

  /** {@code value} through the places {@code first} to {@code last}. */
  UInt through(int first, int last, UInt value, String name) {
    UInt result = value;
    for (int place = first; place <= last; place++) {
      result = at(place, result, name + "_" + place);
    }
    return result;
  }
}
