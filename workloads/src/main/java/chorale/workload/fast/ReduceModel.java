package chorale.workload.fast;

import chorale.workload.Command;
import chorale.workload.Timing;
import java.util.ArrayDeque;

/**
 * The reduce engine: counts one contribution a cycle, and adds a token when all its k are there,
 * one flit's worth a cycle.
 */
final class ReduceModel implements EngineModel {
  private record Reduce(int tokens, Runnable done) {}

  private final Clock clock;
  private final Timing timing;
  private final int topK;
  private final int flits;
  private final int[] contributions;
  private final ArrayDeque<Reduce> commands = new ArrayDeque<>();
  private long counted = -1;
  private long added;
  private int ready; // tokens added beyond those of finished commands
  private long last;

  ReduceModel(Clock clock, Timing timing, int tokens, int topK, int flits) {
    this.clock = clock;
    this.timing = timing;
    this.topK = topK;
    this.flits = flits;
    contributions = new int[tokens];
  }

  @Override
  public void start(Command command, Runnable done) {
    if (!(command instanceof Command.Reduce reduce)) {
      throw EngineModel.misplaced(command);
    }
    commands.add(new Reduce(reduce.tokens(), done));
    finish();
  }

  /** A contribution to {@code token} has been stored in this cycle. */
  void contribute(int token) {
    counted = Math.max(counted + 1, clock.now());
    if (++contributions[token] == topK) {
      added = Math.max(added, counted + timing.reduceStart()) + flits;
      clock.at(
          added,
          () -> {
            last = clock.now();
            ready++;
            finish();
          });
    }
  }

  private void finish() {
    while (!commands.isEmpty() && ready >= commands.getFirst().tokens()) {
      var reduce = commands.removeFirst();
      ready -= reduce.tokens();
      reduce.done().run();
    }
  }

  /** The cycle in which the last token was added up. */
  long last() {
    return last;
  }
}
