package chorale.workload.step.run;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The memory of a group: MemoryLeaf. Of what its chiplets ask for it chooses the lowest order
 * number, of equal ones the lower chiplet's, its loads before its stores, one a cycle; what was
 * chosen leaves in this order, each when it is whole.
 */
final class MemoryModel {
  /** What a chiplet hears. */
  interface Listener {
    /** So many blocks have come, or are stored, in this cycle. */
    void done(long blocks);
  }

  /** What is asked for. */
  private static final class Asked {
    final int chiplet;
    final boolean stores;
    final int order;
    final long block;
    final long blocks;
    final Listener listener;
    long firstWhole = -1;
    long whole = -1;

    Asked(int chiplet, boolean stores, int order, long block, long blocks, Listener listener) {
      this.chiplet = chiplet;
      this.stores = stores;
      this.order = order;
      this.block = block;
      this.blocks = blocks;
      this.listener = listener;
    }
  }

  private final Agenda agenda;
  private final NetworkModel network;
  private final Links links;
  private final StackModel stack;
  private final int group;
  private final int flits;
  private final int mostOpen;
  private final int loadKind;
  private final List<ArrayDeque<Asked>> queues = new ArrayList<>();
  private final ArrayDeque<Asked> pending = new ArrayDeque<>();
  private long open;
  private long chosen = -1;
  private boolean replies;
  private long planned = -1;

  MemoryModel(
      Agenda agenda,
      NetworkModel network,
      Links links,
      StackModel stack,
      int group,
      int flits,
      int mostOpen,
      int loadKind) {
    this.agenda = agenda;
    this.network = network;
    this.links = links;
    this.stack = stack;
    this.group = group;
    this.flits = flits;
    this.mostOpen = mostOpen;
    this.loadKind = loadKind;
    for (int i = 0; i < 2 * links.machine().chiplets(); i++) {
      queues.add(new ArrayDeque<>());
    }
  }

  long busy() {
    return stack.busy();
  }

  /** A chiplet's request, or block to store, has come in this cycle. */
  void ask(int chiplet, boolean stores, int order, long block, long blocks, Listener listener) {
    var asked = new Asked(chiplet, stores, order, block, blocks, listener);
    int own = chiplet - group * links.machine().chiplets();
    agenda.at(
        agenda.now() + 1,
        () -> {
          queues.get(2 * own + (stores ? 1 : 0)).add(asked);
          choose();
        });
  }

  /** At the end of a cycle, so that what comes in it is seen. */
  private void choose() {
    if (planned < agenda.now()) {
      planned = agenda.now();
      agenda.at(agenda.now(), this::chooseNow);
    }
  }

  private void chooseNow() {
    if (chosen == agenda.now()) {
      planned = agenda.now() + 1;
      agenda.at(planned, this::chooseNow);
      return;
    }
    ArrayDeque<Asked> best = null;
    for (var queue : queues) {
      if (!queue.isEmpty() && (best == null || queue.peek().order < best.peek().order)) {
        best = queue;
      }
    }
    if (best == null || open > 0 && open + best.peek().blocks > mostOpen) {
      return;
    }
    var asked = best.remove();
    chosen = agenda.now();
    open += asked.blocks;
    pending.add(asked);
    stack.begin(
        asked.block,
        asked.blocks,
        asked.stores,
        cycle -> asked.firstWhole = cycle,
        cycle -> {
          asked.whole = cycle;
          reply();
        });
    planned = agenda.now() + 1;
    agenda.at(planned, this::chooseNow);
  }

  /** Answers the oldest transfer, if it is complete and nothing else is being answered. */
  private void reply() {
    var first = pending.peek();
    if (replies || first == null || first.whole < 0) {
      return;
    }
    replies = true;
    long at = first.stores || first.firstWhole < 0 ? first.whole : first.firstWhole;
    agenda.at(Math.max(agenda.now(), at), () -> answer(first));
  }

  private void answer(Asked first) {
    int memory = links.memoryUp(group);
    int[] way = {memory, links.down(first.chiplet)};
    if (first.stores) {
      network.single(way, () -> first.listener.done(first.blocks));
      agenda.at(agenda.now() + 1, () -> released(first));
      return;
    }
    long all = first.blocks * flits;
    long gaps = Math.max(0, first.whole + flits - (agenda.now() + all));
    network.send(
        new NetworkModel.Packet(
            way,
            loadKind,
            all,
            gaps,
            () -> released(first),
            () -> first.listener.done(first.blocks)));
  }

  private void released(Asked first) {
    pending.remove();
    open -= first.blocks;
    replies = false;
    choose();
    reply();
  }
}
