package chorale.chiplet;

import chorale.nop.VcClass;
import chorale.nop.VcClass.Choice;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a packet is for. Each class has a virtual channel of its own, so a packet waits in a buffer
 * behind packets of its class only; where classes share a link, the one that stands first here goes
 * first, flit by flit. Weights come last: they need a share of a leaf link for the whole run, while
 * tokens and requests are few, and work waits for them.
 */
enum TrafficClass {
  /** A chiplet's request for a burst, to its group's memory. */
  CONTROL,
  /** A token on its way from its home to the chiplets of its experts; multicast. */
  DISPATCH,
  /** One expert's result on its way back to the token's home. */
  COMBINE,
  /** A burst of weights from a group's memory to one chiplet. */
  WEIGHTS;

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
      case WEIGHTS -> VcClass.unicast(name, 1, depth, Choice.NEXT_OUTPUT, p.burstFlits() + 1);
    };
  }
}
