package chorale.nop;

import chorale.hdl.UInt;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A table of constants as logic: a reduced decision diagram over the bits of the index, the highest
 * first, in which entries that never occur take whatever value makes it smallest. For addresses
 * whose digits are aligned to bits it is as small as comparing the digits.
 */
final class Lookup {
  /** An entry that never occurs. */
  static final long ANY = -1;

  private final UInt index;
  private final int width;
  private final Map<Key, UInt> made = new HashMap<>();

  /** What is left of the table after some bits of the index. */
  private record Key(String entries) {
    static Key of(long[] entries) {
      return new Key(Arrays.toString(entries));
    }
  }

  private Lookup(UInt index, int width) {
    this.index = index;
    this.width = width;
  }

  /** {@code table[index]} in {@code width} bits. */
  static UInt of(UInt index, long[] table, int width) {
    int bits = index.width();
    var full = Arrays.copyOf(table, 1 << bits);
    Arrays.fill(full, Math.min(table.length, full.length), full.length, ANY);
    return new Lookup(index, width).build(full, bits);
  }

  private UInt build(long[] entries, int bits) {
    long constant = ANY;
    boolean differ = false;
    for (long e : entries) {
      if (e != ANY) {
        differ |= constant != ANY && constant != e;
        constant = e;
      }
    }
    if (!differ) {
      return UInt.lit(Math.max(constant, 0), width);
    }
    int half = entries.length / 2;
    var low = Arrays.copyOfRange(entries, 0, half);
    var high = Arrays.copyOfRange(entries, half, entries.length);
    var both = merged(low, high);
    if (both != null) {
      return build(both, bits - 1);
    }
    var known = made.get(Key.of(entries));
    if (known == null) {
      known = index.bit(bits - 1).mux(build(high, bits - 1), build(low, bits - 1));
      made.put(Key.of(entries), known);
    }
    return known;
  }

  /** One table that serves for both, or null. */
  private static long[] merged(long[] a, long[] b) {
    var both = a.clone();
    for (int i = 0; i < a.length; i++) {
      if (a[i] == ANY) {
        both[i] = b[i];
      } else if (b[i] != ANY && a[i] != b[i]) {
        return null;
      }
    }
    return both;
  }
}
