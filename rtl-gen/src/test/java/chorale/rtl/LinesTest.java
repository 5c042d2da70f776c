package chorale.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.hdl.ir.Place;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
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
      assertTrue(written.endsWith("  // " + PLACE + "\n"), written);
      String joined = written.replace("  // " + PLACE, "").replaceAll("\\s+", " ").strip();
      assertEquals(text, joined);
    }
  }

  @Test
  void a_piece_ends_with_an_operator_or_a_comma() throws IOException {
    String text =
        "assign y = " + "(left_operand & right_operand) == {some_bits, more} | ".repeat(9);
    List<String> pieces = line(2, text + "last;", PLACE).lines().toList();
    assertTrue(pieces.size() > 4);
    for (String piece : pieces.subList(0, pieces.size() - 1)) {
      assertTrue(piece.matches(".*[&|=,]"), piece);
    }
  }

  @Test
  void a_string_is_not_broken() throws IOException {
    String text = "`CHECK(a, \"" + "so it is, ".repeat(12) + "\")";
    assertEquals("    `CHECK(a,\n        " + text.substring(10) + "\n", line(2, text, null));
  }

  @Test
  void a_word_longer_than_a_line_is_not_broken() throws IOException {
    String word = "x".repeat(150);
    assertEquals("  " + word + "\n", line(1, word, null));
  }
}
