package chorale.workload.step.run;

import chorale.workload.step.Machine;
import chorale.workload.step.Packets;
import chorale.workload.step.Step;
import chorale.workload.step.StepEngine;
import chorale.workload.step.StepQueue;
import chorale.workload.step.Traffic;
import chorale.workload.step.Work;
import chorale.workload.vector.VectorCycles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Bounds the cycles of a step from below, whatever the RTL's arbiters decide.
 *
 * <ul>
 *   <li>The longest chain of commands that wait for each other ({@link Earliest}, {@link Tails}).
 *   <li>For each engine, link and memory: of every set of its jobs the earliest begin, the work,
 *       and the least rest behind ({@link Jobs}).
 *   <li>Both for every arrival that commands wait for, too, so that what comes behind it begins no
 *       sooner.
 * </ul>
 *
 * <p>Where switches add packets ({@link Sums}), a sum needs a link once, and no sum is there before
 * the heads of all children; a multicast packet needs a link once, too.
 *
 * <p>A memory's work is the data of its bursts and the refreshes that are due meanwhile; of writes,
 * what fits the write buffers may be left over, and reads that find their data there need no bus
 * ({@link Forwards}).
 */
public final class StepBounds {
  /** How often the times of a step are found again whose arrivals are not for all packets. */
  private static final int AGAIN = 3;

  private final StepGraph graph;
  private final Machine machine;
  private final StepTiming timing;
  private final EngineTimes times;
  private final BlockTimes blocks;
  private final Links links;
  private final Forwards forwards;
  private final List<Jobs> resources = new ArrayList<>();
  private final Jobs[] ofLink;
  private final Jobs[] ofMemory;
  private final Map<Traffic, SumJobs> ofSums = new EnumMap<>(Traffic.class);

  private StepBounds(Step step, StepTiming timing) {
    this.timing = timing;
    graph = new StepGraph(step);
    machine = step.machine();
    times = new EngineTimes(machine, step.topK(), timing);
    blocks = new BlockTimes(machine, timing);
    links = new Links(machine);
    forwards = new Forwards(graph);
    ofMemory = new Jobs[machine.groups()];
    for (int g = 0; g < ofMemory.length; g++) {
      ofMemory[g] = new Jobs("memory of group " + g, this::onBus, buffered());
      resources.add(ofMemory[g]);
    }
    for (int q = 0; q + 1 < graph.first.length; q++) {
      engine(q);
    }
    ofLink = new Jobs[links.count()];
    for (int l = 0; l < ofLink.length; l++) {
      ofLink[l] = new Jobs(links.name(l), (work, _) -> work, 0);
      resources.add(ofLink[l]);
    }
    graph.sums.forEach(
        (traffic, sums) -> {
          var way = SumWay.of(machine, timing.links());
          ofSums.put(traffic, new SumJobs(graph, sums, way, links, ofLink));
        });
    ofSums.values().forEach(sums -> resources.addAll(sums.add()));
    for (int i = 0; i < graph.command.length; i++) {
      switch (graph.command[i].work()) {
        case Work.Send send -> {
          var sums = ofSums.get(send.packets().traffic());
          if (sums == null) {
            packets(i, send.packets());
          } else {
            sums.sent(i, send.packets().count());
          }
        }
        case Work.Load load -> load(i, load.blocks());
        case Work.Store store -> store(i, store.blocks());
        default -> {}
      }
    }
    resources.removeIf(r -> r.work() == 0);
  }

  /** Bounds a step; throws if some of it never happens. */
  public static StepBound of(Step step, StepTiming timing) {
    return new StepBounds(step, timing).bound();
  }

  private StepBound bound() {
    var earliest = new Earliest(graph, times, timing, forwards.may, null);
    earliest.find(_ -> 0);
    if (graph.arrival.stream().anyMatch(a -> !a.isKnown())) {
      for (int i = 0; i < AGAIN; i++) {
        earliest = new Earliest(graph, times, timing, forwards.may, earliest);
        earliest.find(_ -> 0);
      }
    }
    long path = 0;
    for (long d : earliest.done) {
      path = Math.max(path, d + Tails.END);
    }
    var lifted = new Earliest(graph, times, timing, forwards.may, earliest);
    lifted.find(a -> lift(a, lifted));
    var tails = new Tails(graph, lifted, -1);
    var all = new ArrayList<StepBound.Resource>();
    long most = path;
    for (long d : lifted.done) {
      most = Math.max(most, d + Tails.END);
    }
    String binds = StepBound.PATH;
    for (Jobs r : resources) {
      long cycles = r.bound(lifted.issue, tails);
      all.add(new StepBound.Resource(r.name, r.work(), cycles));
      if (cycles > most) {
        most = cycles;
        binds = r.name;
      }
    }
    return new StepBound(most, binds, path, all);
  }

  /** The earliest cycle of an arrival by what its packets' senders need of each resource. */
  private long lift(int arrival, Earliest soFar) {
    if (!graph.arrival.get(arrival).isKnown()) {
      return 0;
    }
    var tails = new Tails(graph, soFar, arrival);
    long most = 0;
    for (Jobs r : resources) {
      most = Math.max(most, r.bound(soFar.issue, tails));
    }
    return most;
  }

  // --- resources ---

