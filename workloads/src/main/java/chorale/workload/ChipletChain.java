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
  static ChipletChain of(Program program, Timing timing, int chiplet) {
    return new Recurrence(program, timing, chiplet).solve();
  }

  /** The earliest cycle at which {@code token} can be delivered at any chiplet. */
  static long delivered(Program program, Paths paths, int token) {
    long flits = (token + 1L) * (program.config().tokenBodyFlits() + 1);
    return paths.dispatchHead() + flits - 1 + paths.rootToLeaf();
  }

  private static final class Recurrence {
    private final Program program;
    private final RunConfig.Package pack;
    private final Timing timing;
    private final Paths paths;
    private final List<Command.Load> loads;
    private final List<Command.Gemm> gemms;
    private final long[] burstDone;
    private final long[] loaded;
    private final long[] done;
    private int bursts;

    Recurrence(Program program, Timing timing, int chiplet) {
      this.program = program;
      this.timing = timing;
      pack = program.config().pack();
      paths = new Paths(pack, timing);
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
      for (int i = 0; i < gemms.size(); i++) {
        var gemm = gemms.get(i);
        loaded[i] = load(i, i < slots ? 0 : done[i - slots]);
        long start = loaded[i] + timing.commandIssue() + array.firstLoad(gemm);
        start = Math.max(start, streamEnd);
        switch (gemm.matrix()) {
          case GATE -> {
            int last = program.routing().lastToken(gemm.expert());
            start = Math.max(start, ChipletChain.delivered(program, paths, last));
          }
          case UP -> {}
          // the down matrix multiplies the results of up
          case DOWN -> start = Math.max(start, done[i - 1]);
        }
        streamEnd = start + array.streams(gemm);
        done[i] = streamEnd + array.leastDrain(gemm);
        if (gemm.matrix() == Matrix.DOWN) {
          long ready = done[i] + timing.commandIssue() + timing.combineStart();
          long first = Math.max(ready, combineEnd);
          combineStarts.put(gemm.expert(), first);
          combineEnd = first + gemm.m() * packet;
        }
      }
      boolean idle = gemms.isEmpty();
      return new ChipletChain(
          idle ? 0 : loaded[loaded.length - 1],
          idle ? 0 : done[done.length - 1],
          combineStarts,
          idle ? 0 : combineEnd - 1 + paths.leafToRoot());
    }

    /** Completion of load {@code i} whose slot is free at {@code slotFree}. */
    private long load(int i, long slotFree) {
      long requested = slotFree + timing.commandIssue() + timing.dmaStart();
      int left = loads.get(i).bytes();
      while (left > 0) {
        int bytes = Math.min(left, pack.dram().burstBytes());
        left -= bytes;
        long flits = 1 + pack.nop().bodyFlits(bytes);
        // two rates: the link's flits and the DRAM's bytes, whichever is slower
        long transfer = Math.max(flits, bytes / pack.dram().bytesPerCycle());
        int window = bursts - pack.dram().outstandingBursts();
        long request = Math.max(requested, window < 0 ? 0 : burstDone[window]);
        long alone = request + paths.requestToData() + transfer - 1 + paths.dataToLeaf();
        long queued = bursts == 0 ? 0 : burstDone[bursts - 1] + transfer;
        burstDone[bursts++] = Math.max(alone, queued);
      }
      return burstDone[bursts - 1];
    }
  }
}
