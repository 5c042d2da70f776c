package chorale.workload.step.run;

import java.util.Arrays;

/**
 * Time in cycles, and what happens when; what falls in one cycle happens as it was asked for. A
 * heap, since what happens next may be one cycle or a million away.
 */
final class Agenda {
  private static final int SOME = 1 << 10;

  private long[] time = new long[SOME];
  private long[] number = new long[SOME];
  private Runnable[] action = new Runnable[SOME];
  private int size;
  private long now;
  private long next;

  long now() {
    return now;
  }

  /** Runs {@code what} in cycle {@code at}, which is not over yet. */
  void at(long at, Runnable what) {
    if (at < now) {
      throw new IllegalArgumentException("cycle %d is over, it is %d".formatted(at, now));
    }
    if (size == time.length) {
      time = Arrays.copyOf(time, 2 * size);
      number = Arrays.copyOf(number, 2 * size);
      action = Arrays.copyOf(action, 2 * size);
    }
    long own = next++;
    int place = size++;
    while (place > 0) {
      int above = (place - 1) / 2;
      if (!precedes(at, own, above)) {
        break;
      }
      move(above, place);
      place = above;
    }
    put(place, at, own, what);
  }

  /** Runs until nothing is left to happen. */
  void run() {
    while (size > 0) {
      var first = action[0];
      now = time[0];
      size--;
      long at = time[size];
      long own = number[size];
      var what = action[size];
      action[size] = null;
      if (size > 0) {
        sink(at, own, what);
      }
      first.run();
    }
  }

  private void sink(long at, long own, Runnable what) {
    int place = 0;
    while (true) {
      int below = 2 * place + 1;
      if (below >= size) {
        break;
      }
      if (below + 1 < size && precedes(time[below + 1], number[below + 1], below)) {
        below++;
      }
      if (!precedes(time[below], number[below], at, own)) {
        break;
      }
      move(below, place);
      place = below;
    }
    put(place, at, own, what);
  }

  private boolean precedes(long at, long own, int place) {
    return precedes(at, own, time[place], number[place]);
  }

  private static boolean precedes(long at, long own, long otherAt, long other) {
    return at < otherAt || at == otherAt && own < other;
  }

  private void move(int from, int to) {
    put(to, time[from], number[from], action[from]);
  }

  private void put(int place, long at, long own, Runnable what) {
    time[place] = at;
    number[place] = own;
    action[place] = what;
  }
}
