package chorale.workload.step.run;

import chorale.workload.step.Condition.Arrived;
import chorale.workload.step.Condition.Done;
import chorale.workload.step.Machine;
import chorale.workload.step.Packets;
import chorale.workload.step.Step;
import chorale.workload.step.StepCommand;
import chorale.workload.step.StepEngine;
import chorale.workload.step.StepQueue;
import chorale.workload.step.Traffic;
import chorale.workload.step.Work;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The commands of a step by number, queue by queue, and what waits for what. It throws if some
 * command waits for what never comes.
 */
final class StepGraph {
  /** The same packets of a command for one receiver: their places among the command's. */
  record Sent(int command, int[] places) {}

  /**
   * What commands wait for: so many packets of a class at a chiplet.
   *
   * @param packets that are waited for
   * @param all that ever come
   * @param waiting commands
   */
  record Arrival(int chiplet, Traffic traffic, int packets, int all, List<Integer> waiting) {
    /** Whether it is for all that come. */
    boolean isForAll() {
      return packets == all;
    }
  }

  /** Packets of a command that an arrival waits for. */
  record Feed(int arrival, Sent sent) {}

  private record Place(int chiplet, Traffic traffic) {}

  private record Engine(int chiplet, StepEngine engine, int number) {}

  final Step step;
  final Machine machine;

  /** By command. */
  final StepCommand[] command;

  final int[] queue;

  /** The first command of each queue, and behind the last. */
  final int[] first;

  /** By command: commands that must be done. */
  final int[][] after;

  /** By command: the numbers of arrivals that must have been. */
  final int[][] arrivals;

  final List<Arrival> arrival = new ArrayList<>();

  /** By command: commands that wait until it is done. */
  final List<List<Integer>> waiting = new ArrayList<>();

  /** By command that sends: arrivals for all packets that it feeds, with what it sends. */
  final List<List<Feed>> feeds = new ArrayList<>();

  /** Commands such that each comes behind all that it waits for. */
  final int[] order;

  private final Map<Engine, Integer> queueOf = new HashMap<>();
  private final Map<Place, List<Sent>> sent = new HashMap<>();
  private final Map<Arrived, Integer>[] arrivalOf;

  @SuppressWarnings({"unchecked", "rawtypes"})
  StepGraph(Step step) {
    this.step = step;
    machine = step.machine();
    int queues = step.queues().size();
    first = new int[queues + 1];
    for (int q = 0; q < queues; q++) {
      StepQueue at = step.queues().get(q);
      first[q + 1] = first[q] + at.commands().size();
      queueOf.put(new Engine(at.chiplet(), at.engine(), at.number()), q);
    }
    int commands = first[queues];
    command = new StepCommand[commands];
    queue = new int[commands];
    after = new int[commands][];
    arrivals = new int[commands][];
    arrivalOf = new Map[machine.all()];
    for (int q = 0; q < queues; q++) {
      for (int i = first[q]; i < first[q + 1]; i++) {
        command[i] = step.queues().get(q).commands().get(i - first[q]);
        queue[i] = q;
        if (command[i].work() instanceof Work.Send send) {
          addSent(i, send.packets());
        }
      }
    }
    for (int i = 0; i < commands; i++) {
      resolve(i);
    }
    follow();
    order = sort();
  }

  /** The queue of a command. */
  StepQueue queueOf(int i) {
    return step.queues().get(queue[i]);
  }

  int chiplet(int i) {
    return queueOf(i).chiplet();
  }

  /** The command before in its queue, or -1. */
  int before(int i, int places) {
    return i - places < first[queue[i]] ? -1 : i - places;
  }

  /** The command behind in its queue, or -1. */
  int behind(int i) {
    return i + 1 < first[queue[i] + 1] ? i + 1 : -1;
  }

  /** Packets of a class for a chiplet, by command that sends them. */
  List<Sent> sent(int chiplet, Traffic traffic) {
    return sent.getOrDefault(new Place(chiplet, traffic), List.of());
  }

  private void addSent(int i, Packets packets) {
    var places = new int[machine.all()][];
    var counts = new int[machine.all()];
    for (int k = 0; k < packets.count(); k++) {
      counts[receiver(packets, k)]++;
    }
    for (int k = packets.count() - 1; k >= 0; k--) {
      int to = receiver(packets, k);
      places[to] = places[to] == null ? new int[counts[to]] : places[to];
      places[to][--counts[to]] = k;
    }
    for (int to = 0; to < places.length; to++) {
      if (places[to] != null) {
        sent.computeIfAbsent(new Place(to, packets.traffic()), _ -> new ArrayList<>())
            .add(new Sent(i, places[to]));
      }
    }
  }

