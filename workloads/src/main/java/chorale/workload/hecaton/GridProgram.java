package chorale.workload.hecaton;

import java.util.List;

/**
 * What a grid does: for each die commands, of each engine in order.
 *
 * @param grid the dies
 * @param commands of each die
 */
public record GridProgram(Grid grid, List<List<GridCommand>> commands) {
  /** Copies the lists. */
  public GridProgram {
    commands = commands.stream().map(List::copyOf).toList();
    if (commands.size() != grid.dies()) {
      throw new IllegalArgumentException(
          "commands of %d dies for %d".formatted(commands.size(), grid.dies()));
    }
  }

  /** Elements that a die sends. */
  public long sent(int die) {
    long sum = 0;
    for (var command : commands.get(die)) {
      if (command.each() instanceof GridWork.Send send) {
        sum += command.count() * send.elements();
      }
    }
    return sum;
  }
}
