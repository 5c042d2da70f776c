package chorale.bench.memory;

import chorale.chiplet.memory.DramBus;
import chorale.chiplet.memory.DramShape;
import chorale.chiplet.memory.DramTiming;

/**
 * A model of one pseudo-channel, for a controller's bus in each cycle: it obeys and checks commands
 * ({@link RuleChecker}), counts them, and keeps bursts if they have data. It shares nothing with a
 * controller but the record of the timing. A burst is what is on the bus, check bits included: the
 * device cannot tell them from data, as a real one can't.
 *
 * <pre>{@code
 * // in each cycle
 * burst = device.answers(cycle);         // the burst of the read cl + bl cycles ago, or null
 * device.cycle(cycle, rowCommand, ..);   // the commands on the buses
 * if (device.takes(cycle)) device.take(cycle, burst);  // of the write cwl cycles ago
 * }</pre>
 */
public final class DramDevice {
  private static final DramBus.Row[] ROW = DramBus.Row.values();
  private static final DramBus.Column[] COLUMN = DramBus.Column.values();
  private static final int RING = 64;

  private final DramTiming timing;
  private final DramShape shape;
  private final RuleChecker rules;
  private final Faults faults;
  private final BurstStore store; // null: without data
  private final int[] rows; // the open ones
  private final boolean[] fresh; // opened and not accessed yet
  private final long[][] answers = new long[RING][]; // by cycle
  private final long[] answerCycle = new long[RING];
  private final long[] takeCycle = new long[RING];
  private final long[] takeAddress = new long[RING];
  private boolean wrote; // the last column command
  private final long[] counts = new long[Count.values().length];
  private long lastData;

  /** What is counted. */
  public enum Count {
    /** Rows opened. */
    ACTIVATES,
    /** Banks closed. */
    PRECHARGES,
    /** Bursts read. */
    READS,
    /** Bursts written. */
    WRITES,
    /** Reads and writes of a row that had been read or written since it was opened. */
    ROW_HITS,
    /** Refreshes of all banks, or of one. */
    REFRESHES,
    /** Changes between reads and writes. */
    TURNAROUNDS,
    /** Commands of all kinds; a precharge of all banks is one. */
    COMMANDS
  }

  /** Errors of a device: bits that are not those that were written. */
  @FunctionalInterface
  public interface Faults {
    /** None. */
    Faults NONE = (_, _) -> {};

    /** May flip bits of a burst on its way to the controller. */
    void strike(long address, long[] burst);
  }

  /**
   * A device whose banks are closed, from cycle {@code start} on.
   *
   * @param words of 64 bits of a burst on the bus; 0 for a device without data
   */
  public DramDevice(
      DramTiming timing, DramShape shape, boolean perBank, int words, Faults faults, long start) {
    this.timing = timing;
    this.shape = shape;
    this.faults = faults;
    rules = new RuleChecker(timing, shape, perBank, start);
    store = words == 0 ? null : new BurstStore(words);
    rows = new int[shape.banks()];
    fresh = new boolean[shape.banks()];
    for (int i = 0; i < RING; i++) {
      answers[i] = new long[words];
      answerCycle[i] = -1;
      takeCycle[i] = -1;
    }
  }

  /** How often something happened. */
  public long count(Count what) {
    return counts[what.ordinal()];
  }

  /** The cycle after the last one with data on the data bus. */
  public long lastData() {
    return lastData;
  }

  /** The address of a burst: bank, row and column, from the left. */
  private long address(int bank, int column) {
    return ((long) bank << shape.rowBits() | rows[bank]) << shape.columnBits() | column;
  }

  /**
   * The burst that stands on the bus in this cycle, or null; it is the device's to change later.
   */
  public long[] answers(long cycle) {
    int slot = (int) cycle & RING - 1;
    return answerCycle[slot] == cycle ? answers[slot] : null;
  }

  /** Whether the burst of a write must stand on the bus in this cycle. */
  public boolean takes(long cycle) {
    return takeCycle[(int) cycle & RING - 1] == cycle;
  }

  /** The burst of a write that is due. */
  public void take(long cycle, long[] burst) {
    store.write(takeAddress[(int) cycle & RING - 1], burst);
  }

  /** Copies the burst that lies at an address: bank, row and column, from the left. */
  public void peek(long address, long[] burst) {
    store.read(address, burst);
  }

  /** Puts a burst at an address. */
  public void poke(long address, long[] burst) {
    store.write(address, burst);
  }

  /** The commands of a cycle, as they are coded on the bus; throws {@link RuleViolation}. */
  public void cycle(
      long cycle, int rowCommand, int rowBank, int row, int columnCommand, int bank, int column) {
    if (columnCommand != 0) {
      columnCommand(cycle, COLUMN[columnCommand], bank, column);
    }
    if (rowCommand != 0) {
      rowCommand(cycle, ROW[rowCommand], rowBank, row);
    }
  }

  /** Nothing is overdue in this cycle. */
  public void idle(long cycle) {
    rules.idle(cycle);
  }

  private void add(Count what) {
    counts[what.ordinal()]++;
  }

  private void rowCommand(long cycle, DramBus.Row command, int bank, int row) {
    add(Count.COMMANDS);
    switch (command) {
      case NONE -> throw new IllegalArgumentException("no command");
      case ACTIVATE -> {
        rules.activate(cycle, bank);
        rows[bank] = row;
        fresh[bank] = true;
        add(Count.ACTIVATES);
      }
      case PRECHARGE -> {
        rules.precharge(cycle, bank);
        add(Count.PRECHARGES);
      }
      case PRECHARGE_ALL -> {
        for (int b = 0; b < rows.length; b++) {
          counts[Count.PRECHARGES.ordinal()] += rules.isOpen(b) ? 1 : 0;
        }
        rules.prechargeAll(cycle);
      }
      case REFRESH_ALL -> {
        rules.refreshAll(cycle);
        add(Count.REFRESHES);
      }
      case REFRESH_BANK -> {
        rules.refreshBank(cycle, bank);
        add(Count.REFRESHES);
      }
    }
  }

  private void columnCommand(long cycle, DramBus.Column command, int bank, int column) {
    add(Count.COMMANDS);
    boolean write = command == DramBus.Column.WRITE;
    if (write) {
      rules.write(cycle, bank);
      add(Count.WRITES);
    } else {
      rules.read(cycle, bank);
      add(Count.READS);
    }
    if (!fresh[bank]) {
      add(Count.ROW_HITS);
    }
    fresh[bank] = false;
    if (wrote != write && count(Count.READS) + count(Count.WRITES) > 1) {
      add(Count.TURNAROUNDS);
    }
    wrote = write;
    long begin = cycle + (write ? timing.cwl() : timing.cl());
    lastData = Math.max(lastData, begin + timing.bl());
    if (store != null) {
      transfer(cycle, write, address(bank, column));
    }
  }

  private void transfer(long cycle, boolean write, long address) {
    if (write) {
      long due = cycle + timing.cwl();
      takeCycle[(int) due & RING - 1] = due;
      takeAddress[(int) due & RING - 1] = address;
    } else {
      long due = cycle + timing.cl() + timing.bl();
      int slot = (int) due & RING - 1;
      answerCycle[slot] = due;
      store.read(address, answers[slot]);
      faults.strike(address, answers[slot]);
    }
  }
}
