package chorale.workload.step;

import chorale.workload.step.Condition.Done;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The queues of a chiplet, while they are filled. */
public final class ChipletQueues {
  private final int chiplet;
  private final List<List<StepCommand>> tiles = new ArrayList<>();
  private final List<List<StepCommand>> vectors = new ArrayList<>();
  private final List<List<StepCommand>> others = new ArrayList<>();

  /** Queues of a chiplet with {@code tiles} tiles. */
  public ChipletQueues(int chiplet, int tiles) {
    this(chiplet, tiles, 1);
  }

  /** The same with {@code vectorEngines} vector engines. */
  public ChipletQueues(int chiplet, int tiles, int vectorEngines) {
    this.chiplet = chiplet;
    for (int v = 0; v < vectorEngines; v++) {
      vectors.add(new ArrayList<>());
    }
    for (int t = 0; t < tiles; t++) {
      this.tiles.add(new ArrayList<>());
    }
    for (int e = 0; e < StepEngine.values().length; e++) {
      others.add(new ArrayList<>());
    }
  }

  /** Adds a command; conditions that are null are none. Returns the condition that it is done. */
  public Done add(StepEngine engine, Work work, Condition... conditions) {
    return add(engine, 0, work, conditions);
  }

  /** The same of a tile, or of one of several vector engines. */
  public Done add(StepEngine engine, int number, Work work, Condition... conditions) {
    var needed = Stream.of(conditions).filter(Objects::nonNull).toList();
    queue(engine, number).add(new StepCommand(work, needed));
    return last(engine, number);
  }

  /** That all commands of an engine so far are done; null if there is none. */
  public Done last(StepEngine engine, int number) {
    int commands = queue(engine, number).size();
    return commands == 0 ? null : new Done(engine, number, commands);
  }

  private List<StepCommand> queue(StepEngine engine, int number) {
    return switch (engine) {
      case TILE -> tiles.get(number);
      case VECTOR -> vectors.get(number);
      default -> others.get(engine.ordinal());
    };
  }

  /** Adds the queues that have commands to a list. */
  public void into(List<StepQueue> all) {
    for (StepEngine engine : StepEngine.values()) {
      int count =
          switch (engine) {
            case TILE -> tiles.size();
            case VECTOR -> vectors.size();
            default -> 1;
          };
      for (int n = 0; n < count; n++) {
        if (!queue(engine, n).isEmpty()) {
          all.add(new StepQueue(chiplet, engine, n, queue(engine, n)));
        }
      }
    }
  }
}
