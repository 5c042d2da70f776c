package chorale.workload.uniep;

import chorale.workload.uniep.Point.Addition;
import chorale.workload.uniep.Point.Order;
import chorale.workload.uniep.Point.Start;
import chorale.workload.uniep.Point.Transfer;
import java.util.function.Predicate;

/**
 * Schedules that have a name, as parts of the space: what a strategy leaves open (lanes, requests,
 * tiles) is searched for it as for all others.
 */
public enum Strategy {
  /** All tokens, then all multiplications, then all results; a packet for each pair. */
  SERIAL("serial", false, p -> p.start() == Start.CHUNK && p.chunks() == 1 && plain(p)),

  /** FasterMoE and Tutel: the same in chunks, of which one moves while another is multiplied. */
  CHUNKED(
      "chunked (FasterMoE, Tutel)",
      false,
      p -> p.start() == Start.CHUNK && p.chunks() > 1 && plain(p)),

  /** COMET: tiles start when their tokens are there; a packet for each pair. */
  TILES(
      "tiles (COMET)",
      false,
      p ->
          p.start() == Start.TILE
              && p.order() == Order.EXPERT
              && !p.multicast()
              && p.addition() == Addition.HOME),

  /** DeepEP: a token goes to a rank once, and is then copied there; no overlap with the experts. */
  TWO_PHASE(
      "two phases (DeepEP)", true, p -> p.start() == Start.CHUNK && p.chunks() == 1 && plain(p)),

  /** Mozart: experts stream, the hottest first, as soon as theirs are there; switches help. */
  MOZART(
      "Mozart",
      true,
      p ->
          p.start() == Start.EXPERT
              && p.order() == Order.HOTTEST
              && p.transfer() == Transfer.PUSH
              && p.multicast()
              && p.addition() == Addition.SWITCH),

  /** UniEP: tiles, a packet for each rank, ascending by expert, added at home. */
  UNIEP(
      "UniEP",
      true,
      p ->
          p.start() == Start.TILE
              && p.order() == Order.EXPERT
              && p.transfer() == Transfer.PUSH
              && !p.multicast()
              && p.addition() == Addition.HOME);

  private final String title;
  private final boolean relays;
  private final Predicate<Point> manner;

  Strategy(String title, boolean relays, Predicate<Point> manner) {
    this.title = title;
    this.relays = relays;
    this.manner = manner;
  }

  private static boolean plain(Point p) {
    return p.order() == Order.TOKEN
        && p.transfer() == Transfer.PUSH
        && !p.multicast()
        && p.addition() == Addition.HOME;
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
    return manner.test(p) && p.relay() > 0 == relays;
  }
}
