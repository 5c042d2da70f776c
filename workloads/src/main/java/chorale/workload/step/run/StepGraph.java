package chorale.workload.step.run;

import chorale.workload.step.Condition.Arrived;
import chorale.workload.step.Condition.Came;
import chorale.workload.step.Condition.Done;
import chorale.workload.step.Machine;
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
  /**
   * What commands wait for: so many packets of a class at a chiplet.
   *
   * @param packets that are waited for
   * @param all that ever come
   * @param isOrdered whether they come in an order that is known: sums do
   * @param waiting commands
   */
  record Arrival(
      int chiplet,
      Traffic traffic,
      int packets,
      int all,
      boolean isOrdered,
      List<Integer> waiting) {
    /** Whether it is known which they are: all, or the first ones. */
    boolean isKnown() {
      return packets == all || isOrdered;
    }
  }

  /**
   * What an arrival waits for of a command.
   *
   * @param last place of the last packet
   * @param isHead whether of that only the head
   */
  record Feed(int arrival, int last, boolean isHead) {}

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

  /** By command: sets of packets that must have come. */
  final List<Came>[] came;

  final List<Arrival> arrival = new ArrayList<>();

  /** By command: commands that wait until it is done. */
  final List<List<Integer>> waiting = new ArrayList<>();

  /** By command that sends: known arrivals that it feeds. */
  final List<List<Feed>> feeds = new ArrayList<>();

  /** Commands such that each comes behind all that it waits for. */
  final int[] order;

  /** Packets that are not added, by receiver. */
  final Sends sends;

  /** Of classes whose packets are added. */
  final Map<Traffic, Sums> sums;

  private final Map<Engine, Integer> queueOf = new HashMap<>();
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
    sends = new Sends(machine.all());
    command = new StepCommand[commands];
    queue = new int[commands];
    after = new int[commands][];
    arrivals = new int[commands][];
    came = new List[commands];
    arrivalOf = new Map[machine.all()];
    for (int q = 0; q < queues; q++) {
      for (int i = first[q]; i < first[q + 1]; i++) {
        command[i] = step.queues().get(q).commands().get(i - first[q]);
        queue[i] = q;
        if (command[i].work() instanceof Work.Send send && !send.isAdded()) {
          sends.add(i, send.packets());
        }
      }
    }
    sums = Sums.of(this);
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

  /** Flits of each packet of a command that sends. */
  int flits(int i) {
    return ((Work.Send) command[i].work()).words() + 1;
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

  private void resolve(int i) {
    var done = new ArrayList<Integer>();
    var counted = new ArrayList<Integer>();
    var set = new ArrayList<Came>();
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
        case Came one -> set.add(one);
        case Arrived arrived -> {
          if (arrived.packets() > 0) {
            counted.add(arrival(i, chiplet, arrived));
          }
        }
      }
    }
    came[i] = List.copyOf(set);
    after[i] = done.stream().mapToInt(d -> d).toArray();
    arrivals[i] = counted.stream().mapToInt(a -> a).toArray();
  }

  private int arrival(int i, int chiplet, Arrived arrived) {
    if (arrivalOf[chiplet] == null) {
      arrivalOf[chiplet] = new HashMap<>();
    }
    int number =
        arrivalOf[chiplet].computeIfAbsent(
            arrived,
            _ -> {
              var added = sums.get(arrived.traffic());
              int all =
                  added == null
                      ? sends.count(chiplet, arrived.traffic())
                      : added.at[chiplet].length;
              if (arrived.packets() > all) {
                throw new IllegalArgumentException(
                    "a command of chiplet %d waits for %d packets of %s, of which %d come"
                        .formatted(chiplet, arrived.packets(), arrived.traffic(), all));
              }
              arrival.add(
                  new Arrival(
                      chiplet,
                      arrived.traffic(),
                      arrived.packets(),
                      all,
                      added != null,
                      new ArrayList<>()));
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
      if (at.isOrdered) {
        var added = sums.get(at.traffic);
        for (int c = 0; c < machine.experts(); c++) {
          var need = added.need(c, added.last(at.chiplet, at.packets));
          var feed = new Feed(a, need.part().place(), need.isHead());
          feeds.get(need.part().command()).add(feed);
        }
      } else if (at.isKnown()) {
        for (var s : sends.of(at.chiplet, at.traffic)) {
          feeds.get(s.command()).add(new Feed(a, s.places()[s.places().length - 1], false));
        }
      }
    }
  }

  /** Kahn's order; an arrival that is known comes behind all commands that send for it. */
  private int[] sort() {
    int commands = command.length;
    var missing = new int[commands];
    var missingAtArrival = new int[arrival.size()];
    var sorted = new int[commands];
    int count = 0;
    for (int i = 0; i < commands; i++) {
      missing[i] = after[i].length + (before(i, 1) >= 0 ? 1 : 0);
      for (int a : arrivals[i]) {
        missing[i] += arrival.get(a).isKnown() ? 1 : 0;
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
