package chorale.workload.step.rate;

import chorale.workload.step.Condition;
import chorale.workload.step.Machine;
import chorale.workload.step.Step;
import chorale.workload.step.StepCommand;
import chorale.workload.step.StepEngine;
import chorale.workload.step.StepQueue;
import chorale.workload.step.Traffic;
import chorale.workload.step.Work;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs a step's commands event by event on a package of which only rates are known: each engine,
 * link and memory does one thing after the other, each for amount over rate. Queues, semaphores and
 * orders are those of the step; a queue has at most {@value #UNDER_WAY} commands under way.
 *
 * <p>Packets, and bytes of a memory, go in runs, which occupy their links whole: so a link's work
 * is exact, and a path is longer than it would be by a run for each link on it.
 */
public final class RateModel {
  private static final int UNDER_WAY = 4;
  private static final int NUMBER_BYTES = 2;

  private final Machine machine;
  private final Rates rates;
  private final Events events = new Events();
  private final TreeLinks links;
  private final StackPort[] memories;
  private final List<List<Queue>> byChiplet = new ArrayList<>();
  private final long[][] arrived;
  private long macs;
  private double sramBytes;
  private double tileBusy;
  private double homeBusy;

  private static final class Queue {
    final StepQueue commands;
    final Server server;
    final boolean[] finished;
    int issued;
    int done;
    int sending;

    Queue(StepQueue commands, Server server) {
      this.commands = commands;
      this.server = server;
      finished = new boolean[commands.commands().size()];
    }
  }

  private RateModel(Step step, Rates rates, Runs runs) {
    machine = step.machine();
    this.rates = rates;
    links = new TreeLinks(step, rates.links(), runs.packets(), events, this::arrived);
    memories = new StackPort[machine.groups() + machine.homes()];
    for (int m = 0; m < memories.length; m++) {
      boolean isGroup = m < machine.groups();
      var of = isGroup ? rates.memory() : rates.homeMemory();
      memories[m] = new StackPort(events, of, runs.bytes());
    }
    arrived = new long[machine.all()][Traffic.values().length];
    for (int c = 0; c < machine.all(); c++) {
      byChiplet.add(new ArrayList<>());
    }
    for (var queue : step.queues()) {
      byChiplet.get(queue.chiplet()).add(new Queue(queue, new Server(1)));
    }
  }

  /**
   * Runs a step.
   *
   * @throws IllegalStateException if it comes to a stop before all commands are done
   */
  public static RateRun of(Step step, Rates rates) {
    return of(step, rates, Runs.COARSE);
  }

  /** The same with other runs and pieces than those of models of full size. */
  public static RateRun of(Step step, Rates rates, Runs runs) {
    return new RateModel(step, rates, runs).run();
  }

  private RateRun run() {
    for (int c = 0; c < machine.all(); c++) {
      wake(c);
    }
    events.run();
    for (var queues : byChiplet) {
      for (var queue : queues) {
        if (queue.done < queue.finished.length) {
          throw new IllegalStateException(
              "chiplet %d stands still: %s %d of %s"
                  .formatted(
                      queue.commands.chiplet(),
                      queue.commands.engine(),
                      queue.done,
                      queue.finished.length));
        }
      }
    }
    double memoryBytes = Arrays.stream(memories).mapToDouble(StackPort::bytes).sum();
    double memoryBusy =
        Arrays.stream(memories, 0, machine.groups()).mapToDouble(StackPort::busy).max().orElse(0);
    return new RateRun(
        events.now(),
        macs,
        sramBytes,
        memoryBytes,
        links.leafBytes(),
        links.trunkBytes(),
        memoryBusy,
        links.trunkBusy(),
        links.leafBusy(),
        tileBusy / machine.experts(),
        homeBusy,
        events.count());
  }

  private void arrived(int chiplet, Traffic traffic, int packets) {
    arrived[chiplet][traffic.ordinal()] += packets;
    wake(chiplet);
  }

  /** Issues what can be issued on a chiplet. */
  private void wake(int chiplet) {
    for (var queue : byChiplet.get(chiplet)) {
      var commands = queue.commands.commands();
      while (queue.issued < commands.size()
          && queue.issued - queue.done < UNDER_WAY
          && holds(chiplet, commands.get(queue.issued))) {
        start(queue, queue.issued++);
      }
    }
  }

  private boolean holds(int chiplet, StepCommand command) {
    for (Condition condition : command.conditions()) {
      boolean holds =
          switch (condition) {
            case Condition.Done d -> done(chiplet, d.engine(), d.number()) >= d.commands();
            case Condition.Arrived a -> arrived[chiplet][a.traffic().ordinal()] >= a.packets();
            case Condition.Came _ ->
                throw new IllegalArgumentException(
                    "packets that are awaited one by one: packages of rates count them by class");
          };
      if (!holds) {
        return false;
      }
    }
    return true;
  }

  private int done(int chiplet, StepEngine engine, int number) {
    for (var queue : byChiplet.get(chiplet)) {
      if (queue.commands.engine() == engine && queue.commands.number() == number) {
        return queue.done;
      }
    }
    return 0;
  }

  private void finished(Queue queue, int command) {
    queue.finished[command] = true;
    int before = queue.done;
    while (queue.done < queue.finished.length && queue.finished[queue.done]) {
      queue.done++;
    }
    if (queue.done > before) {
      wake(queue.commands.chiplet());
    }
  }

  private void start(Queue queue, int number) {
    int chiplet = queue.commands.chiplet();
    var engines = machine.hasExperts(chiplet) ? rates.experts() : rates.homes();
    switch (queue.commands.commands().get(number).work()) {
      case Work.Multiply m -> {
        macs += m.macs();
        sramBytes +=
            NUMBER_BYTES * ((double) m.m() * m.k() + (double) m.k() * m.n())
                + 2 * NUMBER_BYTES * (double) m.m() * m.n();
        tileBusy += m.macs() / engines.macs();
        work(queue, number, m.macs() / engines.macs());
      }
      case Work.Attend a -> {
        macs += a.macs();
        double bytes = (double) NUMBER_BYTES * a.numbers();
        sramBytes += bytes;
        double cycles = Math.max(a.macs() / engines.macs(), bytes / engines.sramBytes());
        homeBusy += cycles;
        work(queue, number, cycles);
      }
      case Work.Apply a -> {
        double numbers = (double) a.rows() * a.words() * machine.lanes();
        sramBytes += 2 * NUMBER_BYTES * numbers;
        work(queue, number, numbers / engines.vectorNumbers());
      }
      case Work.Copy c -> {
        double bytes = 2.0 * c.rows() * c.words() * machine.lanes() * NUMBER_BYTES;
        sramBytes += bytes;
        work(queue, number, bytes / engines.sramBytes());
      }
      case Work.Send s -> send(queue, number);
      case Work.Load l -> load(queue, number, l);
      case Work.Store s -> store(queue, number, s);
    }
  }

  private void work(Queue queue, int number, double cycles) {
    events.at(queue.server.serve(events.now(), cycles), () -> finished(queue, number));
  }

  /** One command after the other. */
  private void send(Queue queue, int number) {
    if (queue.sending == number) {
      var send = (Work.Send) queue.commands.commands().get(number).work();
      int bytes = send.words() * machine.lanes() * NUMBER_BYTES;
      sramBytes += 2.0 * bytes * send.packets().count();
      links.send(
          queue.commands.chiplet(),
          send.packets(),
          bytes,
          () -> {
            queue.sending++;
            if (queue.issued > number + 1) {
              send(queue, number + 1);
            }
            finished(queue, number);
          });
    }
  }

  private StackPort memory(int chiplet) {
    return memories[
        machine.hasExperts(chiplet)
            ? machine.group(chiplet)
            : machine.groups() + chiplet - machine.experts()];
  }

  private long bytes(int blocks) {
    return (long) blocks * machine.packetWords() * machine.lanes() * NUMBER_BYTES;
  }

  private void load(Queue queue, int number, Work.Load load) {
    int chiplet = queue.commands.chiplet();
    sramBytes += bytes(load.blocks());
    memory(chiplet)
        .read(
            load.order(),
            bytes(load.blocks()),
            (piece, last) -> {
              double there =
                  machine.hasExperts(chiplet) ? links.down(chiplet, piece) : events.now();
              if (last) {
                events.at(there, () -> finished(queue, number));
              }
            });
  }

  private void store(Queue queue, int number, Work.Store store) {
    int chiplet = queue.commands.chiplet();
    long left = bytes(store.blocks());
    sramBytes += left;
    if (!machine.hasExperts(chiplet)) {
      write(queue, number, store.order(), left, true);
      return;
    }
    while (left > 0) {
      long piece = Math.min(memory(chiplet).piece(), left);
      left -= piece;
      boolean last = left == 0;
      events.at(links.up(chiplet, piece), () -> write(queue, number, store.order(), piece, last));
    }
  }

  private void write(Queue queue, int number, int order, long bytes, boolean last) {
    memory(queue.commands.chiplet())
        .write(
            order,
            bytes,
            (_, end) -> {
              if (last && end) {
                finished(queue, number);
              }
            });
  }
}
