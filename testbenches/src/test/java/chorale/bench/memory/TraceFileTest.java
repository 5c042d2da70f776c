package chorale.bench.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.chiplet.memory.DramShape;
import chorale.workload.BadInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TraceFileTest {
  private static final DramShape SHAPE = DramShape.HBM;
  private static final Requests.Code CODE = new Requests.Code(SHAPE);
  private static final Path CARRIED = Path.of("../examples/traces/memory");
  private static final int LENGTH = Simulators.SHORT;

  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("a.trc"), text);
  }

  @Test
  void a_line_is_a_burst() throws IOException {
    int[] requests = TraceFile.read(file("R 1 2 3 4\nW 3 3 32767 31\n"), SHAPE);
    assertArrayEquals(new int[] {CODE.of(false, 6, 3, 4), CODE.of(true, 15, 32767, 31)}, requests);
    assertEquals(15, CODE.bank(requests[1]));
    assertEquals(32767, CODE.row(requests[1]));
    assertEquals(31, CODE.column(requests[1]));
  }

  @Test
  void a_file_may_be_packed() throws IOException {
    Path packed = folder.resolve("a.trc.gz");
    try (var out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write("R 1 2 3 4\n".getBytes(StandardCharsets.US_ASCII));
    }
    assertArrayEquals(new int[] {CODE.of(false, 6, 3, 4)}, TraceFile.read(packed, SHAPE));
  }

  @ParameterizedTest
  @CsvSource({
    "X 0 0 0 0, 'R or W, then bank group'",
    "R 0 0 0, 'R or W, then bank group'",
    "R 4 0 0 0, 'bank group \"4\": a number from 0 to 3'",
    "R 0 4 0 0, 'bank \"4\": a number from 0 to 3'",
    "R 0 0 32768 0, 'row \"32768\": a number from 0 to 32767'",
    "R 0 0 0 -1, 'column \"-1\": a number from 0 to 31'",
    "R 0 0 0 32, 'column \"32\": a number from 0 to 31'"
  })
  void a_fault_is_told_with_its_line_and_what_was_expected(String line, String expected)
      throws IOException {
    Path file = file("R 0 0 0 0\n" + line + "\n");
    var bad = assertThrows(BadInput.class, () -> TraceFile.read(file, SHAPE));
    assertEquals(2, bad.problems().getFirst().line());
    var message = bad.getMessage();
    assertTrue(message.startsWith(file + ":2: ") && message.contains(expected), message);
  }

  @Test
  void an_empty_or_damaged_file_is_a_fault() throws IOException {
    assertThrows(BadInput.class, () -> TraceFile.read(file(""), SHAPE));
    Path packed = Files.writeString(folder.resolve("b.trc.gz"), "R 0 0 0 0\n");
    assertThrows(BadInput.class, () -> TraceFile.read(packed, SHAPE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "seq_rd_bgil",
        "seq_rd_page",
        "seq_wr_bgil",
        "seq_wr_page",
        "copy_rw50",
        "copy_rw50_blk64",
        "act_storm_rr",
        "same_bank_conflict",
        "one_bank_stream"
      })
  void patterns_without_chance_are_the_carried_traces(String name) throws IOException {
    int[] carried = TraceFile.read(CARRIED.resolve(name + ".trc.gz"), SHAPE);
    var pattern = Pattern.of(name).endless();
    for (int i = 0; i < carried.length; i++) {
      assertEquals(carried[i], pattern.next(), "burst " + i);
    }
    assertEquals(LENGTH, carried.length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rand1_rd",
        "rand1_rw50",
        "rand2_rd",
        "expert_1MB_k1",
        "expert_1MB_k4_swz",
        "expert_4MB_k2_wr1",
        "expert_4MB_k4_ch64_swz",
        "expert_4MB_k8"
      })
  void drawn_patterns_are_of_the_carried_traces_kind(String name) throws IOException {
    int[] carried = TraceFile.read(CARRIED.resolve(name + ".trc.gz"), SHAPE);
    var pattern = Pattern.of(name).endless();
    int[] drawn = new int[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      drawn[i] = pattern.next();
    }
    assertEquals(share(carried, TraceFileTest::writes), share(drawn, TraceFileTest::writes), 0.03);
    assertEquals(
        share(carried, TraceFileTest::sameRow), share(drawn, TraceFileTest::sameRow), 0.01);
    assertEquals(
        share(carried, TraceFileTest::nextGroup), share(drawn, TraceFileTest::nextGroup), 0.03);
  }

  /** A property of a burst and the one before it. */
  private interface Property {
    boolean of(int before, int request);
  }

  private static double share(int[] requests, Property property) {
    int count = 0;
    for (int i = 1; i < requests.length; i++) {
      count += property.of(requests[i - 1], requests[i]) ? 1 : 0;
    }
    return (double) count / requests.length;
  }

  private static boolean writes(int before, int request) {
    return CODE.isWrite(request);
  }

  private static boolean sameRow(int before, int request) {
    return CODE.row(before) == CODE.row(request) && CODE.bank(before) == CODE.bank(request);
  }

  private static boolean nextGroup(int before, int request) {
    int groups = SHAPE.banksPerGroup();
    return CODE.bank(before) / groups != CODE.bank(request) / groups;
  }
}
