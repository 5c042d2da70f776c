package chorale.workload.hecaton;

import java.util.List;
import java.util.stream.Stream;

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

  /** The same, and something that each die does beside it, waiting for nothing. */
  GridProgram with(GridEngine engine, int count, GridWork each) {
    var more = new GridCommand(engine, count, each, List.of());
    return new GridProgram(
        grid,
        commands.stream().map(c -> Stream.concat(c.stream(), Stream.of(more)).toList()).toList());
  }
}
