package chorale.workload.fast;

import chorale.workload.RunConfig;
import chorale.workload.Timing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * A group's memory node and its link: queues of requests by chiplet, of which the lowest order
 * number goes first; as many requests given to the memory as cover its latency; replies in the
 * order in which it was asked, each when it is whole, as a packet to its chiplet. Replies stand
 * behind each other in the switch, also those to other chiplets.
 */
final class MemoryNodeModel {
  private static final class Reply {
    final BurstToLoad burst;
    boolean whole;

    Reply(BurstToLoad burst) {
      this.burst = burst;
    }
  }

  /** Of {@link Timing#memory}, before the memory: the interface and the queue of requests. */
  private static final int BEFORE = 2;

  private final Clock clock;
  private final RunConfig config;
  private final Timing timing;
  private final MemoryModel.Device device;
  private final int depth;
  private final CreditWindow link;
  private final List<ArrayDeque<BurstToLoad>> queues = new ArrayList<>();
  private final ArrayDeque<Reply> replies = new ArrayDeque<>();
  private int pending;
  private boolean sending;
  private long nextIssue;
  private long switchFree;
  private long requestLink;

  MemoryNodeModel(Clock clock, RunConfig config, Timing timing, MemoryModel memory) {
    this.clock = clock;
    this.config = config;
    this.timing = timing;
    var pack = config.pack();
    device = memory.device(clock, config);
    link = new CreditWindow(pack.nop(), timing);
    long burst = (long) pack.nop().bodyFlits(pack.dram().burstBytes()) * pack.nop().flitBytes();
    long covered = (long) memory.coveredLatency() * memory.bytesPerCycle(config);
    depth = Math.toIntExact(Math.ceilDiv(covered, burst)) + 3; // MemoryNode.pendingDepth
    for (int i = 0; i < pack.nop().chipletsPerGroup(); i++) {
      queues.add(new ArrayDeque<>());
    }
  }

  private int hop() {
    return timing.router() + config.pack().nop().linkLatencyCycles();
  }

  /** A request leaves its engine in this cycle; it is on the leaf link in the next one. */
  void request(BurstToLoad burst) {
    burst.chiplet().requestGoes(clock.now() + 1);
    requestLink = Math.max(requestLink + 1, clock.now() + 1 + hop());
    long there = requestLink + config.pack().nop().linkLatencyCycles();
    clock.at(
        there + BEFORE,
        () -> {
          queues.get(burst.chiplet().place()).add(burst);
          issue();
        });
  }

  private void issue() {
    if (pending == depth) {
      return;
    }
    if (clock.now() < nextIssue) {
      clock.at(nextIssue, this::issue);
      return;
    }
    ArrayDeque<BurstToLoad> best = null;
    for (var queue : queues) {
      if (!queue.isEmpty()
          && (best == null || queue.getFirst().order() < best.getFirst().order())) {
        best = queue;
      }
    }
    if (best == null) {
      return;
    }
    var burst = best.removeFirst();
    pending++;
    nextIssue = clock.now() + 1;
    var reply = new Reply(burst);
    replies.add(reply);
    device.read(
        burst.address(),
        burst.flits(),
        () -> {
          reply.whole = true;
          reply();
        });
    clock.at(nextIssue, this::issue);
  }

  /** Sends the oldest reply when it is whole. */
  private void reply() {
    if (!sending && !replies.isEmpty() && replies.getFirst().whole) {
      sending = true;
      // the injector shows a flit on the link one cycle after it has taken it
      clock.at(clock.now() + 1, this::send);
    }
  }

  private void send() {
    var burst = replies.removeFirst().burst;
    var chiplet = burst.chiplet();
    int flits = burst.flits() + 1;
    long head = clock.now();
    long tail = link.send(head, flits);
    long begin = Math.max(head + hop(), switchFree);
    long end = Math.max(chiplet.down().finish(begin, flits), tail + hop());
    switchFree = end + 1;
    // what the switch's buffer cannot hold stays on the link
    tail = Math.max(tail, end - hop() - config.pack().nop().bufferFlits());
    chiplet.weightsLand(end, burst);
    clock.at(
        tail,
        () -> {
          sending = false;
          pending--;
          issue();
          reply();
        });
    clock.at(end + config.pack().nop().linkLatencyCycles() + timing.receive(), burst.arrived());
  }
}
