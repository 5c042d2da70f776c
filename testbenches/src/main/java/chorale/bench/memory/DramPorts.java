package chorale.bench.memory;

import chorale.sim.Model;
import chorale.sim.Port;

/** The ports of a model that are a {@link chorale.chiplet.memory.DramBus}. */
public final class DramPorts {
  private final Port rowCommand;
  private final Port rowBank;
  private final Port row;
  private final Port columnCommand;
  private final Port columnBank;
  private final Port column;
  private final Port writeData;
  private final Port readData;
  private final long[] burst;

  /** The ports whose names begin with {@code prefix}. */
  public DramPorts(Model model, String prefix) {
    rowCommand = model.port(prefix + "rowCommand");
    rowBank = model.port(prefix + "rowBank");
    row = model.port(prefix + "row");
    columnCommand = model.port(prefix + "columnCommand");
    columnBank = model.port(prefix + "columnBank");
    column = model.port(prefix + "column");
    writeData = model.port(prefix + "writeData");
    readData = model.port(prefix + "readData");
    burst = new long[writeData.info().longs()];
  }

  /** Words of 64 bits of a burst on the bus. */
  int burstWords() {
    return burst.length;
  }

  /** Puts on the bus what the device says in a cycle, before the model is evaluated. */
  public void answer(DramDevice device, long cycle) {
    long[] answers = device.answers(cycle);
    if (answers != null) {
      for (int i = 0; i < answers.length; i++) {
        readData.setWord64(i, answers[i]);
      }
    }
  }

  /** Tells the device the commands of a cycle. */
  public void commands(DramDevice device, long cycle) {
    device.cycle(
        cycle,
        (int) rowCommand.get(),
        (int) rowBank.get(),
        (int) row.get(),
        (int) columnCommand.get(),
        (int) columnBank.get(),
        (int) column.get());
  }

  /** The same, and the burst of a write that is due. */
  public void obey(DramDevice device, long cycle) {
    commands(device, cycle);
    if (device.takes(cycle)) {
      for (int i = 0; i < burst.length; i++) {
        burst[i] = writeData.word64(i);
      }
      device.take(cycle, burst);
    }
  }
}
