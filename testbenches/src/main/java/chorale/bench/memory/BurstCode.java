package chorale.bench.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A burst as it lies in a device, in plain Java: its data, then for each 64 bits of them 7 check
 * bits and the parity of all 71, an extended Hamming code (R. W. Hamming, 1950). Data bit i has the
 * i-th number from 3 on that is no power of two, and check bit b is the parity of the data bits
 * whose numbers have bit b.
 */
public final class BurstCode {
  private static final int CHECKS = 7;
  private static final int[] NUMBER = new int[Long.SIZE];

  static {
    int number = 3;
    for (int i = 0; i < NUMBER.length; number++) {
      if (Integer.bitCount(number) > 1) {
        NUMBER[i++] = number;
      }
    }
  }

  private final int bytes;

  /** Bursts of {@code bytes} of data, a multiple of 8. */
  public BurstCode(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of data. */
  public int bytes() {
    return bytes;
  }

  private int dataWords() {
    return bytes / Long.BYTES;
  }

  /** Words of 64 bits of a burst with its check bits. */
  public int words() {
    return dataWords() + Math.ceilDiv(dataWords(), Long.BYTES);
  }

  /** A burst with check bits. */
  public long[] encode(ByteBuffer data) {
    var burst = new long[words()];
    for (int w = 0; w < dataWords(); w++) {
      long word = data.getLong(w * Long.BYTES);
      int checks = 0;
      for (int i = 0; i < Long.SIZE; i++) {
        checks ^= (word >> i & 1) == 1 ? NUMBER[i] : 0;
      }
      int parity = Long.bitCount(word) + Integer.bitCount(checks) & 1;
      long code = checks | parity << CHECKS;
      burst[dataWords() + w / Long.BYTES] |= code << Byte.SIZE * (w % Long.BYTES);
      burst[w] = word;
    }
    return burst;
  }

  /** Its data, unchecked. */
  public ByteBuffer data(long[] burst) {
    var data = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int w = 0; w < dataWords(); w++) {
      data.putLong(w * Long.BYTES, burst[w]);
    }
    return data;
  }
}
