package chorale.workload.step.run;

import chorale.workload.step.Machine;
import chorale.workload.step.Packets;
import chorale.workload.step.Traffic;
import chorale.workload.step.Work;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What switches and root add of a class of packets, and in which order: it follows from the packets
 * alone. A pass is what each chiplet with experts sends up to an END. In a pass tokens come in the
 * order of their places among those of their home, and of equal ones in that of the homes.
 */
final class Sums {
  /** Home of what ends a pass. */
  private static final int NOWHERE = -1;

  private static final int PASS_BITS = 40;

  /**
   * A packet that is added, the {@code place}-th of its command, or a sum, of none.
   *
   * @param order of its token among those of all passes
   */
  record Part(int command, int place, int token, int home, long order) {
    boolean isEnd() {
      return home == NOWHERE;
    }
  }

  /**
   * A join's sums.
   *
   * @param parts packets of each child in their order, or its sums
   * @param behind by child and sum, how many of these the sum and those before it take
   * @param sums in their order; at the root that of ENDs leaves nothing
   */
  record Join(List<List<Part>> parts, int[][] behind, List<Part> sums) {
    int children() {
      return behind.length;
    }

    /** The packet of a child that must have come before a sum is chosen. */
    int next(int child, int sum) {
      return sum == 0 ? 0 : behind[child][sum - 1];
    }

    /** Packets of a child in a sum. */
    int count(int child, int sum) {
      return behind[child][sum] - next(child, sum);
    }

    /** Rounds of a sum. */
    int rounds(int sum) {
      return IntStream.range(0, behind.length).map(c -> count(c, sum)).max().orElseThrow();
    }
  }

  final Traffic traffic;

  /** Flits of each packet. */
  final int flits;

  final Join[] group;
  final Join root;

  /** By chiplet, which of the root's sums come there, in their order. */
  final int[][] at;

  private final Machine machine;

  /**
   * What must have come from a chiplet.
   *
   * @param part its packet, and all before
   * @param isHead whether of that only the head
   */
  record Need(Part part, boolean isHead) {}

  /** A command that sends. */
  private record Sent(int command, Work.Send send) {
    Packets packets() {
      return send.packets();
    }
  }

  private record Pass(int number, int home) {}

  private Sums(Machine machine, Traffic traffic, List<List<Sent>> sends) {
    this.machine = machine;
    this.traffic = traffic;
    int[] words =
        sends.stream().flatMap(List::stream).mapToInt(s -> s.send.words()).distinct().toArray();
    if (words.length != 1) {
      throw new IllegalArgumentException(
          "packets of %s with %s words that are added: as many in each"
              .formatted(traffic, Arrays.toString(words)));
    }
    flits = words[0] + 1;
    var firstToken = firstTokens(sends);
    var streams = sends.stream().map(s -> stream(s, firstToken)).toList();
    long passes = streams.getFirst().stream().filter(Part::isEnd).count();
    for (int c = 0; c < streams.size(); c++) {
      var own = streams.get(c);
      long ends = own.stream().filter(Part::isEnd).count();
      if (own.isEmpty() || ends != passes || !own.getLast().isEnd()) {
        throw new IllegalArgumentException(
            "chiplet %d ends %d passes of %s, chiplet 0 ends %d: as many, and nothing behind"
                .formatted(c, ends, traffic, passes));
      }
    }
    group = new Join[machine.groups()];
    for (int g = 0; g < group.length; g++) {
      int from = g * machine.chiplets();
      group[g] = join(streams.subList(from, from + machine.chiplets()));
    }
    root = join(Arrays.stream(group).map(Join::sums).toList());
    at = new int[machine.all()][];
    Arrays.setAll(
        at,
        c ->
            IntStream.range(0, root.sums.size()).filter(i -> root.sums.get(i).home == c).toArray());
  }

