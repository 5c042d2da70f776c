package chorale.chiplet;

import chorale.sim.Model;
import chorale.sim.Port;

/** The ports of a ready/valid stream. */
record StreamPorts(Port valid, Port ready, Port bits) {
  /** The ports of the field {@code name} of the top module. */
  static StreamPorts of(Model model, String name) {
    return new StreamPorts(
        model.port(name + "_valid"), model.port(name + "_ready"), model.port(name + "_bits"));
  }

  /** The ports of an array of {@code n} streams. */
  static StreamPorts[] of(Model model, String name, int n) {
    var streams = new StreamPorts[n];
    for (int i = 0; i < n; i++) {
      streams[i] = of(model, name + "_" + i);
    }
    return streams;
  }

  /** Whether a word moves in this cycle. */
  boolean fires() {
    return valid.get() == 1 && ready.get() == 1;
  }
}