  private void engine(int q) {
    StepQueue queue = graph.step.queues().get(q);
    if (queue.engine() == StepEngine.LOAD || queue.engine() == StepEngine.STORE) {
      return;
    }
    String number = queue.engine() == StepEngine.TILE ? " " + queue.number() : "";
    String name = queue.engine().name().toLowerCase(Locale.ROOT);
    var jobs =
        new Jobs("%s%s of chiplet %d".formatted(name, number, queue.chiplet()), (w, _) -> w, 0);
    for (int i = graph.first[q]; i < graph.first[q + 1]; i++) {
      switch (graph.command[i].work()) {
        case Work.Multiply gemm ->
            jobs.add(i, times.toStep(gemm), times.entering(gemm), times.fromStep(gemm));
        case Work.Apply apply -> {
          long steps = times.vectorSteps(apply);
          jobs.add(i, 0, steps, VectorCycles.EDGE);
        }
        case Work.Copy copy -> {
          long steps = times.copySteps(copy);
          jobs.add(i, 0, steps, times.copyEdge());
        }
        default -> {}
      }
    }
    resources.add(jobs);
  }

  /**
   * Packets of a command: all on the link of their sender, and on each link behind it those that go
   * over it, together those whose receivers behind it are the same.
   */
  private void packets(int i, Packets packets) {
    int from = graph.chiplet(i);
    long flits = graph.flits(i);
    ofLink[links.up(from)].add(i, 1, packets.count() * flits, -1);
    var first = new TreeMap<Share, Integer>(Share.ORDER);
    var count = new TreeMap<Share, Integer>(Share.ORDER);
    for (int k = 0; k < packets.count(); k++) {
      for (var share : shares(from, packets.to()[k])) {
        first.putIfAbsent(share, k);
        count.merge(share, 1, Integer::sum);
      }
    }
    var feed = new int[machine.all()];
    Arrays.fill(feed, -1);
    graph.feeds.get(i).forEach(f -> feed[graph.arrival.get(f.arrival()).chiplet()] = f.arrival());
    count.forEach(
        (share, number) -> {
          // a flit leaves a trunk so long before it arrives
          int hop = timing.links().routerStages() + timing.links().trunkCycles();
          int rest = share.behind * hop;
          long flight = timing.flight(share.before + share.behind);
          // routers before it may hold what has been sent
          long held = share.before * Math.max(timing.links().places(), flits);
          var to = new ArrayList<>(List.of(Jobs.To.end(i, rest - flight - 1 - held)));
          Sends.receivers(share.receivers)
              .filter(r -> feed[r] >= 0)
              .forEach(r -> to.add(Jobs.To.arrival(feed[r], rest - 1L)));
          var begin = new Jobs.From(i, 1 + first.get(share) * flits + flight - rest);
          ofLink[share.link].add(new Jobs.Job(List.of(begin), number * flits, to));
        });
  }

  /** Receivers behind a link, with so many routers before it and behind it. */
  private record Share(int link, long receivers, int before, int behind) {
    static final Comparator<Share> ORDER =
        Comparator.comparingInt(Share::link).thenComparingLong(Share::receivers);

    Share and(Share other) {
      return new Share(link, receivers | other.receivers, before, Math.min(behind, other.behind));
    }
  }

  /** The links of a packet behind that of its sender. */
  private List<Share> shares(int from, long receivers) {
    var behind = new TreeMap<Integer, Share>();
    Sends.receivers(receivers)
        .forEach(
            to -> {
              int[] way = links.way(from, to);
              for (int at = 1; at < way.length; at++) {
                var own = new Share(way[at], 1L << to, at, way.length - 1 - at);
                behind.merge(way[at], own, Share::and);
              }
            });
    return List.copyOf(behind.values());
  }

  private void load(int i, int count) {
    int chiplet = graph.chiplet(i);
    int group = machine.group(chiplet);
    long way = blocks.load(forwards.may[i]);
    long flits = (long) count * blocks.flits;
    ofLink[links.down(chiplet)].add(i, 1 + way - blocks.flits, flits, -1);
    ofLink[links.memoryUp(group)].add(i, 1 + way - blocks.flits - blocks.toMemory, flits, -1);
    ofLink[links.up(chiplet)].add(i, 0, count, 0);
    ofLink[links.memoryDown(group)].add(i, 0, count, 0);
    long bus = (long) count * blocks.busCycles;
    ofMemory[group].add(
        new Jobs.Job(
            List.of(new Jobs.From(i, 1 + blocks.toData())),
            bus,
            List.of(Jobs.To.end(i, blocks.fromData())),
            false,
            forwards.number[i]));
  }

  private void store(int i, int count) {
    int chiplet = graph.chiplet(i);
    int group = machine.group(chiplet);
    long flits = (long) count * blocks.flits;
    ofLink[links.up(chiplet)].add(i, 1, flits, blocks.stored() - 1);
    ofLink[links.memoryDown(group)].add(
        i, 1L + blocks.toMemory, flits, blocks.stored() - blocks.toMemory - 1);
    ofLink[links.down(chiplet)].add(i, 0, count, -1);
    ofLink[links.memoryUp(group)].add(i, 0, count, -1);
    long bus = (long) count * blocks.busCycles;
    ofMemory[group].add(
        new Jobs.Job(
            List.of(new Jobs.From(i, blocks.toStored() + blocks.toWriteData())),
            bus,
            List.of(Jobs.To.end(i, blocks.fromTaken())),
            true,
            -1));
  }

  /** Cycles of a data bus for what the write buffer of a channel holds. */
  private long buffered() {
    var hbm = timing.stack().hbm();
    return (long) hbm.control().writes() * hbm.bl();
  }

  /**
   * What a data bus takes for so many cycles of data. A refresh goes out as soon as it is due, and
   * of those that are due in a time all but the last keep the bus idle within it.
   */
  private long onBus(long work, boolean buffered) {
    var hbm = timing.stack().hbm();
    long data = Math.max(0, work - (buffered ? buffered() : 0));
    long time = data;
    long before;
    do {
      before = time;
      time = data + Math.max(0, time / hbm.refi() - 1) * hbm.refreshLeast();
    } while (time != before);
    return time;
  }
}
