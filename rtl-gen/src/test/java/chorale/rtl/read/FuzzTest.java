package chorale.rtl.read;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Whatever the text, it is read or refused. More of it: {@link Fuzz#main}. */
final class FuzzTest {
  private static final long SEED = 20261121;

  @Test
  void two_thousand_damaged_texts_are_read_or_refused_with_a_position() {
    var fuzz = new Fuzz(SEED);
    fuzz.run(2000);
    assertTrue(fuzz.read() > 50, "seed " + SEED + ": " + fuzz.read() + " read");
    assertTrue(fuzz.refused() > 1000, "seed " + SEED + ": " + fuzz.refused() + " refused");
  }
}
