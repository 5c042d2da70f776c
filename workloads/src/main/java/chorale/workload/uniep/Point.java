package chorale.workload.uniep;

import java.util.Locale;

/** How a layer of experts is run: a point of the space. */
public record Point(Lanes lanes, Manner manner) {
  /** The same that delays gradients of weights. */
  public Point delayingWeights() {
    return new Point(lanes, manner.delayingWeights());
  }

  /** In one line. */
  @Override
  public String toString() {
    return "dispatch %d, relay %d, combine %d, reduce %d lanes, %d requests; tiles of %d, start by %s, %d chunk%s, order %s, %s, %s, added %s%s"
        .formatted(
            lanes.dispatch(),
            lanes.relay(),
            lanes.combine(),
            lanes.reduction(),
            manner.outstanding(),
            manner.tile(),
            lower(manner.start()),
            manner.chunks(),
            manner.chunks() == 1 ? "" : "s",
            lower(manner.order()),
            lower(manner.transfer()),
            manner.multicast() ? "multicast" : "unicast",
            manner.addition() == Manner.Addition.HOME ? "at home" : "in switches",
            manner.delaysWeights() ? ", weights last" : "");
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