  /** The chiplet that a unicast packet is for. */
  static int receiver(Packets packets, int k) {
    long to = packets.to()[k];
    if (Long.bitCount(to) != 1) {
      throw new IllegalArgumentException(
          "a packet for %d chiplets: one, as classes of tokens are unicast"
              .formatted(Long.bitCount(to)));
    }
    return Long.numberOfTrailingZeros(to);
  }

  private void resolve(int i) {
    var done = new ArrayList<Integer>();
    var came = new ArrayList<Integer>();
    int chiplet = chiplet(i);
    for (var condition : command[i].conditions()) {
      switch (condition) {
        case Done(StepEngine engine, int number, int commands) -> {
          var q = queueOf.get(new Engine(chiplet, engine, number));
          if (commands > 0) {
            if (q == null || commands > first[q + 1] - first[q]) {
              throw new IllegalArgumentException(
                  "a command of chiplet %d waits for %d commands of %s %d, which has fewer"
                      .formatted(chiplet, commands, engine, number));
            }
            done.add(first[q] + commands - 1);
          }
        }
        case Arrived arrived -> {
          if (arrived.packets() > 0) {
            came.add(arrival(i, chiplet, arrived));
          }
        }
      }
    }
    after[i] = done.stream().mapToInt(d -> d).toArray();
    arrivals[i] = came.stream().mapToInt(a -> a).toArray();
  }

  private int arrival(int i, int chiplet, Arrived arrived) {
    if (arrivalOf[chiplet] == null) {
      arrivalOf[chiplet] = new HashMap<>();
    }
    int number =
        arrivalOf[chiplet].computeIfAbsent(
            arrived,
            _ -> {
              int all =
                  sent(chiplet, arrived.traffic()).stream().mapToInt(s -> s.places.length).sum();
              if (arrived.packets() > all) {
                throw new IllegalArgumentException(
                    "a command of chiplet %d waits for %d packets of %s, of which %d come"
                        .formatted(chiplet, arrived.packets(), arrived.traffic(), all));
              }
              arrival.add(
                  new Arrival(
                      chiplet, arrived.traffic(), arrived.packets(), all, new ArrayList<>()));
              return arrival.size() - 1;
            });
    arrival.get(number).waiting().add(i);
    return number;
  }

  private void follow() {
    for (int i = 0; i < command.length; i++) {
      waiting.add(new ArrayList<>());
      feeds.add(new ArrayList<>());
    }
    for (int i = 0; i < command.length; i++) {
      for (int d : after[i]) {
        waiting.get(d).add(i);
      }
    }
    for (int a = 0; a < arrival.size(); a++) {
      var at = arrival.get(a);
      if (at.isForAll()) {
        for (Sent s : sent(at.chiplet, at.traffic)) {
          feeds.get(s.command).add(new Feed(a, s));
        }
      }
    }
  }

  /** Kahn's order; an arrival comes behind all commands that send for it if it is for all. */
  private int[] sort() {
    int commands = command.length;
    var missing = new int[commands];
    var missingAtArrival = new int[arrival.size()];
    var sorted = new int[commands];
    int count = 0;
    for (int i = 0; i < commands; i++) {
      missing[i] = after[i].length + (before(i, 1) >= 0 ? 1 : 0);
      for (int a : arrivals[i]) {
        missing[i] += arrival.get(a).isForAll() ? 1 : 0;
      }
      feeds.get(i).forEach(f -> missingAtArrival[f.arrival]++);
      if (missing[i] == 0) {
        sorted[count++] = i;
      }
    }
    for (int at = 0; at < count; at++) {
      int i = sorted[at];
      var freed = new ArrayList<>(waiting.get(i));
      if (behind(i) >= 0) {
        freed.add(behind(i));
      }
      for (Feed f : feeds.get(i)) {
        if (--missingAtArrival[f.arrival] == 0) {
          freed.addAll(arrival.get(f.arrival).waiting);
        }
      }
      for (int f : freed) {
        if (--missing[f] == 0) {
          sorted[count++] = f;
        }
      }
    }
    if (count < commands) {
      throw new IllegalArgumentException(
          "%d of %d commands wait for each other".formatted(commands - count, commands));
    }
    return sorted;
  }
}
