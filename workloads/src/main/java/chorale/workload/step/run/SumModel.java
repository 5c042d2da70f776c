package chorale.workload.step.run;

import chorale.workload.step.Machine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The joins of a class of packets, and the ways between them. */
final class SumModel {
  private final Sums sums;
  private final Machine machine;
  private final Links links;
  private final NetworkModel network;
  private final ChipletModel[] chiplets;
  private final JoinModel[] join; // by group, and that of the root

  SumModel(
      Agenda agenda,
      Sums sums,
      Links links,
      NetworkModel network,
      ChipletModel[] chiplets,
      boolean isFine) {
    this.sums = sums;
    this.links = links;
    this.network = network;
    this.chiplets = chiplets;
    machine = links.machine();
    int root = machine.groups();
    join = new JoinModel[root + 1];
    join[root] = new JoinModel(agenda, network, sums.root, sums.flits, isFine, this::sendHome);
    for (int g = 0; g < root; g++) {
      join[g] = new JoinModel(agenda, network, sums.group[g], sums.flits, isFine, toRoot(g));
    }
  }

  /** The way of so many packets of a chiplet. */
  Hop way(int chiplet, int packets) {
    var own = join[machine.group(chiplet)];
    return Hop.into(links.up(chiplet), own.inlet(chiplet % machine.chiplets(), packets));
  }

  /** Adds how busy the joins were. */
  void busy(Map<String, Long> busy) {
    for (int j = 0; j < join.length; j++) {
      busy.put(links.joinName(kind(), j), join[j].busy());
    }
  }

  private int kind() {
    return sums.traffic.ordinal();
  }

  private JoinModel.Way toRoot(int g) {
    return (from, to, gaps, released) -> {
      var trunk = Hop.into(links.trunkUp(g), join[machine.groups()].inlet(g, to - from));
      send(g, List.of(trunk), to - from, gaps, released);
      return true;
    };
  }

  /** A run for each home; nothing is left of the end of a pass. */
  private boolean sendHome(int from, int to, long gaps, Runnable released) {
    var count = new TreeMap<Integer, Integer>();
    for (int i = from; i < to; i++) {
      if (!sums.root.sums().get(i).isEnd()) {
        count.merge(sums.root.sums().get(i).home(), 1, Integer::sum);
      }
    }
    var missing = new int[] {count.size()};
    var rest = new ArrayList<>(count.keySet());
    for (int home : rest) {
      int number = count.get(home);
      var down = Hop.last(links.down(home), () -> chiplets[home].arrive(sums.traffic, number));
      boolean last = home == rest.getLast();
      send(
          machine.groups(),
          List.of(down),
          number,
          last ? gaps : 0,
          () -> {
            if (--missing[0] == 0) {
              released.run();
            }
          });
    }
    return !count.isEmpty();
  }

  private void send(int at, List<Hop> next, int packets, long gaps, Runnable released) {
    var way = Hop.before(links.sums(kind(), at), next);
    long flits = (long) packets * sums.flits;
    network.send(new NetworkModel.Packet(way, kind(), flits, gaps, released));
  }
}
