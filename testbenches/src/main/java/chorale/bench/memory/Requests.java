package chorale.bench.memory;

import chorale.chiplet.memory.DramShape;

/** Requests for bursts, one after the other; each is an {@code int}, as {@link Code} has it. */
@FunctionalInterface
public interface Requests {
  /** What {@link #next} gives when there are no more. */
  int END = -1;

  /** No request in this cycle. */
  int PAUSE = -2;

  /** The next request, {@link #PAUSE} or {@link #END}. */
  int next();

  /** Requests of an array. */
  static Requests of(int[] requests) {
    int[] at = new int[1];
    return () -> at[0] < requests.length ? requests[at[0]++] : END;
  }

  /** The first {@code count} of these. */
  default Requests limit(long count) {
    long[] left = {count};
    return () -> left[0]-- > 0 ? next() : END;
  }

  /**
   * How requests are coded: the direction, then the address: bank, row and column.
   *
   * @param shape of the memory; its addresses need 30 bits at most
   */
  record Code(DramShape shape) {
    public Code {
      if (shape.burstAddressBits() > 30) {
        throw new IllegalArgumentException(
            "%d bits of a burst's address: at most 30".formatted(shape.burstAddressBits()));
      }
    }

    /** A request; a bank's number has its group in the high bits. */
    public int of(boolean write, int bank, int row, int column) {
      int address = (bank << shape.rowBits() | row) << shape.columnBits() | column;
      return address | (write ? 1 << shape.burstAddressBits() : 0);
    }

    /** The same with the bank by its group and its number in it. */
    public int of(boolean write, int group, int bankOfGroup, int row, int column) {
      return of(write, group * shape.banksPerGroup() + bankOfGroup, row, column);
    }

    public boolean isWrite(int request) {
      return request >>> shape.burstAddressBits() != 0;
    }

    public int address(int request) {
      return request & (1 << shape.burstAddressBits()) - 1;
    }

    public int bank(int request) {
      return address(request) >>> shape.rowBits() + shape.columnBits();
    }

    public int row(int request) {
      return request >>> shape.columnBits() & shape.rows() - 1;
    }

    public int column(int request) {
      return request & shape.columns() - 1;
    }
  }
}
