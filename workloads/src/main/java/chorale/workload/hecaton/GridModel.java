package chorale.workload.hecaton;

import chorale.workload.step.rate.Events;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a Program event by event on a grid of which only rates are known, as {@link
 * chorale.workload.step.rate.RateModel} does for a tree, of whose events and servers it is made:
 * each engine, link and memory does one thing after the other, each for amount over rate. A pass
 * that goes over several links of a folded ring has its own wires there, and takes a hop's cycles
 * for each.
 */
public final class GridModel {
  private static final int NUMBER_BYTES = 2;

  private final GridProgram program;
  private final GridRates rates;
  private final Events events = new Events();
  private final EdgeMemories memories;
  private final LinkPort[][] links;
  private final Queue[][] queues;
  private final int[][] arrived;
  private double macs;
  private double sramBytes;
  private double passedBytes;

  private static final class Queue {
    final List<GridCommand> commands = new ArrayList<>();
    int command;
    int time;
    int done;
    boolean works;
    double busy;
  }

  private GridModel(GridProgram program, GridRates rates) {
    this.program = program;
    this.rates = rates;
    int dies = program.grid().dies();
    links = new LinkPort[dies][Link.values().length];
    queues = new Queue[dies][GridEngine.values().length];
    arrived = new int[dies][Link.values().length];
    for (int d = 0; d < dies; d++) {
      for (int l = 0; l < links[d].length; l++) {
        links[d][l] = new LinkPort(events, rates.link());
      }
      for (int e = 0; e < queues[d].length; e++) {
        queues[d][e] = new Queue();
      }
      for (var command : program.commands().get(d)) {
        queues[d][command.engine().ordinal()].commands.add(command);
      }
    }
    memories = new EdgeMemories(program.grid(), rates, events, links);
  }

  /**
   * Runs a Program.
   *
   * @throws IllegalStateException if it comes to a stop before all is done
   */
  public static GridRun of(GridProgram program, GridRates rates) {
    return new GridModel(program, rates).run();
  }

  private GridRun run() {
    for (int d = 0; d < queues.length; d++) {
      wake(d);
    }
    events.run();
    double arrayBusy = 0;
    double linkBusy = 0;
    for (int d = 0; d < queues.length; d++) {
      for (var engine : GridEngine.values()) {
        var queue = queues[d][engine.ordinal()];
        if (queue.command < queue.commands.size()) {
          throw new IllegalStateException(
              "die %d stands still: %s in command %d of %s"
                  .formatted(d, engine, queue.command, queue.commands.size()));
        }
      }
      arrayBusy = Math.max(arrayBusy, queues[d][GridEngine.ARRAY.ordinal()].busy);
      for (var link : links[d]) {
        linkBusy = Math.max(linkBusy, link.busy());
      }
    }
    return new GridRun(
        events.now(),
        macs,
        sramBytes,
        passedBytes + memories.linkBytes(),
        memories.bytes(),
        arrayBusy,
        linkBusy,
        memories.busy(),
        events.count());
  }

  private void wake(int die) {
    for (int e = 0; e < queues[die].length; e++) {
      var queue = queues[die][e];
      if (!queue.works
          && queue.command < queue.commands.size()
          && holds(die, queue.commands.get(queue.command), queue.time)) {
        start(die, queue);
      }
    }
  }

  private boolean holds(int die, GridCommand command, int time) {
    for (var wait : command.waits()) {
      int engine = wait.engine().ordinal();
      int count = wait.arrived() ? arrived[die][engine] : queues[die][engine].done;
      if (count < wait.need(time)) {
        return false;
      }
    }
    return true;
  }

  private void start(int die, Queue queue) {
    var command = queue.commands.get(queue.command);
    int number = queue.time++;
    if (queue.time == command.count()) {
      queue.command++;
      queue.time = 0;
    }
    queue.works = true;
    switch (command.each()) {
      case GridWork.Multiply m -> {
        macs += m.macs();
        sramBytes += m.sramBytes();
        work(die, queue, m.macs() / rates.macs());
      }
      case GridWork.Apply a -> {
        sramBytes += 2 * NUMBER_BYTES * a.numbers();
        work(die, queue, a.numbers() / rates.vectorNumbers());
      }
      case GridWork.Send s -> send(die, queue, command.engine().link(), s);
      case GridWork.Move m -> {
        sramBytes += m.bytes();
        boolean loads = command.engine() == GridEngine.LOAD;
        memories.move(
            die, loads, number, m.bytes(), () -> free(die, queue), () -> done(die, queue));
      }
    }
  }

  private void work(int die, Queue queue, double cycles) {
    queue.busy += cycles;
    events.at(
        events.now() + cycles,
        () -> {
          queue.works = false;
          done(die, queue);
        });
  }

  private void send(int die, Queue queue, Link link, GridWork.Send send) {
    double bytes = (double) send.elements() * send.bytes();
    sramBytes += 2 * bytes; // read here, written there
    passedBytes += bytes * send.hops();
    int to = program.grid().neighbour(die, link);
    links[die][link.ordinal()].pass(
        bytes,
        true,
        () -> {
          events.at(
              events.now() + send.hops() * rates.hopCycles(),
              () -> {
                arrived[to][link.ordinal()]++;
                wake(to);
              });
          queue.works = false;
          done(die, queue);
        });
  }

  private void free(int die, Queue queue) {
    queue.works = false;
    wake(die);
  }

  private void done(int die, Queue queue) {
    queue.done++;
    wake(die);
  }
}
