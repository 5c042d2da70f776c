package chorale.workload.step.run;

import chorale.workload.step.Tensor;
import chorale.workload.step.Work;
import java.util.ArrayDeque;

/** Loads or stores the blocks of commands: BlockLoader, BlockStorer, BlockWalk, BlockCompletion. */
final class BlockEngine implements ChipletModel.Engine {
  /** Cycles without a flit while the storer reads the first word of a block. */
  private static final int GAPS = BlockTimes.STORER_GAP - 1;

  private final Agenda agenda;
  private final StepGraph graph;
  private final ChipletModel.Sequencer sequencer;
  private final NetworkModel network;
  private final MemoryModel memory;
  private final BlockPlan plan;
  private final int chiplet;
  private final int[] way;
  private final boolean stores;
  private final int flits;
  private final long most;
  private final int grain;
  private final int storeKind;

  private final ArrayDeque<long[]> underWay = new ArrayDeque<>(); // command, blocks to come
  private long open; // blocks that have begun and not ended
  private long left; // of the command that is walked
  private long block;
  private int order;
  private boolean sends; // a block is on its way to the interface
  private long walks; // from this cycle on

  BlockEngine(
      Agenda agenda,
      StepGraph graph,
      ChipletModel.Sequencer sequencer,
      NetworkModel network,
      MemoryModel memory,
      Links links,
      BlockPlan plan,
      int chiplet,
      boolean stores,
      int flits,
      int limit,
      int grain,
      int storeKind) {
    this.agenda = agenda;
    this.graph = graph;
    this.sequencer = sequencer;
    this.network = network;
    this.memory = memory;
    this.plan = plan;
    this.chiplet = chiplet;
    this.stores = stores;
    this.flits = flits;
    this.grain = grain;
    this.storeKind = storeKind;
    most = grain == 1 ? limit : Math.max(limit, 2L * grain);
    way = new int[] {links.up(chiplet), links.memoryDown(links.machine().group(chiplet))};
  }

  @Override
  public long take(int command) {
    if (left > 0 || agenda.now() < walks) {
      return -1;
    }
    switch (graph.command[command].work()) {
      case Work.Load l -> begin(command, l.expert(), l.tensor(), l.matrix(), l.order(), l.blocks());
      case Work.Store s ->
          begin(command, s.expert(), s.tensor(), s.matrix(), s.order(), s.blocks());
      default -> throw new IllegalArgumentException("no command of blocks");
    }
    return agenda.now();
  }

  private void begin(int command, int expert, Tensor tensor, int matrix, int number, int blocks) {
    underWay.add(new long[] {command, blocks});
    left = blocks;
    order = number;
    block = plan.block(chiplet, expert, tensor, matrix);
    walks = agenda.now() + 1;
    agenda.at(walks, this::walk);
  }

  private void walk() {
    if (left == 0 || agenda.now() < walks || sends) {
      return;
    }
    long count = Math.min(grain, left);
    if (open + count > most) {
      return;
    }
    long from = block;
    int number = order;
    open += count;
    left -= count;
    block += count;
    if (stores) {
      sends = true;
      network.send(
          new NetworkModel.Packet(
              way,
              storeKind,
              count * flits,
              count * GAPS,
              () -> {
                sends = false;
                walk();
              },
              () -> memory.ask(chiplet, true, number, from, count, this::ended)));
      walks = agenda.now();
      if (left == 0) {
        sequencer.look();
      }
      return;
    }
    network.single(way, () -> memory.ask(chiplet, false, number, from, count, this::ended));
    walks = agenda.now() + count;
    agenda.at(
        walks,
        () -> {
          walk();
          sequencer.look();
        });
  }

  /** Blocks have come, or are stored, in this cycle. */
  private void ended(long blocks) {
    long rest = blocks;
    while (rest > 0) {
      var first = underWay.element();
      long here = Math.min(rest, first[1]);
      first[1] -= here;
      rest -= here;
      if (first[1] == 0) {
        underWay.remove();
        sequencer.done((int) first[0], agenda.now());
      }
    }
    agenda.at(
        agenda.now() + 1,
        () -> {
          open -= blocks;
          walk();
        });
  }
}
