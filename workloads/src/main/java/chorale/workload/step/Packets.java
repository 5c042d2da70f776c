package chorale.workload.step;

/**
 * Packets of a row each, in the order in which they are sent.
 *
 * @param traffic their class
 * @param token by packet, the token whose row it is
 * @param rank by packet, for which of the token's experts, in top-k order; -1 for all that the
 *     receivers have, -2 for a notice, which only counts, -3 for the end of what switches add up
 * @param to by packet, the chiplets that receive it, bit c for chiplet c: of unicast packets one
 */
public record Packets(Traffic traffic, int[] token, int[] rank, long[] to) {
  /** Of a row for all experts of a token at its receivers. */
  public static final int ALL = -1;

  /** Of a packet whose row nobody reads. */
  public static final int NOTICE = -2;

  /** Of the last packet of a pass where switches add: it ends the sums, and arrives nowhere. */
  public static final int END = -3;

  /** Checks the lengths. */
  public Packets {
    if (token.length == 0 || rank.length != token.length || to.length != token.length) {
      throw new IllegalArgumentException(
          "%d tokens, %d ranks and %d receivers of packets: as many of each, at least 1"
              .formatted(token.length, rank.length, to.length));
    }
  }

  /** How many. */
  public int count() {
    return token.length;
  }
}
