package chorale.workload;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Earliest times of one chiplet's commands when every shared part of the package serves it alone:
 * the longest path through the Program's own dependencies with each command's least duration. See
 * docs/bounds.md, "Chain of a chiplet".
 *
 * @param weights last matrix loaded
 * @param experts last Gemm done
 * @param combineStarts by expert, first flit of its combine on the leaf link
 * @param combined last contribution stored at the root
 */
record ChipletChain(long weights, long experts, Map<Integer, Long> combineStarts, long combined) {
  static ChipletChain of(Program program, Timing timing, Paths paths, int chiplet) {
    return new Recurrence(program, timing, paths, chiplet).solve();
  }

  /** The earliest cycle at which {@code token} can be delivered at any chiplet. */
  static long delivered(Program program, Paths paths, int token) {
    long flits = (token + 1L) * (program.config().tokenBodyFlits() + 1);
    return paths.timing().dispatchStart() + flits - 1 + paths.rootToLeaf();
  }

  private static final class Recurrence {
    private final Program program;
    private final RunConfig.Package pack;
    private final Timing timing;
    private final Paths paths;
    private final LinkCost link;
    private final List<Command.Load> loads;
    private final List<Command.Gemm> gemms;
    private final long[] burstDone;
    private final long[] loaded;
    private final long[] done;
    private int bursts;
    private long requestOut = -1;
    private long dramDone;
    private long replyStart = -1;
    private long replyFlits;
    private long replyEnd = -1;

    Recurrence(Program program, Timing timing, Paths paths, int chiplet) {
      this.program = program;
      this.timing = timing;
      pack = program.config().pack();
      this.paths = paths;
      link = new LinkCost(pack.nop(), timing);
      loads = program.moe().get(chiplet).queue(Engine.DMA, Command.Load.class);
      gemms = program.moe().get(chiplet).queue(Engine.ARRAY, Command.Gemm.class);
      int most = 0;
      for (var load : loads) {
        most += Math.ceilDiv(load.bytes(), pack.dram().burstBytes());
      }
      burstDone = new long[most];
      loaded = new long[loads.size()];
      done = new long[gemms.size()];
    }

    ChipletChain solve() {
      int matrices = Matrix.values().length;
      int slots = matrices * pack.chiplet().expertsResident();
      long packet = program.config().tokenBodyFlits() + 1;
      var array = new ArrayCost(pack.chiplet());
      var combineStarts = new LinkedHashMap<Integer, Long>();
      long streamEnd = 0;
      long combineEnd = 0;
      int preload = timing.commandIssue() + timing.arrayStart();
      for (int i = 0; i < gemms.size(); i++) {
        var gemm = gemms.get(i);
        int weights = array.firstLoad(gemm);
        loaded[i] = load(i, i < slots ? 0 : done[i - slots] + timing.commandIssue());
        long start = Math.max(streamEnd, loaded[i] + preload + weights);
        if (i > 0) {
          // the second set of weight registers is free when the last fold before starts
          start = Math.max(start, streamEnd - gemms.get(i - 1).m() + weights);
        }
        switch (gemm.matrix()) {
          case GATE -> {
            int last = program.routing().lastToken(gemm.expert());
            long tokens = ChipletChain.delivered(program, paths, last);
            start = Math.max(start, tokens + preload + weights);
          }
          case UP -> {}
          // the down matrix multiplies the results of up
          case DOWN -> start = Math.max(start, done[i - 1] + timing.fence());
        }
        streamEnd = start + array.streams(gemm);
        done[i] = streamEnd + array.drain();
        if (gemm.matrix() == Matrix.DOWN) {
          long ready = done[i] + timing.commandIssue() + timing.combineStart();
          long first = Math.max(ready, combineEnd);
          combineStarts.put(gemm.expert(), first);
          combineEnd = first + link.least(gemm.m() * packet);
        }
      }
      boolean idle = gemms.isEmpty();
      return new ChipletChain(
          idle ? 0 : loaded[loaded.length - 1],
          idle ? 0 : done[done.length - 1],
          combineStarts,
          idle ? 0 : combineEnd - 1 + paths.leafToRoot());
    }

    /** Completion of load {@code i}, issued at {@code issue}. */
    private long load(int i, long issue) {
      int left = loads.get(i).bytes();
      while (left > 0) {
        int bytes = Math.min(left, pack.dram().burstBytes());
        left -= bytes;
        int window = bursts - pack.dram().outstandingBursts();
        long free = window < 0 ? 0 : burstDone[window];
        requestOut = Math.max(requestOut + 1, Math.max(issue, free) + timing.dmaStart());
        burstDone[bursts++] = reply(requestOut + paths.requestToData(), bytes);
      }
      return burstDone[bursts - 1];
    }

    /** Completion of a burst that can be on the memory's link from {@code first} on. */
    private long reply(long first, int bytes) {
      int body = pack.nop().bodyFlits(bytes);
      long reading = (long) body * pack.nop().flitBytes() / pack.deliveredBytesPerCycle();
      dramDone = Math.max(first, dramDone) + reading;
      replyStart = replyStart < 0 ? first : replyStart;
      replyFlits += 1 + body;
      // the last flit follows the reading, the packet's others, and those of all packets before
      replyEnd = Math.max(dramDone - 1, Math.max(first, replyEnd + 1) + body);
      replyEnd = Math.max(replyEnd, replyStart + link.least(replyFlits) - 1);
      return replyEnd + paths.dataToLeaf();
    }
  }
}
