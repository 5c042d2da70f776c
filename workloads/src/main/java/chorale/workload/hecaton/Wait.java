package chorale.workload.hecaton;

/**
 * What the u-th time of a command waits for: that a counter of its die, which only grows, is at
 * {@code base + stride max(0, u + 1 - lag)}.
 *
 * @param arrived whether it counts what has come over the link of {@code engine}, or what {@code
 *     engine} has done
 * @param engine an engine, or that of a link, as its sender calls it
 * @param base see above
 * @param lag so many times wait for {@code base} only
 * @param stride 1, or 0: all times wait for the same
 */
public record Wait(boolean arrived, GridEngine engine, int base, int lag, int stride) {
  /** What the counter must be for time {@code u}. */
  public int need(int u) {
    return base + stride * Math.max(0, u + 1 - lag);
  }

  /** That of time {@code u}, for all times. */
  Wait fixedAt(int u) {
    return new Wait(arrived, engine, need(u), 0, 0);
  }
}
