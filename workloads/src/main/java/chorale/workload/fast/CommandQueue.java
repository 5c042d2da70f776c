package chorale.workload.fast;

import chorale.workload.Command;
import java.util.List;

/**
 * Issues one engine's commands in order, as the RTL's Sequencer: each when its semaphores have been
 * reached, and at most {@link #UNDER_WAY} that are not done.
 */
final class CommandQueue {
  /** Commands that may be issued and not done; Sequencer.UNDER_WAY. */
  static final int UNDER_WAY = 4;

  private final Clock clock;
  private final Counters counters;
  private final List<Command> commands;
  private final EngineModel engine;
  private int next;
  private int underWay;

  CommandQueue(Clock clock, Counters counters, List<Command> commands, EngineModel engine) {
    this.clock = clock;
    this.counters = counters;
    this.commands = commands;
    this.engine = engine;
    counters.follow(this::issue);
    clock.at(clock.now(), this::issue);
  }

  private void issue() {
    while (next < commands.size()
        && underWay < UNDER_WAY
        && counters.reached(commands.get(next).waits())) {
      var command = commands.get(next++);
      underWay++;
      engine.start(command, () -> done(command));
    }
  }

  private void done(Command command) {
    command.signal().ifPresent(counters::signal);
    clock.at(
        clock.now() + 1,
        () -> {
          underWay--;
          issue();
        });
  }

  /** What the queue still has to do; for the error of a Program that waits for ever. */
  String rest() {
    return next == commands.size() && underWay == 0
        ? ""
        : "%d of %d commands issued, %d of them not done; "
            .formatted(next, commands.size(), underWay);
  }
}
