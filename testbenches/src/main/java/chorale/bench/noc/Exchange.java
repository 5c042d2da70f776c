package chorale.bench.noc;

import chorale.nop.Topology;
import chorale.sim.ModelLibrary;
import chorale.sim.Port;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A fixed set of packets that every leaf has to send, as in an all-to-all of tokens once the gate
 * has chosen their experts: run to the end, as fast as the network takes them.
 */
public final class Exchange {
  private static final int STALLED = 10_000;
  private static final double GRID_STRIDE = 0.42;

  private Exchange() {}

  /**
   * What a run showed.
   *
   * @param cycles until the last flit was received
   * @param busiest flits on the binding link
   * @param window cycles from the first to the last flit on the binding link, both counted
   */
  public record Result(long cycles, long busiest, long window) {
    /** Share of the cycles from its first to its last flit in which the binding link was busy. */
    public double busy() {
      return (double) busiest / window;
    }
  }

  /** Packets for each destination, per source. */
  public interface Demand {
    int packets(int source, int destination);
  }

  /** Every ordered pair exchanges one packet. */
  public static int everyPair(int source, int destination) {
    return source == destination ? 0 : 1;
  }

  /** At step k, source s sends to leaf s + k. */
  public static List<List<Integer>> shifted(int leaves) {
    var orders = new ArrayList<List<Integer>>();
    for (int s = 0; s < leaves; s++) {
      var order = new ArrayList<Integer>();
      for (int k = 1; k < leaves; k++) {
        order.add((s + k) % leaves);
      }
      orders.add(order);
    }
    return orders;
  }

  /** All sources visit the leaves in the same order. */
  public static List<List<Integer>> same(int leaves) {
    var orders = new ArrayList<List<Integer>>();
    for (int s = 0; s < leaves; s++) {
      var order = new ArrayList<Integer>();
      for (int d = 0; d < leaves; d++) {
        if (d != s) {
          order.add(d);
        }
      }
      orders.add(order);
    }
    return orders;
  }

  private record Slot(double place, int destination) {}

  /**
   * The order that a network interface chooses. With one packet for every leaf, source s sends to
   * leaf {@code s + k m} at step k: in a tree m is 1, so that at any time the sources of a subtree
   * send to different leaves, and from one subtree to the next in turn; in a grid m is odd and near
   * 0.42 n, so that successive packets go in different directions. Several packets to one leaf are
   * spread evenly from begin to end, so that every link has its share of the work all the time, and
   * the binding one never waits for what others hold up. It depends on what is to be sent only,
   * never on arrivals.
   */
  public static List<List<Integer>> chosen(Topology topology, Demand demand) {
    int n = topology.leaves();
    int stride = stride(topology);
    var orders = new ArrayList<List<Integer>>();
    for (int s = 0; s < n; s++) {
      var slots = new ArrayList<Slot>();
      for (int k = 1; k <= n; k++) {
        int d = (int) ((s + (long) k * stride) % n);
        int packets = demand.packets(s, d);
        for (int i = 0; i < packets; i++) {
          slots.add(new Slot((i + (double) k / (n + 1)) / packets, d));
        }
      }
      slots.sort(Comparator.comparingDouble(Slot::place));
      orders.add(slots.stream().map(Slot::destination).toList());
    }
    return orders;
  }

  private static int stride(Topology topology) {
    int n = topology.leaves();
    int stride = topology.routers() < n ? 1 : (int) (GRID_STRIDE * n) | 1;
    boolean visitsAll = BigInteger.valueOf(stride).gcd(BigInteger.valueOf(n)).intValue() == 1;
    return visitsAll ? stride : 1;
  }

  /** Sends all packets in the given orders. */
  public static Result run(
      NetworkConfig config, ModelLibrary library, List<List<Integer>> orders, int flits) {
    var topology = config.topology();
    var loads = new long[topology.routers()][];
    for (int r = 0; r < loads.length; r++) {
      loads[r] = new long[topology.ports(r)];
    }
    long total = 0;
    for (int s = 0; s < orders.size(); s++) {
      for (int d : orders.get(s)) {
        total += flits;
        for (var hop : topology.path(s, d)) {
          loads[hop.router()][hop.port()] += flits;
        }
      }
    }
    int router = 0;
    int port = 0;
    for (int r = 0; r < loads.length; r++) {
      for (int p = 0; p < loads[r].length; p++) {
        if (loads[r][p] > loads[router][port]) {
          router = r;
          port = p;
        }
      }
    }
    try (var bench = new NetworkBench(config, library)) {
      for (int s = 0; s < orders.size(); s++) {
        for (int d : orders.get(s)) {
          bench.send(s, d, 0, flits);
        }
      }
      Port moves = bench.model().port("moves_" + router);
      long first = -1;
      long last = -1;
      long progress = 0;
      long received = 0;
      while (bench.received() < total) {
        if ((moves.get() >>> port & 1) == 1) {
          first = first < 0 ? bench.cycle() : first;
          last = bench.cycle();
        }
        bench.step((_, _, _, _) -> {});
        if (bench.received() > received) {
          received = bench.received();
          progress = bench.cycle();
        } else if (bench.cycle() - progress > STALLED) {
          throw new IllegalStateException(
              "%s: nothing has arrived for %d cycles".formatted(config.name(), STALLED));
        }
      }
      return new Result(bench.cycle(), loads[router][port], last - first + 1);
    }
  }
}
