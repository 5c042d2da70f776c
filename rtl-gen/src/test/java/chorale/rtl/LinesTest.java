package chorale.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.hdl.ir.Place;
import java.io.IOException;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** Breaking of long lines. */
final class LinesTest {
  private static final Place PLACE = new Place("AttentionChiplet.java", 12);

  private static String line(int depth, String text, Place place) throws IOException {
    var out = new StringWriter();
    new Lines(out).line(depth, text, place);
    return out.toString();
  }

  @Test
  void a_short_line_has_its_place_behind_it() throws IOException {
    assertEquals("  a = b;  // Fifo.java:3\n", line(1, "a = b;", new Place("Fifo.java", 3)));
  }

  @Test
  void an_empty_line_is_empty() throws IOException {
    assertEquals("\n", line(3, "", null));
  }

  @Test
  void a_long_line_is_broken_at_blanks_below_120_columns_with_its_comment() throws IOException {
    for (int terms = 1; terms < 200; terms++) {
      String text = "assign y = " + "operand_of_a_sum + ".repeat(terms) + "last;";
      String written = line(2, text, PLACE);
      assertTrue(written.lines().allMatch(l -> l.length() < 120), written);
      assertEquals(1, written.lines().filter(l -> l.endsWith("// " + PLACE)).count());
      String joined = written.replace("  // " + PLACE, "").replaceAll("\\s+", " ").strip();
      assertEquals(text, joined);
    }
  }

  @Test
  void a_word_longer_than_a_line_is_not_broken() throws IOException {
    String word = "x".repeat(150);
    assertEquals("  " + word + "\n", line(1, word, null));
  }
}
