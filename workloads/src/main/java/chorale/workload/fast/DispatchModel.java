package chorale.workload.fast;

import chorale.workload.Command;
import chorale.workload.Placement;
import chorale.workload.Program;
import chorale.workload.RunConfig;
import chorale.workload.Timing;
import java.util.Arrays;
import java.util.List;

/**
 * The dispatch engine and the tree that its tokens take: one multicast packet a token, a copy for
 * each link. Tokens go first wherever they come, so nothing but credits holds them up, and the
 * cycles of a command are known when it begins. A flit leaves a router's buffer when all its copies
 * have left.
 */
final class DispatchModel implements EngineModel {
  /** A chiplet as the tree sees it. */
  interface Target {
    /** A token takes its leaf link in the cycles {@code head .. tail}. */
    void comes(long head, long tail);

    /** The token is there. */
    void delivered(int token);
  }

  private final Clock clock;
  private final Program program;
  private final Timing timing;
  private final RunConfig.Nop nop;
  private final List<? extends Target> targets;
  private final int flits;
  private final CreditWindow[] trunk;
  private final CreditWindow[] leaf;
  private final long[]
      switchFree; // by group, a flit of the switch's buffer has left with all copies
  private final long[] rootRing;
  private int rootPlace;
  private long rootFree = Long.MIN_VALUE / 2;
  private long next;

  DispatchModel(Clock clock, Program program, Timing timing, List<? extends Target> targets) {
    this.clock = clock;
    this.program = program;
    this.timing = timing;
    this.targets = targets;
    nop = program.config().pack().nop();
    flits = program.config().tokenBodyFlits() + 1;
    trunk = new CreditWindow[nop.groups()];
    leaf = new CreditWindow[targets.size()];
    switchFree = new long[trunk.length];
    Arrays.setAll(trunk, _ -> new CreditWindow(nop, timing));
    Arrays.setAll(leaf, _ -> new CreditWindow(nop, timing));
    Arrays.fill(switchFree, Long.MIN_VALUE / 2);
    rootRing = new long[nop.bufferFlits()];
    Arrays.fill(rootRing, Long.MIN_VALUE / 2);
  }

  @Override
  public void start(Command command, Runnable done) {
    if (!(command instanceof Command.Dispatch dispatch)) {
      throw EngineModel.misplaced(command);
    }
    next = Math.max(next, clock.now() + timing.dispatchStart());
    for (int t = dispatch.firstToken(); t < dispatch.firstToken() + dispatch.tokens(); t++) {
      send(t);
    }
    clock.at(next, done);
  }

  private void send(int token) {
    var wanted = wanted(token);
    var head = new long[leaf.length];
    var tail = new long[leaf.length];
    boolean covered = trunk[0].covered();
    for (int i = 0; i < (covered ? 1 : flits); i++) {
      flit(wanted, i, head, tail);
    }
    if (covered) {
      next += flits - 1;
      for (int c = 0; c < leaf.length; c++) {
        tail[c] = head[c] + flits - 1;
      }
    }
    for (int c = 0; c < leaf.length; c++) {
      if (wanted[c]) {
        var target = targets.get(c);
        target.comes(head[c], tail[c]);
        long at = tail[c] + nop.linkLatencyCycles() + timing.receive();
        clock.at(at, () -> target.delivered(token));
      }
    }
  }

  /** Flit {@code i} of a packet through both routers. */
  private void flit(boolean[] wanted, int i, long[] head, long[] tail) {
    int hop = timing.router() + nop.linkLatencyCycles();
    int each = nop.chipletsPerGroup();
    boolean covered = trunk[0].covered();
    long arrives = covered ? next : Math.max(next, rootRing[rootPlace] + timing.creditTurn());
    long leavesRoot = arrives + timing.router();
    for (int g = 0; g < trunk.length; g++) {
      boolean any = false;
      for (int c = g * each; c < (g + 1) * each; c++) {
        any |= wanted[c];
      }
      if (!any) {
        continue;
      }
      long ready = Math.max(arrives + timing.router(), rootFree + 1);
      long down = covered ? ready : trunk[g].send(ready);
      leavesRoot = Math.max(leavesRoot, down);
      long there = covered ? down + hop : Math.max(down + hop, switchFree[g] + 1);
      long leavesSwitch = there;
      for (int c = g * each; c < (g + 1) * each; c++) {
        if (wanted[c]) {
          long at = covered ? there : leaf[c].send(there);
          head[c] = i == 0 ? at : head[c];
          tail[c] = at;
          leavesSwitch = Math.max(leavesSwitch, at);
        }
      }
      switchFree[g] = leavesSwitch;
      if (!covered) {
        trunk[g].heldUp(leavesSwitch - down - hop);
      }
    }
    if (!covered) {
      rootFree = leavesRoot;
      rootRing[rootPlace] = leavesRoot - timing.router();
      rootPlace = rootPlace + 1 == rootRing.length ? 0 : rootPlace + 1;
    }
    next = arrives + 1;
  }

  private boolean[] wanted(int token) {
    var wanted = new boolean[leaf.length];
    Placement placement = program.placement();
    for (int k = 0; k < program.routing().topK(); k++) {
      wanted[placement.chiplet(program.routing().expert(token, k))] = true;
    }
    return wanted;
  }
}
