package chorale.bench.memory;

import chorale.bench.memory.DramDevice.Faults;
import chorale.chiplet.memory.DramShape;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A golden memory at a controller's port, and errors of the device behind it. A write takes effect
 * when it moves; a read must give what the last write before it wrote, or 0. What a burst holds
 * follows from its address and the number of writes to it, so only that number is kept.
 *
 * <p>Of the bursts that the device gives, some have a single wrong bit in one or more of their
 * words, which must be mended and told, and some two wrong bits in a word, which must be told: each
 * exactly once, with the address that the tag stands for.
 */
final class DataCheck implements MemoryBench.User, Faults {
  private static final int ONE_IN = 64; // bursts with single errors, and as many with double ones
  private static final int WORD = 64;
  private static final int CHECKS = 8;
  private static final long MIX = 0x9e37_79b9_7f4a_7c15L;

  private final Requests.Code code;
  private final int words;
  private final int[] version; // by address, writes so far
  private final Map<Integer, Integer> asked = new HashMap<>(); // by tag, the address
  private final Map<Integer, Integer> awaited = new HashMap<>(); // by tag, the version
  private final Map<Integer, Integer> single = new HashMap<>(); // by address, errors not told yet
  private final Map<Integer, Integer> twice = new HashMap<>();
  private final SplittableRandom random;
  private long mismatches;
  private long reads;
  private long corrected;
  private long broken;

  DataCheck(DramShape shape, long seed) {
    code = new Requests.Code(shape);
    words = shape.burstBytes() / Long.BYTES;
    version = new int[Math.toIntExact(shape.bursts())];
    random = new SplittableRandom(seed);
  }

  private long word(int address, int version, int word) {
    if (version == 0) {
      return 0;
    }
    long x = ((long) address * words + word) * MIX ^ version * 0xbf58_476d_1ce4_e5b9L;
    x = (x ^ x >>> 31) * 0x94d0_49bb_1331_11ebL;
    return x ^ x >>> 29;
  }

  @Override
  public void data(int request, long[] data) {
    int address = code.address(request);
    for (int w = 0; w < words; w++) {
      data[w] = word(address, version[address] + 1, w);
    }
  }

  @Override
  public void taken(int request, int tag) {
    int address = code.address(request);
    if (code.isWrite(request)) {
      version[address]++;
    } else {
      asked.put(tag, address);
      awaited.put(tag, version[address]);
    }
  }

  @Override
  public void answered(int tag, boolean mended, boolean lost, long[] data) {
    int address = asked.remove(tag);
    int expected = awaited.remove(tag);
    reads++;
    boolean right = true;
    for (int w = 0; w < words && !lost; w++) {
      right &= data[w] == word(address, expected, w);
    }
    if (lost) {
      broken++;
      right = told(twice, address);
    } else if (mended) {
      corrected++;
      right &= told(single, address);
    }
    mismatches += right ? 0 : 1;
  }

  /** Takes an error of an address off the list; returns whether there was one. */
  private static boolean told(Map<Integer, Integer> errors, int address) {
    Integer open = errors.remove(address);
    if (open != null && open > 1) {
      errors.put(address, open - 1);
    }
    return open != null;
  }

  @Override
  public void strike(long address, long[] burst) {
    int lot = random.nextInt(ONE_IN);
    if (lot == 0) {
      int wrong = 1 + random.nextInt((1 << words) - 1);
      for (int w = 0; w < words; w++) {
        if ((wrong >> w & 1) == 1) {
          flip(burst, w, random.nextInt(WORD + CHECKS));
        }
      }
      single.merge((int) address, 1, Integer::sum);
    } else if (lot == 1) {
      int w = random.nextInt(words);
      int first = random.nextInt(WORD + CHECKS);
      flip(burst, w, first);
      flip(burst, w, (first + 1 + random.nextInt(WORD + CHECKS - 1)) % (WORD + CHECKS));
      twice.merge((int) address, 1, Integer::sum);
    }
  }

  /** Flips a bit of a code word: on the bus, check bits of all words stand above their data. */
  private void flip(long[] burst, int word, int bit) {
    int at = bit < WORD ? WORD * word + bit : WORD * words + CHECKS * word + bit - WORD;
    burst[at / WORD] ^= 1L << at % WORD;
  }

  /** Answers that are not as they should be, and errors that nobody told of. */
  long mismatches() {
    return mismatches + sum(single) + sum(twice);
  }

  private static long sum(Map<Integer, Integer> errors) {
    return errors.values().stream().mapToLong(Integer::longValue).sum();
  }

  /** Reads answered. */
  long reads() {
    return reads;
  }

  /** Answers with mended bits. */
  long corrected() {
    return corrected;
  }

  /** Answers told to be wrong. */
  long broken() {
    return broken;
  }
}