  /** The sums of the classes whose packets are added. */
  static Map<Traffic, Sums> of(StepGraph graph) {
    var machine = graph.machine;
    var sends = new EnumMap<Traffic, List<List<Sent>>>(Traffic.class);
    var others = EnumSet.noneOf(Traffic.class);
    for (int i = 0; i < graph.command.length; i++) {
      if (graph.command[i].work() instanceof Work.Send send) {
        var traffic = send.packets().traffic();
        if (!send.isAdded()) {
          others.add(traffic);
        } else if (machine.hasExperts(graph.chiplet(i))) {
          sends
              .computeIfAbsent(traffic, _ -> none(machine.experts()))
              .get(graph.chiplet(i))
              .add(new Sent(i, send));
        } else {
          throw new IllegalArgumentException(
              "chiplet %d at the root sends packets that are added: those of groups do"
                  .formatted(graph.chiplet(i)));
        }
      }
    }
    var all = new EnumMap<Traffic, Sums>(Traffic.class);
    sends.forEach(
        (traffic, own) -> {
          if (others.contains(traffic)) {
            throw new IllegalArgumentException(
                "packets of %s, of which some are added: all or none".formatted(traffic));
          }
          all.put(traffic, new Sums(machine, traffic, own));
        });
    return all;
  }

  /** The sum of the root that is a home's {@code packets}-th. */
  int last(int home, int packets) {
    return at[home][packets - 1];
  }

  /** What must have come from a chiplet before a sum of the root is there. */
  Need need(int chiplet, int sum) {
    int g = machine.group(chiplet);
    int child = chiplet % machine.chiplets();
    boolean adds = root.count(g, sum) > 0;
    int own = root.next(g, sum);
    int place = group[g].next(child, own);
    boolean takes = adds && group[g].count(child, own) > 0;
    int needed = takes ? group[g].behind[child][own] - 1 : place;
    return new Need(group[g].parts.get(child).get(needed), !takes);
  }

  private static List<List<Sent>> none(int chiplets) {
    return IntStream.range(0, chiplets).<List<Sent>>mapToObj(_ -> new ArrayList<>()).toList();
  }

  private Map<Pass, Integer> firstTokens(List<List<Sent>> sends) {
    var first = new HashMap<Pass, Integer>();
    for (var own : sends) {
      int pass = 0;
      for (Sent s : own) {
        for (int k = 0; k < s.packets().count(); k++) {
          int home = Sends.receiver(s.packets(), k);
          if (s.packets().rank()[k] == Packets.END) {
            pass++;
          } else if (machine.hasExperts(home)) {
            throw new IllegalArgumentException(
                "a packet for chiplet %d that is added: homes are at the root".formatted(home));
          } else {
            first.merge(new Pass(pass, home), s.packets().token()[k], Math::min);
          }
        }
      }
    }
    return first;
  }

  private List<Part> stream(List<Sent> sends, Map<Pass, Integer> firstToken) {
    var parts = new ArrayList<Part>();
    long pass = 0;
    for (Sent s : sends) {
      for (int k = 0; k < s.packets().count(); k++) {
        int token = s.packets().token()[k];
        if (s.packets().rank()[k] == Packets.END) {
          pass++;
          parts.add(new Part(s.command, k, token, NOWHERE, (pass << PASS_BITS) - 1));
        } else {
          int home = Sends.receiver(s.packets(), k);
          long place = token - firstToken.get(new Pass((int) pass, home));
          long order = (pass << PASS_BITS) + place * machine.all() + home;
          parts.add(new Part(s.command, k, token, home, order));
        }
      }
    }
    return parts;
  }

  /** Merges sorted streams. */
  private static Join join(List<List<Part>> parts) {
    var next = new int[parts.size()];
    var behind = new ArrayList<int[]>();
    var sums = new ArrayList<Part>();
    while (next[0] < parts.getFirst().size()) {
      Part lowest = parts.getFirst().get(next[0]);
      for (int c = 1; c < next.length; c++) {
        var head = parts.get(c).get(next[c]);
        lowest = head.order < lowest.order ? head : lowest;
      }
      if (!sums.isEmpty() && lowest.order <= sums.getLast().order) {
        throw new IllegalArgumentException(
            "a packet of token %d that is added behind token %d: tokens come in their order"
                .formatted(lowest.token, sums.getLast().token));
      }
      sums.add(new Part(-1, -1, lowest.token, lowest.home, lowest.order));
      for (int c = 0; c < next.length; c++) {
        var own = parts.get(c);
        while (next[c] < own.size() && own.get(next[c]).order == lowest.order) {
          next[c]++;
        }
      }
      behind.add(next.clone());
    }
    var byChild = new int[next.length][];
    Arrays.setAll(byChild, c -> behind.stream().mapToInt(b -> b[c]).toArray());
    return new Join(parts, byChild, List.copyOf(sums));
  }
}
