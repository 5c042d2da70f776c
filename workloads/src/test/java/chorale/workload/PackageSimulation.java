package chorale.workload;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * An event-driven execution of a Program, packet by packet, written without the bounds' formulas:
 * links, DRAM, arrays and adder are servers with queues. Tokens pass through links as they come;
 * other packets are stored before they are sent on. Gemms take their longest time. Weights do not
 * slow down tokens on the leaf links, nor results requests, nor requests results.
 */
final class PackageSimulation {
  /** Whether the DRAM's latency of one burst passes while another is read. */
  enum Memory {
    PIPELINED,
    SERIAL
  }

  private record Event(long time, long number, Runnable action) {}

  private record Job(long priority, long number, long cycles, Runnable done) {}

  private final Program program;
  private final RunConfig.Package pack;
  private final Timing timing;
  private final Memory memory;
  private final long packet;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::time).thenComparingLong(Event::number));
  private final Map<Phase, Long> ends = new EnumMap<>(Phase.class);
  private final int[] missing;
  private final Server adder = new Server();
  private long now;
  private long numbers;
  private int reduced;

  private PackageSimulation(Program program, Timing timing, Memory memory) {
    this.program = program;
    this.memory = memory;
    this.timing = timing;
    pack = program.config().pack();
    packet = program.config().tokenBodyFlits() + 1;
    missing = new int[program.routing().tokens()];
    Arrays.fill(missing, program.routing().topK());
  }

  /** The cycle at which each phase ends. */
  static Map<Phase, Long> run(Program program, Timing timing, Memory memory) {
    var simulation = new PackageSimulation(program, timing, memory);
    simulation.start();
    while (!simulation.events.isEmpty()) {
      var event = simulation.events.remove();
      simulation.now = event.time();
      event.action().run();
    }
    if (simulation.reduced != program.routing().tokens()) {
      throw new AssertionError("only " + simulation.reduced + " tokens came home");
    }
    return simulation.ends;
  }

  private void after(long cycles, Runnable action) {
    events.add(new Event(now + cycles, numbers++, action));
  }

  private int hop() {
    return timing.router() + pack.nop().linkLatencyCycles();
  }

  /** Serves one job at a time, lowest priority value first, then in order of arrival. */
  private final class Server {
    private final PriorityQueue<Job> queue =
        new PriorityQueue<>(Comparator.comparingLong(Job::priority).thenComparingLong(Job::number));
    private boolean busy;

    void add(long priority, long cycles, Runnable done) {
      queue.add(new Job(priority, numbers++, cycles, done));
      next();
    }

    private void next() {
      if (busy || queue.isEmpty()) {
        return;
      }
      busy = true;
      var job = queue.remove();
      after(
          job.cycles(),
          () -> {
            busy = false;
            job.done().run();
            next();
          });
    }
  }

  /** A link that sends a packet on while it comes. */
  private final class Through {
    private long free;

    /** A packet's last flit comes now; {@code sent} when it has left. */
    void add(long flits, Runnable sent) {
      free = Math.max(now - flits, free) + flits;
      after(free - now, sent);
    }
  }

  private final class Group {
    final Through trunkDown = new Through();
    final Server trunkUp = new Server();
    final Server dram = new Server();
    final Server reply = new Server();
  }

  private final class Chiplet {
    final Through leafDown = new Through();
    final Server leafUp = new Server();
    final Server requestsUp = new Server();
    final Group group;
    final int[] counters;
    final Map<Engine, ArrayDeque<Command>> waiting = new LinkedHashMap<>();
    final Set<Engine> running = new LinkedHashSet<>();

    Chiplet(ChipletProgram queues, Group group) {
      this.group = group;
      counters = new int[queues.semaphores().count()];
      queues.queues().forEach((engine, list) -> waiting.put(engine, new ArrayDeque<>(list)));
    }

    void signal(int semaphore) {
      counters[semaphore]++;
      advance();
    }

    void advance() {
      for (var engine : waiting.keySet()) {
        var head = waiting.get(engine).peek();
        if (head != null
            && !running.contains(engine)
            && head.waits().stream().allMatch(w -> counters[w.semaphore()] >= w.value())) {
          waiting.get(engine).remove();
          running.add(engine);
          after(timing.commandIssue(), () -> execute(head, () -> finish(engine, head)));
        }
      }
    }

    private void finish(Engine engine, Command command) {
      running.remove(engine);
      command.signal().ifPresent(this::signal);
      advance();
    }

    private void execute(Command command, Runnable done) {
      switch (command) {
        case Command.Load load -> after(timing.dmaStart(), () -> new Transfer(this, load, done));
        case Command.Gemm gemm ->
            after(
                timing.arrayStart() + new ArrayCost(pack.chiplet()).most(gemm),
                () -> {
                  ends.put(Phase.EXPERTS, now);
                  done.run();
                });
        case Command.Combine combine -> after(timing.combineStart(), () -> send(combine, done));
        case Command.Dispatch _, Command.Reduce _ -> throw new AssertionError(command);
      }
    }

    private void send(Command.Combine combine, Runnable done) {
      var tokens = program.routing().tokensOf(combine.expert());
      for (int i = 0; i < combine.count(); i++) {
        int token = tokens[combine.first() + i];
        boolean last = i == combine.count() - 1;
        leafUp.add(
            0,
            packet,
            () -> {
              after(hop(), () -> group.trunkUp.add(0, packet, () -> home(token)));
              if (last) {
                done.run();
              }
            });
      }
    }
  }

  /** A load on its way: at most the configured number of bursts in flight. */
  private final class Transfer {
    private final Chiplet chiplet;
    private final Command.Load load;
    private final Runnable done;
    private int unrequested;
    private int missingBytes;

    Transfer(Chiplet chiplet, Command.Load load, Runnable done) {
      this.chiplet = chiplet;
      this.load = load;
      this.done = done;
      unrequested = load.bytes();
      missingBytes = load.bytes();
      for (int i = 0; i < pack.dram().outstandingBursts(); i++) {
        request();
      }
    }

    private void request() {
      int bytes = Math.min(unrequested, pack.dram().burstBytes());
      if (bytes == 0) {
        return;
      }
      unrequested -= bytes;
      int link = pack.nop().linkLatencyCycles();
      int latency = pack.dram().latencyCycles();
      boolean serial = memory == Memory.SERIAL;
      long cycles = Math.ceilDiv(bytes, pack.dram().bytesPerCycle()) + (serial ? latency : 0);
      long flits = 1 + pack.nop().bodyFlits(bytes);
      Runnable arrived =
          () -> {
            missingBytes -= bytes;
            if (missingBytes == 0) {
              ends.put(Phase.WEIGHTS, now);
              done.run();
            } else {
              request();
            }
          };
      Runnable read =
          () ->
              chiplet.group.reply.add(
                  0, flits, () -> after(link + hop() + timing.receive(), arrived));
      Runnable atMemory = () -> chiplet.group.dram.add(load.order(), cycles, read);
      long way = link + hop() + timing.memory() + (serial ? 0 : latency);
      chiplet.requestsUp.add(0, 1, () -> after(way, atMemory));
    }
  }

  private void start() {
    var chiplets = new ArrayList<Chiplet>();
    int each = pack.nop().chipletsPerGroup();
    for (int g = 0; g < pack.nop().groups(); g++) {
      var group = new Group();
      for (var moe : program.moe().subList(g * each, (g + 1) * each)) {
        chiplets.add(new Chiplet(moe, group));
      }
    }
    chiplets.forEach(Chiplet::advance);
    // a link is done with a flit in the cycle in which it shows it
    after(timing.dispatchStart() - 1, () -> dispatch(chiplets));
  }

  private void dispatch(List<Chiplet> chiplets) {
    var injection = new Server();
    for (int t = 0; t < program.routing().tokens(); t++) {
      int token = t;
      injection.add(0, packet, () -> after(hop(), () -> fork(chiplets, token)));
    }
  }

  private void fork(List<Chiplet> chiplets, int token) {
    Map<Chiplet, List<Integer>> experts = new LinkedHashMap<>();
    Map<Group, Set<Chiplet>> groups = new LinkedHashMap<>();
    for (int j = 0; j < program.routing().topK(); j++) {
      int expert = program.routing().expert(token, j);
      var chiplet = chiplets.get(program.placement().chiplet(expert));
      experts.computeIfAbsent(chiplet, _ -> new ArrayList<>()).add(expert);
      groups.computeIfAbsent(chiplet.group, _ -> new LinkedHashSet<>()).add(chiplet);
    }
    groups.forEach(
        (group, targets) ->
            group.trunkDown.add(
                packet,
                () -> after(hop(), () -> targets.forEach(c -> deliver(c, experts.get(c))))));
  }

  private void deliver(Chiplet chiplet, List<Integer> experts) {
    chiplet.leafDown.add(
        packet,
        () ->
            after(
                timing.receive(),
                () -> {
                  ends.put(Phase.DISPATCH, now);
                  experts.forEach(e -> chiplet.signal(program.placement().local(e)));
                }));
  }

  private void home(int token) {
    after(
        hop() + timing.receive(),
        () -> {
          if (--missing[token] == 0) {
            adder.add(
                0,
                timing.reduceStart() + packet - 1,
                () -> {
                  reduced++;
                  ends.put(Phase.COMBINE, now);
                });
          }
        });
  }
}
