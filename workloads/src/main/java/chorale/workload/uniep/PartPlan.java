package chorale.workload.uniep;

import chorale.workload.Routing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The parts of a layer in the order in which each chiplet does them, and where a token is among
 * them. Experts and tokens lie on the chiplets in equal consecutive shares.
 *
 * <p>Chunks are the tokens of some chiplets: an expert's rows are ordered by home, so the rows of a
 * chunk are consecutive and nothing is summed up in another order. A chiplet begins with the tokens
 * of its own share of the chiplets and goes on round the others, so that in each turn every chiplet
 * sends to others than the rest (the pairwise exchange of FasterMoE). So does it with the parts of
 * an expert: otherwise all would send to the first home first.
 */
final class PartPlan {
  private final int chiplets;
  private final Routing routing;
  private final Manner manner;
  private final List<List<Part>> parts = new ArrayList<>();
  private int count;

  /** By token and rank, its part's place in the order of its chiplet. */
  private final int[][] place;

  /** By expert, the row of each of its tokens. */
  private final List<Map<Integer, Integer>> rows = new ArrayList<>();

  PartPlan(int chiplets, Routing routing, Manner manner) {
    this.chiplets = chiplets;
    this.routing = routing;
    this.manner = manner;
    place = new int[routing.tokens()][routing.topK()];
    for (int e = 0; e < routing.expertCount(); e++) {
      var own = new HashMap<Integer, Integer>();
      int[] tokens = routing.tokensOf(e);
      for (int i = 0; i < tokens.length; i++) {
        own.put(tokens[i], i);
      }
      rows.add(own);
    }
    for (int c = 0; c < chiplets; c++) {
      parts.add(parts(c));
    }
  }

  int chiplets() {
    return chiplets;
  }

  int homeTokens() {
    return routing.tokens() / chiplets;
  }

  int home(int token) {
    return token / homeTokens();
  }

  int perChiplet() {
    return routing.expertCount() / chiplets;
  }

  int chiplet(int expert) {
    return expert / perChiplet();
  }

  /** Those of a chiplet, in the order in which they are done. */
  List<Part> of(int chiplet) {
    return parts.get(chiplet);
  }

  /** The place of a pair's part in that order. */
  int place(int token, int rank) {
    return place[token][rank];
  }

  int row(int expert, int token) {
    return rows.get(expert).get(token);
  }

  int rank(int expert, int token) {
    int rank = 0;
    while (routing.expert(token, rank) != expert) {
      rank++;
    }
    return rank;
  }

  /** The tokens of a part. */
  int[] tokens(Part p) {
    return IntStream.of(routing.tokensOf(p.expert())).skip(p.first()).limit(p.rows()).toArray();
  }

  /** The turn of a chiplet in which it takes the tokens of a home. */
  int chunk(int chiplet, int home) {
    int share = chiplets / manner.chunks();
    return Math.floorMod(home / share - chiplet / share, manner.chunks());
  }

  private List<Part> parts(int chiplet) {
    var experts = experts(chiplet);
    var own = new ArrayList<Part>();
    for (int turn = 0; turn < manner.chunks(); turn++) {
      for (int expert : experts) {
        int[] tokens = routing.tokensOf(expert);
        int first = 0;
        while (first < tokens.length && chunk(chiplet, home(tokens[first])) != turn) {
          first++;
        }
        int end = first;
        while (end < tokens.length && chunk(chiplet, home(tokens[end])) == turn) {
          end++;
        }
        int tiles = Math.ceilDiv(end - first, manner.tile());
        int start = 0;
        while (start < tiles && home(tokens[first + start * manner.tile()]) < chiplet) {
          start++;
        }
        for (int n = 0; n < tiles; n++) {
          int at = first + (start + n) % tiles * manner.tile();
          int rowCount = Math.min(manner.tile(), end - at);
          for (int i = at; i < at + rowCount; i++) {
            place[tokens[i]][rank(expert, tokens[i])] = own.size();
          }
          own.add(new Part(count++, expert, at, rowCount, turn, false));
        }
      }
    }
    var last = new HashMap<Integer, Integer>();
    own.forEach(p -> last.put(p.expert(), p.number()));
    own.replaceAll(
        p ->
            new Part(
                p.number(),
                p.expert(),
                p.first(),
                p.rows(),
                p.chunk(),
                last.get(p.expert()) == p.number()));
    return own;
  }

  private List<Integer> experts(int chiplet) {
    var own = IntStream.range(chiplet * perChiplet(), (chiplet + 1) * perChiplet()).boxed();
    return manner.order() == Manner.Order.HOTTEST
        ? own.sorted(Comparator.comparingInt((Integer e) -> -routing.load(e))).toList()
        : own.toList();
  }
}
