package chorale.nop;

import chorale.sim.Model;
import chorale.sim.Port;

/** The ports of one end of a link. */
public record LinkPorts(Port valid, Port flit, Port credit) {
  /** The ports of the field {@code name} of the top module. */
  public static LinkPorts of(Model model, String name) {
    return new LinkPorts(
        model.port(name + "_valid"), model.port(name + "_flit"), model.port(name + "_credit"));
  }

  /** The ports of an array of {@code n} links. */
  public static LinkPorts[] of(Model model, String name, int n) {
    var links = new LinkPorts[n];
    for (int i = 0; i < n; i++) {
      links[i] = of(model, name + "_" + i);
    }
    return links;
  }
}
