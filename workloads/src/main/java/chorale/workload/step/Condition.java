package chorale.workload.step;

/** What a command waits for; counts only grow. */
public sealed interface Condition {
  /**
   * An engine of the same chiplet has done its first {@code commands} commands.
   *
   * @param number of the tile, or of the vector engine if there are several; 0 of other engines
   */
  record Done(StepEngine engine, int number, int commands) implements Condition {}

  /** So many packets of a class have arrived at the chiplet, whole. */
  record Arrived(Traffic traffic, int packets) implements Condition {}

  /**
   * These packets have arrived at the chiplet, whole, whatever else has not: its scoreboard counts
   * them.
   *
   * @param counter of the chiplet's board; other packets that it counts all come before these
   * @param before how many those are
   * @param traffic their class
   * @param token by packet, its token
   * @param rank by packet, for which of the token's experts, or {@link Packets#ALL}
   */
  record Came(int counter, int before, Traffic traffic, int[] token, int[] rank)
      implements Condition {
    /** Checks the lengths. */
    public Came {
      if (token.length == 0 || rank.length != token.length) {
        throw new IllegalArgumentException(
            "%d tokens and %d ranks of packets: as many, at least 1"
                .formatted(token.length, rank.length));
      }
    }
  }
}
