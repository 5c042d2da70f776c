package chorale.workload.hecaton;

import java.util.List;

/**
 * A command: the same work several times in a row, each time when its waits are over.
 *
 * @param engine that does it
 * @param count times
 * @param each what is done each time
 * @param waits of each time
 */
public record GridCommand(GridEngine engine, int count, GridWork each, List<Wait> waits) {
  /** Copies the list. */
  public GridCommand {
    waits = List.copyOf(waits);
  }
}
