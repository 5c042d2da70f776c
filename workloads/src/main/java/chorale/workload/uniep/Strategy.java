package chorale.workload.uniep;

import chorale.workload.uniep.Manner.Addition;
import chorale.workload.uniep.Manner.Order;
import chorale.workload.uniep.Manner.Start;
import chorale.workload.uniep.Manner.Transfer;
import java.util.function.Predicate;

/**
 * Schedules that have a name, as parts of the space: what a strategy leaves open (lanes, requests,
 * tiles) is searched for it as for all others.
 */
public enum Strategy {
  /** All tokens, then all multiplications, then all results; a packet for each pair. */
  SERIAL("serial", false, m -> m.start() == Start.CHUNK && m.chunks() == 1 && plain(m)),

  /** FasterMoE and Tutel: the same in chunks, of which one moves while another is multiplied. */
  CHUNKED(
      "chunked (FasterMoE, Tutel)",
      false,
      m -> m.start() == Start.CHUNK && m.chunks() > 1 && plain(m)),

  /** COMET: tiles start when their tokens are there; a packet for each pair. */
  TILES(
      "tiles (COMET)",
      false,
      m ->
          m.start() == Start.TILE
              && m.order() == Order.EXPERT
              && !m.multicast()
              && m.addition() == Addition.HOME),

  /** DeepEP: a token goes to a rank once, and is then copied there; no overlap with the experts. */
  TWO_PHASE(
      "two phases (DeepEP)", true, m -> m.start() == Start.CHUNK && m.chunks() == 1 && plain(m)),

  /** Mozart: experts stream, the hottest first, as soon as theirs are there; switches help. */
  MOZART(
      "Mozart",
      true,
      m ->
          m.start() == Start.EXPERT
              && m.order() == Order.HOTTEST
              && m.transfer() == Transfer.PUSH
              && m.multicast()
              && m.addition() == Addition.SWITCH),

  /** UniEP: tiles, a packet for each rank, ascending by expert, added at home. */
  UNIEP(
      "UniEP",
      true,
      m ->
          m.start() == Start.TILE
              && m.order() == Order.EXPERT
              && m.transfer() == Transfer.PUSH
              && !m.multicast()
              && m.addition() == Addition.HOME);

  private final String title;
  private final boolean relays;
  private final Predicate<Manner> manner;

  Strategy(String title, boolean relays, Predicate<Manner> manner) {
    this.title = title;
    this.relays = relays;
    this.manner = manner;
  }

  private static boolean plain(Manner m) {
    return m.order() == Order.TOKEN
        && m.transfer() == Transfer.PUSH
        && !m.multicast()
        && m.addition() == Addition.HOME;
  }

  /** As it is known. */
  public String title() {
    return title;
  }

  /** Its part of a space. */
  public Space in(Space space) {
    return space.only(manner).relaying(relays);
  }

  /** Whether a point is one of it. */
  public boolean has(Point p) {
    return manner.test(p.manner()) && p.lanes().relay() > 0 == relays;
  }
}
