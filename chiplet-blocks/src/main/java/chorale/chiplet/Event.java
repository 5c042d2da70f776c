package chorale.chiplet;

import chorale.hdl.Bool;
import chorale.hdl.Bundle;
import chorale.hdl.Module;
import chorale.hdl.UInt;

/** A trace port: {@code data} says what happened in the cycle in which {@code valid} is 1. */
public record Event(Bool valid, UInt data) implements Bundle {
  static Event out(Module module, int width) {
    return new Event(module.outBool(), module.out(width));
  }

  void from(Event other) {
    valid.set(other.valid);
    data.set(other.data);
  }
}
