package chorale.bench.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.chiplet.memory.DramShape;
import org.junit.jupiter.api.Test;

/** The golden memory must notice what a controller can get wrong. */
final class DataCheckTest {
  private static final DramShape SHAPE = new DramShape(2, 2, 16, 16, 32);
  private static final Requests.Code CODE = new Requests.Code(SHAPE);
  private static final int READ = CODE.of(false, 1, 2, 3);
  private static final int WRITE = CODE.of(true, 1, 2, 3);
  private static final int WORDS = 4;
  private static final long[] NOTHING = new long[WORDS];

  private final DataCheck check = new DataCheck(SHAPE, 1);

  private long[] write() {
    var data = new long[WORDS];
    check.data(WRITE, data);
    check.taken(WRITE, 0);
    return data;
  }

  private void answer(int tag, boolean mended, boolean lost, long[] data) {
    check.answered(tag, mended, lost, data);
  }

  @Test
  void a_read_gives_the_last_write_before_it() {
    check.taken(READ, 0);
    long[] first = write();
    check.taken(READ, 1);
    long[] second = write();
    check.taken(READ, 2);
    answer(2, false, false, second);
    answer(0, false, false, NOTHING);
    answer(1, false, false, first);
    assertEquals(0, check.mismatches());
    assertEquals(3, check.reads());
  }

  @Test
  void older_newer_and_damaged_data_are_noticed() {
    long[] first = write();
    check.taken(READ, 0);
    long[] second = write();
    check.taken(READ, 1);
    check.taken(READ, 2);
    answer(0, false, false, second);
    answer(1, false, false, first);
    second[3] ^= 1;
    answer(2, false, false, second);
    assertEquals(3, check.mismatches());
  }

  /** Strikes bursts until one has so many wrong bits; the check bits of four words fit a long. */
  private static int strike(DataCheck check, int least, int most) {
    for (int tries = 0; tries < 10_000; tries++) {
      var burst = new long[WORDS + 1];
      check.strike(CODE.address(READ), burst);
      int bits = 0;
      for (int w = 0; w < WORDS; w++) {
        int wrong = Long.bitCount(burst[w]) + Long.bitCount(burst[WORDS] >>> 8 * w & 0xff);
        assertTrue(wrong <= 2, "at most two wrong bits in a word");
        bits = Math.max(bits, wrong);
      }
      if (bits >= least && bits <= most) {
        return bits;
      }
      if (bits > 0) {
        check.taken(READ, 0); // another error that we do not want: told at once
        check.answered(0, bits == 1, bits == 2, NOTHING);
      }
    }
    throw new AssertionError("no such error in 10,000 bursts");
  }

  @Test
  void an_error_is_told_once() {
    strike(check, 1, 1);
    check.taken(READ, 1);
    answer(1, true, false, NOTHING);
    strike(check, 2, 2);
    check.taken(READ, 1);
    answer(1, false, true, new long[] {1, 2, 3, 4});
    assertEquals(0, check.mismatches());
    check.taken(READ, 1);
    answer(1, true, false, NOTHING);
    assertEquals(1, check.mismatches(), "a second time");
    check.taken(READ, 1);
    answer(1, false, true, NOTHING);
    assertEquals(2, check.mismatches(), "a second time");
  }

  @Test
  void an_error_that_nobody_tells_of_is_noticed() {
    strike(check, 1, 2);
    check.taken(READ, 0);
    answer(0, false, false, NOTHING);
    assertEquals(1, check.mismatches());
  }

  @Test
  void an_error_told_as_the_other_kind_is_noticed() {
    strike(check, 1, 1);
    check.taken(READ, 0);
    answer(0, false, true, NOTHING);
    assertEquals(2, check.mismatches(), "one that was not there, one not told");
  }

  @Test
  void mended_data_must_be_right() {
    strike(check, 1, 1);
    check.taken(READ, 0);
    answer(0, true, false, new long[] {0, 0, 8, 0});
    assertEquals(1, check.mismatches());
  }
}
