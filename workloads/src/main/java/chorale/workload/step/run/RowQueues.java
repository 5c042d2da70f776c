package chorale.workload.step.run;

import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * Requests of one direction by bank and row, in the order in which rows were first asked for:
 * RowQueue, Hazards, ReadTable. What is put in a cycle is seen in the next one.
 */
final class RowQueues {
  /** A burst. */
  record Request(BankedChannel.Transfer transfer, int bank, int row, int column) {}

  /** What a bank's first row is, and since when. */
  static final class Entry {
    private final int row;
    private final int stamp;
    private final ArrayDeque<Request> requests = new ArrayDeque<>();
    private boolean sealed;
    private boolean overdue;

    private Entry(int row, int stamp) {
      this.row = row;
      this.stamp = stamp;
    }

    int row() {
      return row;
    }

    int stamp() {
      return stamp;
    }
  }

  private final HbmTimes.Shape shape;
  private final int rowsPerBank;
  private final ArrayDeque<Entry>[] entries;
  private final Entry[] first;
  private final int[] waiting; // by burst of a row
  private final int[] newestRow;
  private int size;
  private Request coming;
  private int comingStamp;
  private boolean drained;

  @SuppressWarnings({"unchecked", "rawtypes"})
  RowQueues(HbmTimes.Shape shape, int rowsPerBank) {
    this.shape = shape;
    this.rowsPerBank = rowsPerBank;
    entries = new ArrayDeque[shape.banks()];
    Arrays.setAll(entries, _ -> new ArrayDeque<>());
    first = new Entry[shape.banks()];
    waiting = new int[shape.banks() * shape.columns()];
    newestRow = new int[waiting.length];
    Arrays.fill(newestRow, -1);
  }

  int size() {
    return size;
  }

  Entry first(int bank) {
    return first[bank];
  }

  boolean late() {
    for (Entry e : first) {
      if (e != null && e.overdue) {
        return true;
      }
    }
    return false;
  }

  boolean room(int bank) {
    return entries[bank].size() < rowsPerBank;
  }

  /** Whether a request to the burst may wait. */
  boolean waits(int burst, int bank, int row) {
    if (waiting[burst] == 0) {
      return false;
    }
    for (Entry e : entries[bank]) {
      if (e.row == row) {
        return true;
      }
    }
    return false;
  }

  /** Whether the last request put of this bank and column is of the row. */
  boolean newest(int burst, int row) {
    return newestRow[burst] == row;
  }

  /** Puts a request in, while the first one of a bank is taken, or -1. */
  void put(Request request, int stamp, int takenBank) {
    coming = request;
    comingStamp = stamp;
    drained = takenBank == request.bank && first[takenBank].requests.size() == 1;
  }

  /** Takes the first request of a bank. */
  Request take(int bank) {
    var request = first[bank].requests.remove();
    waiting[bank * shape.columns() + request.column]--;
    size--;
    return request;
  }

  /** First rows take no more requests. */
  void seal() {
    for (Entry e : first) {
      if (e != null && !e.requests.isEmpty()) {
        e.overdue = e.sealed;
        e.sealed = true;
      }
    }
  }

  /** Ends the cycle. */
  void commit() {
    if (coming != null) {
      var own = entries[coming.bank];
      Entry joined = null;
      for (Entry e : own) {
        boolean closed = e == first[coming.bank] && (drained || e.sealed);
        if (e.row == coming.row && !closed) {
          joined = e;
        }
      }
      if (joined == null) {
        joined = new Entry(coming.row, comingStamp);
        own.add(joined);
      }
      joined.requests.add(coming);
      int burst = coming.bank * shape.columns() + coming.column;
      waiting[burst]++;
      newestRow[burst] = coming.row;
      size++;
      coming = null;
    }
    for (int b = 0; b < first.length; b++) {
      var own = entries[b];
      while (!own.isEmpty() && own.peek().requests.isEmpty()) {
        own.remove();
      }
      first[b] = own.peek();
    }
  }
}
