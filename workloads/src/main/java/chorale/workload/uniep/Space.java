package chorale.workload.uniep;

import chorale.workload.uniep.Manner.Addition;
import chorale.workload.uniep.Manner.Order;
import chorale.workload.uniep.Manner.Start;
import chorale.workload.uniep.Manner.Transfer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * A set of points: manners times lanes for each task.
 *
 * @param manners of running, each with all lanes
 * @param dispatch numbers of lanes; the same for the others
 */
public record Space(
    List<Manner> manners,
    List<Integer> dispatch,
    List<Integer> relay,
    List<Integer> combine,
    List<Integer> reduction) {
  private static final int STEP = 4; // lanes; the paper's grid
  private static final int WIDE_STEP = 16;
  private static final int RELAYS = 8;

  private static final List<Integer> REQUESTS = List.of(8, 16, 32);
  private static final List<Integer> TILES = List.of(16, 32, 64, 128);
  private static final List<Integer> CHUNKS = List.of(1, 2, 4, 8, 16);

  public Space {
    manners = List.copyOf(manners);
    dispatch = List.copyOf(dispatch);
    relay = List.copyOf(relay);
    combine = List.copyOf(combine);
    reduction = List.copyOf(reduction);
    if (manners.isEmpty()
        || dispatch.isEmpty()
        || relay.isEmpty()
        || combine.isEmpty()
        || reduction.isEmpty()) {
      throw new IllegalArgumentException("a space without points: at least one value of each");
    }
  }

  /**
   * The paper's grid for {@code lanes} lanes, of every manner. Dispatch and combine in steps of 4,
   * relay none or up to 28, reduction in steps of 16; fewer lanes, finer steps.
   */
  public static Space of(int lanes) {
    int step = Math.max(1, Math.min(STEP, lanes / 32));
    int wide = Math.max(1, Math.min(WIDE_STEP, lanes / RELAYS));
    var moving = steps(step, step, lanes - 1);
    return new Space(
        allManners(),
        moving,
        steps(0, step, (RELAYS - 1) * step),
        moving,
        steps(wide, wide, lanes));
  }

  private static List<Integer> steps(int first, int step, int last) {
    return IntStream.iterate(first, i -> i <= last, i -> i + step).boxed().toList();
  }

  private static List<Manner> allManners() {
    var all = new ArrayList<Manner>();
    for (int requests : REQUESTS) {
      for (int tile : TILES) {
        for (Order order : Order.values()) {
          for (Transfer transfer : Transfer.values()) {
            for (boolean multicast : new boolean[] {false, true}) {
              for (Addition addition : Addition.values()) {
                for (int chunks : CHUNKS) {
                  for (Start start : List.of(Start.CHUNK, Start.EXPERT)) {
                    all.add(
                        new Manner(
                            requests, tile, start, chunks, order, transfer, multicast, addition));
                  }
                }
                all.add(
                    new Manner(
                        requests, tile, Start.TILE, 1, order, transfer, multicast, addition));
              }
            }
          }
        }
      }
    }
    return all;
  }

  /** Only the manners that {@code holds}. */
  public Space only(Predicate<Manner> holds) {
    return new Space(manners.stream().filter(holds).toList(), dispatch, relay, combine, reduction);
  }

  /** Only with lanes that relay, or only without. */
  public Space relaying(boolean does) {
    return new Space(
        manners, dispatch, relay.stream().filter(n -> n > 0 == does).toList(), combine, reduction);
  }

  /** Number of its points, legal or not. */
  public long size() {
    return (long) manners.size()
        * dispatch.size()
        * relay.size()
        * combine.size()
        * reduction.size();
  }
}
