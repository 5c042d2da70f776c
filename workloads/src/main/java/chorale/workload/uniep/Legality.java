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
    return p.lanes().dispatch() >= 1
        && p.lanes().relay() >= 0
        && p.manner().outstanding() >= 1
        && p.manner().tile() >= 1;
  }

  private boolean leavesLanes(Point p) {
    return p.lanes().dispatch() + p.lanes().relay() < rates.lanes();
  }

  private boolean chunksFit(Point p) {
    return p.manner().chunks() == 1
        || p.manner().start() != Manner.Start.TILE
            && p.manner().chunks() >= 1
            && p.manner().chunks() <= load.tokens() / load.ranks();
  }

  private boolean copiesAreMade(Point p) {
    return !p.manner().multicast() || p.lanes().relay() > 0 || load.expertsOfRank() == 1;
  }

  private boolean repliesLand(Point p) {
    return p.manner().transfer() == Manner.Transfer.PUSH
        || (long) p.lanes().dispatch() * p.manner().outstanding() <= rates.landing();
  }

  private boolean combines(Point p) {
    return p.lanes().combine() >= 1 && p.lanes().combine() < rates.lanes();
  }

  private boolean reduces(Point p) {
    return p.lanes().reduction() >= 1 && p.lanes().reduction() <= rates.lanes();
  }

  private boolean sumsFit(Point p) {
    return p.manner().addition() == Manner.Addition.HOME || window(p) <= rates.switchEntries();
  }

  /**
   * Tokens whose sums wait at once: those that are dispatched until the first of them is answered.
   * In token order that is a tile of its expert, if experts are chosen alike; otherwise the chunk.
   */
  private long window(Point p) {
    long chunk = Math.ceilDiv(load.tokens(), p.manner().chunks());
    long experts = (long) load.expertsOfRank() * load.ranks();
    boolean early =
        p.manner().start() == Manner.Start.TILE && p.manner().order() == Manner.Order.TOKEN;
    return early ? Math.min(chunk, Math.ceilDiv(p.manner().tile() * experts, load.topK())) : chunk;
  }

  /** Why it cannot run; empty if it can. */
  public List<String> reasons(Point p) {
    var all = new ArrayList<String>();
    if (!sizes(p)) {
      all.add(
          "%d lanes that dispatch with %d requests, %d that relay, tiles of %d: at least 1, 1, 0 and 1"
              .formatted(
                  p.lanes().dispatch(),
                  p.manner().outstanding(),
                  p.lanes().relay(),
                  p.manner().tile()));
    }
    if (!leavesLanes(p)) {
      all.add(
          "%d lanes that dispatch and %d that relay leave none of %d to multiply: they would wait for ever for tiles to be taken"
              .formatted(p.lanes().dispatch(), p.lanes().relay(), rates.lanes()));
    }
    if (!chunksFit(p)) {
      all.add(
          "%d chunks: at most the %d tokens of a rank, and 1 if the start is by tile"
              .formatted(p.manner().chunks(), load.tokens() / load.ranks()));
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
                  p.manner().outstanding(),
                  p.lanes().dispatch(),
                  (long) p.manner().outstanding() * p.lanes().dispatch(),
                  rates.landing()));
    }
    if (!combines(p)) {
      all.add(
          "%d lanes that combine of %d: at least 1, and at least 1 left to multiply"
              .formatted(p.lanes().combine(), rates.lanes()));
    }
    if (!reduces(p)) {
      all.add("%d lanes that reduce: 1 to %d".formatted(p.lanes().reduction(), rates.lanes()));
    }
    if (!sumsFit(p)) {
      all.add(
          "sums of %d tokens wait in the switches at once, with room for %d: results would wait for tokens that cannot be dispatched"
              .formatted(window(p), rates.switchEntries()));
    }
    return all;
  }
}
