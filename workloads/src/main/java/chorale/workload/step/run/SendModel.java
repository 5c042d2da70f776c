package chorale.workload.step.run;

import chorale.workload.step.Packets;
import chorale.workload.step.Traffic;
import chorale.workload.step.Work;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;

/** Sends packets of commands, one after the other: SendEngine. */
final class SendModel implements ChipletModel.Engine {
  private record Waiting(int command, long issued) {}

  private final Agenda agenda;
  private final StepGraph graph;
  private final ChipletModel.Sequencer sequencer;
  private final ChipletModel[] chiplets;
  private final NetworkModel network;
  private final Links links;
  private final Map<Traffic, SumModel> sums;
  private final int chiplet;
  private final int grain;

  private final ArrayDeque<Waiting> commands = new ArrayDeque<>();
  private int next; // packet of the first command
  private int running; // runs that the interface takes
  private long fresh = -1;

  SendModel(
      Agenda agenda,
      StepGraph graph,
      ChipletModel.Sequencer sequencer,
      ChipletModel[] chiplets,
      NetworkModel network,
      Links links,
      Map<Traffic, SumModel> sums,
      int chiplet,
      int grain) {
    this.agenda = agenda;
    this.graph = graph;
    this.sequencer = sequencer;
    this.chiplets = chiplets;
    this.network = network;
    this.links = links;
    this.sums = sums;
    this.chiplet = chiplet;
    this.grain = grain;
  }

  private Packets packets(int command) {
    return ((Work.Send) graph.command[command].work()).packets();
  }

  /** One command is sent; the next one may stand there when the last packet has begun. */
  @Override
  public long take(int command) {
    boolean idle = commands.isEmpty();
    boolean lastGoes = commands.size() == 1 && next == packets(commands.element().command).count();
    if (!idle && !lastGoes) {
      return -1;
    }
    commands.add(new Waiting(command, agenda.now()));
    if (idle) {
      begin();
    }
    return agenda.now();
  }

  private void begin() {
    next = 0;
    long at = Math.max(agenda.now(), commands.element().issued + 1);
    fresh = at > agenda.now() ? at : -1;
    agenda.at(at, this::send);
  }

  private void send() {
    int command = commands.element().command;
    var packets = packets(command);
    int count = Math.min(grain, packets.count() - next);
    var added = sums.get(packets.traffic());
    var runs = new TreeMap<Long, Integer>();
    for (int k = next; k < next + count; k++) {
      runs.merge(added == null ? packets.to()[k] : 0, 1, Integer::sum);
    }
    int begin = next;
    next += count;
    running = runs.size();
    runs.forEach(
        (to, number) ->
            network.send(
                new NetworkModel.Packet(
                    added == null
                        ? links.tree(chiplet, to, c -> arrives(c, packets, to, begin, number))
                        : added.way(chiplet, number),
                    packets.traffic().ordinal(),
                    (long) number * graph.flits(command),
                    agenda.now() == fresh ? 1 : 0,
                    () -> released(command))));
    if (next == packets.count()) {
      sequencer.look();
    }
  }

  /** A run of packets to the same receivers, the first of which is not before {@code begin}. */
  private Runnable arrives(int to, Packets packets, long receivers, int begin, int number) {
    return () -> {
      int left = number;
      for (int k = begin; left > 0; k++) {
        if (packets.to()[k] == receivers) {
          chiplets[to].arrive(packets.traffic(), packets.token()[k], packets.rank()[k]);
          left--;
        }
      }
      chiplets[to].arrive(packets.traffic(), number);
    };
  }

  private void released(int command) {
    if (--running > 0) {
      return;
    }
    if (next < packets(command).count()) {
      send();
      return;
    }
    commands.remove();
    sequencer.done(command, agenda.now() - 1);
    if (commands.isEmpty()) {
      sequencer.look();
    } else {
      begin();
    }
  }
}
