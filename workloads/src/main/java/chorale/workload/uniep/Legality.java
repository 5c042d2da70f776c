package chorale.workload.uniep;

import java.util.ArrayList;
import java.util.List;

/** Which points can run at all; the others are refused with the reasons, before anything runs. */
public final class Legality {
  private final ChipletRates rates;
  private final LayerLoad load;

  /** The rules of a layer on a chiplet. */
  public Legality(ChipletRates rates, LayerLoad load) {
    this.rates = rates;
    this.load = load;
  }

  /** Whether {@link #reasons} has none; without making any text. */
  public boolean allows(Point p) {
    return dispatchAllows(p) && combineAllows(p);
  }

  /** The rules that only look at dispatch and the first multiplication. */
  boolean dispatchAllows(Point p) {
    return sizes(p) && leavesLanes(p) && chunksFit(p) && copiesAreMade(p) && repliesLand(p);
  }

  /** The rules that only look at combine and what is added. */
  boolean combineAllows(Point p) {
    return combines(p) && reduces(p) && sumsFit(p);
  }

  private static boolean sizes(Point p) {
    return p.dispatch() >= 1 && p.relay() >= 0 && p.outstanding() >= 1 && p.tile() >= 1;
  }

  private boolean leavesLanes(Point p) {
    return p.dispatch() + p.relay() < rates.lanes();
  }

  private boolean chunksFit(Point p) {
    return p.chunks() == 1
        || p.start() != Point.Start.TILE
            && p.chunks() >= 1
            && p.chunks() <= load.tokens() / load.ranks();
  }

  private boolean copiesAreMade(Point p) {
    return !p.multicast() || p.relay() > 0 || load.expertsOfRank() == 1;
  }

  private boolean repliesLand(Point p) {
    return p.transfer() == Point.Transfer.PUSH
        || (long) p.dispatch() * p.outstanding() <= rates.landing();
  }

  private boolean combines(Point p) {
    return p.combine() >= 1 && p.combine() < rates.lanes();
  }

  private boolean reduces(Point p) {
    return p.reduction() >= 1 && p.reduction() <= rates.lanes();
  }

  private boolean sumsFit(Point p) {
    return p.addition() == Point.Addition.HOME || window(p) <= rates.switchEntries();
  }

  /**
   * Tokens whose sums wait at once: those that are dispatched until the first of them is answered.
   * In token order that is a tile of its expert, if experts are chosen alike; otherwise the chunk.
   */
  private long window(Point p) {
    long chunk = Math.ceilDiv(load.tokens(), p.chunks());
    long experts = (long) load.expertsOfRank() * load.ranks();
    boolean early = p.start() == Point.Start.TILE && p.order() == Point.Order.TOKEN;
    return early ? Math.min(chunk, Math.ceilDiv(p.tile() * experts, load.topK())) : chunk;
  }

  /** Why it cannot run; empty if it can. */
  public List<String> reasons(Point p) {
    var all = new ArrayList<String>();
    if (!sizes(p)) {
      all.add(
          "%d lanes that dispatch with %d requests, %d that relay, tiles of %d: at least 1, 1, 0 and 1"
              .formatted(p.dispatch(), p.outstanding(), p.relay(), p.tile()));
    }
    if (!leavesLanes(p)) {
      all.add(
          "%d lanes that dispatch and %d that relay leave none of %d to multiply: they would wait for ever for tiles to be taken"
              .formatted(p.dispatch(), p.relay(), rates.lanes()));
    }
    if (!chunksFit(p)) {
      all.add(
          "%d chunks: at most the %d tokens of a rank, and 1 if the start is by tile"
              .formatted(p.chunks(), load.tokens() / load.ranks()));
    }
    if (!copiesAreMade(p)) {
      all.add(
          "a token that comes once, by multicast, is copied to each of its experts by nobody: at"
              + " least 1 lane that relays");
    }
    if (!repliesLand(p)) {
      all.add(
          "%d requests of %d lanes are %d packets that are asked for, with room for %d: replies would hold the links that requests need"
              .formatted(
                  p.outstanding(),
                  p.dispatch(),
                  (long) p.outstanding() * p.dispatch(),
                  rates.landing()));
    }
    if (!combines(p)) {
      all.add(
          "%d lanes that combine of %d: at least 1, and at least 1 left to multiply"
              .formatted(p.combine(), rates.lanes()));
    }
    if (!reduces(p)) {
      all.add("%d lanes that reduce: 1 to %d".formatted(p.reduction(), rates.lanes()));
    }
    if (!sumsFit(p)) {
      all.add(
          "sums of %d tokens wait in the switches at once, with room for %d: results would wait for tokens that cannot be dispatched"
              .formatted(window(p), rates.switchEntries()));
    }
    return all;
  }
}
