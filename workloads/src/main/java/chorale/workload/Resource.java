package chorale.workload;

import java.util.Locale;

/**
 * Something that does one thing at a time, and the least cycles it is busy in a run.
 *
 * @param kind what it is
 * @param index group or chiplet, see {@link Kind}
 * @param cycles work
 */
public record Resource(Kind kind, int index, long cycles) {
  /** The kinds of resources, each owned by the package, a group or a chiplet. */
  public enum Kind {
    /** The attention chiplet's port into the tree. */
    DISPATCH_INJECTION(Owner.PACKAGE),
    /** Root to switch. */
    TRUNK_DOWN(Owner.GROUP),
    /** Switch to MoE chiplet: tokens and weights. */
    LEAF_DOWN(Owner.CHIPLET),
    /** Switch to DRAM: requests. */
    SWITCH_TO_MEMORY(Owner.GROUP),
    /** The DRAM's data. */
    DRAM(Owner.GROUP),
    /** DRAM to switch: weights. */
    MEMORY_TO_SWITCH(Owner.GROUP),
    /** The systolic array. */
    ARRAY(Owner.CHIPLET),
    /** MoE chiplet to switch: results and requests. */
    LEAF_UP(Owner.CHIPLET),
    /** Switch to root: results. */
    TRUNK_UP(Owner.GROUP),
    /** The attention chiplet's adder. */
    REDUCE(Owner.PACKAGE);

    private final Owner owner;

    Kind(Owner owner) {
      this.owner = owner;
    }
  }

  private enum Owner {
    PACKAGE,
    GROUP,
    CHIPLET
  }

  /** For instance {@code dram of group 2}. */
  @Override
  public String toString() {
    var words = kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return switch (kind.owner) {
      case PACKAGE -> words;
      case GROUP -> words + " of group " + index;
      case CHIPLET -> words + " of chiplet " + index;
    };
  }
}
