package chorale.workload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceReaderTest {
  @TempDir Path folder;

  private static int[] row(Routing routing, int token) {
    var row = new int[routing.topK()];
    for (int j = 0; j < row.length; j++) {
      row[j] = routing.expert(token, j);
    }
    return row;
  }

  private String fault(String text, int layer, int tokens) throws IOException {
    var file = Files.writeString(folder.resolve("t.csv"), text);
    var bad = assertThrows(BadInput.class, () -> TraceReader.read(file, layer, tokens, 2, 8));
    return bad.getMessage().replace(file.toString(), "t.csv");
  }

  @Test
  void readsThePrefillTrace() {
    var routing = TraceReader.read(Fixtures.PREFILL, 2, 2048, 6, 64);
    assertEquals(2048, routing.tokens());
    assertArrayEquals(new int[] {34, 28, 21, 47, 3, 12}, row(routing, 0));
    assertArrayEquals(new int[] {1, 38, 16, 21, 47, 34}, row(routing, 1));
  }

  @Test
  void readsTheFirstTokensTraceInTheOrderOfItsRows() {
    var routing = TraceReader.read(Fixtures.FIRST_TOKENS, 9, 640, 6, 64);
    assertEquals(640, routing.tokens());
    var second = TraceReader.read(Fixtures.FIRST_TOKENS, 2, 2, 6, 64);
    assertArrayEquals(new int[] {9, 4, 1, 14, 44, 42}, row(second, 1));
  }

  @Test
  void readsAMinimalCsvAndCutsItToTopK() throws IOException {
    var file = Files.writeString(folder.resolve("t.csv"), "layer,token,e0,e1,e2\n3,0,7,1,2\n");
    assertArrayEquals(new int[] {7, 1}, row(TraceReader.read(file, 3, 1, 2, 8), 0));
  }

  @Test
  void readsGzipByItsName() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(bytes)) {
      zip.write("layer,e0,e1\n0,4,5\n".getBytes(StandardCharsets.UTF_8));
    }
    var file = Files.write(folder.resolve("t.csv.gz"), bytes.toByteArray());
    assertEquals(5, TraceReader.read(file, 0, 1, 2, 8).expert(0, 1));
    var cut = Files.write(folder.resolve("cut.csv.gz"), Arrays.copyOf(bytes.toByteArray(), 20));
    var bad = assertThrows(BadInput.class, () -> TraceReader.read(cut, 0, 1, 2, 8));
    assertTrue(bad.getMessage().startsWith(cut + ": the trace is cut short"), bad.getMessage());
  }

  @Test
  void reportsAMissingFile() {
    var file = folder.resolve("none.csv");
    var bad = assertThrows(BadInput.class, () -> TraceReader.read(file, 0, 1, 2, 8));
    assertEquals(
        file + ": the trace does not exist: check trace.file, relative to the YAML file",
        bad.getMessage());
  }

  @Test
  void reportsAFileThatIsNotGzip() throws IOException {
    var file = Files.writeString(folder.resolve("t.csv.gz"), "layer,e0,e1\n0,4,5\n");
    var bad = assertThrows(BadInput.class, () -> TraceReader.read(file, 0, 1, 2, 8));
    assertEquals(
        file + ": the trace is not gzip: Not in GZIP format: rename it without .gz",
        bad.getMessage());
  }

  @Test
  void reportsAnEmptyTrace() throws IOException {
    assertEquals("t.csv:1: the trace is empty: start with layer,token,e0,e1,..", fault("", 0, 1));
    assertEquals(
        "t.csv:1: the trace has a header and no rows: add one row per token",
        fault("layer,e0,e1\n", 0, 1));
  }

  @Test
  void reportsARaggedRow() throws IOException {
    assertEquals(
        "t.csv:3: the row has 2 fields, the header 3: write one value per column",
        fault("layer,e0,e1\n0,1,2\n0,1\n", 0, 2));
  }

  @Test
  void reportsTheLineOfALastRowWithoutLineEnd() throws IOException {
    assertEquals(
        "t.csv:3: e1 is 'x', not an integer: write an integer",
        fault("layer,e0,e1\n0,1,2\n0,1,x", 0, 2));
  }

  @Test
  void reportsAFieldThatIsNoNumber() throws IOException {
    assertEquals(
        "t.csv:2: e1 is 'x', not an integer: write an integer",
        fault("layer,e0,e1\n0,1,x\n0,1,2\n", 0, 1));
  }

  @Test
  void reportsAnExpertOutOfRange() throws IOException {
    assertEquals(
        "t.csv:2: e1 is 8, outside 0..7: check model.experts",
        fault("layer,e0,e1\n0,1,8\n0,1,2\n", 0, 1));
  }

  @Test
  void reportsARepeatedExpert() throws IOException {
    assertEquals(
        "t.csv:2: expert 3 stands twice: name each expert once per token",
        fault("layer,e0,e1\n0,3,3\n0,1,2\n", 0, 1));
  }

  @Test
  void reportsALayerThatIsNotThereAndListsThoseThatAre() throws IOException {
    assertEquals(
        "t.csv: layer 5 is not in the trace: choose one of [2, 4]",
        fault("layer,e0,e1\n4,1,2\n2,1,2\n", 5, 1));
  }

  @Test
  void reportsFewerTokensThanAsked() throws IOException {
    assertEquals(
        "t.csv: layer 2 has 1 tokens, the run asks for 2: set trace.tokens to at most 1",
        fault("layer,e0,e1\n4,1,2\n2,1,2\n", 2, 2));
  }

  @Test
  void reportsFewerExpertColumnsThanTopK() throws IOException {
    assertEquals(
        "t.csv:1: the trace has 1 expert columns, model.top_k is 2:"
            + " add the columns up to e1, or lower model.top_k",
        fault("layer,e0\n4,1\n", 4, 1));
  }

  @Test
  void reportsAMissingLayerColumnAndADoubledOne() throws IOException {
    assertEquals(
        "t.csv:1: there is no column 'layer': start with layer,token,e0,e1,..",
        fault("token,e0,e1\n4,1,2\n", 4, 1));
    assertTrue(fault("layer,e0,e0\n4,1,2\n", 4, 1).startsWith("t.csv:1: the header is faulty"));
  }
}
