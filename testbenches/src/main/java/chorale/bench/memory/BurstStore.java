package chorale.bench.memory;

import java.util.Arrays;

/** Bursts by address, those that were written; others read as 0. A hash table with open places. */
final class BurstStore {
  private static final int FIRST_SIZE = 1 << 10;
  private static final long MIX = 0x9e37_79b9_7f4a_7c15L;

  private final int words;
  private long[] keys = new long[FIRST_SIZE]; // address + 1; 0 where there is none
  private long[] data;
  private int used;

  /** Of bursts of so many words of 64 bits. */
  BurstStore(int words) {
    this.words = words;
    data = new long[FIRST_SIZE * words];
  }

  /** Copies a burst to {@code to}. */
  void read(long address, long[] to) {
    int slot = find(address);
    if (keys[slot] == 0) {
      Arrays.fill(to, 0, words, 0);
    } else {
      System.arraycopy(data, slot * words, to, 0, words);
    }
  }

  /** Stores a burst. */
  void write(long address, long[] from) {
    int slot = find(address);
    if (keys[slot] == 0) {
      if (++used > keys.length / 2) {
        grow();
        slot = find(address);
      }
      keys[slot] = address + 1;
    }
    System.arraycopy(from, 0, data, slot * words, words);
  }

  /** Bursts that have been written. */
  int size() {
    return used;
  }

  private int find(long address) {
    int mask = keys.length - 1;
    int slot = (int) (address * MIX >>> 32) & mask;
    while (keys[slot] != 0 && keys[slot] != address + 1) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    long[] oldData = data;
    keys = new long[2 * oldKeys.length];
    data = new long[2 * oldData.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        int slot = find(oldKeys[i] - 1);
        keys[slot] = oldKeys[i];
        System.arraycopy(oldData, i * words, data, slot * words, words);
      }
    }
  }
}
