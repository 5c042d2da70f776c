package chorale.chiplet;

import chorale.nop.VcClass;
import chorale.nop.VcClass.Choice;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a packet is for. Each class has a virtual channel of its own, so a packet waits in a buffer
 * behind packets of its class only; where classes share a link, the one that stands first here goes
 * first, flit by flit. Weights come behind tokens: they need a share of a leaf link for the whole
 * run, while tokens and requests are few, and work waits for them. Stores come behind results, for
 * which the home waits; they share no link with weights.
 */
enum TrafficClass {
  /**
   * A chiplet's request for a burst, to its group's memory, and the memory's acknowledgement of a
   * burst that a chiplet stored. They never meet on a link, and both ends always take them.
   */
  CONTROL,
  /** A token on its way from its home to the chiplets of its experts; multicast. */
  DISPATCH,
  /** One expert's result on its way back to the token's home. */
  COMBINE,
  /** A burst of weights from a group's memory to one chiplet. */
  WEIGHTS,
  /**
   * A burst that a chiplet stores to its group's memory. It has a class of its own, since it is
   * long and stays behind others where four chiplets write at once: neither requests nor results
   * may wait behind it. The memory has a place for every burst that its chiplets may have under
   * way, so it always takes them, and this class waits for nothing but links.
   */
  STORE;

  /** Virtual channels of a link. */
  static final int VCS = values().length;

  /** The virtual channel of this class. */
  int vc() {
    return ordinal();
  }

  /** All classes, as the network knows them. */
  static List<VcClass> of(PackageParameters p) {
    return Arrays.stream(values()).map(c -> c.of(p.bufferFlits(), p)).toList();
  }

  private VcClass of(int depth, PackageParameters p) {
    String name = name().toLowerCase(Locale.ROOT);
    return switch (this) {
      case CONTROL -> VcClass.unicast(name, 1, depth, Choice.NEXT_OUTPUT, 1);
      // One source at the root: copies move in step, and a packet may be longer than a buffer.
      case DISPATCH -> new VcClass(name, 1, depth, Choice.MULTICAST, p.tokenFlits() + 1, false, 1);
      case COMBINE -> VcClass.unicast(name, 1, depth, Choice.NEXT_OUTPUT, p.tokenFlits() + 1);
      case WEIGHTS, STORE ->
          VcClass.unicast(name, 1, depth, Choice.NEXT_OUTPUT, p.burstFlits() + 1);
    };
  }
}
