package chorale.workload.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.workload.BadInput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceStreamTest {
  private static final Path PREFILL =
      Path.of("../examples/traces/flame290m_it5473_prefill_2048tok_8layers.csv.gz");

  @TempDir Path folder;

  private static List<String> rows(Path file) throws IOException {
    var rows = new ArrayList<String>();
    try (var stream = TraceStream.open(file)) {
      while (stream.hasNext()) {
        var r = stream.next();
        String weights = r.weights().length == 0 ? "" : " " + Arrays.toString(r.weights());
        rows.add(r.layer() + "/" + r.token() + " " + Arrays.toString(r.experts()) + weights);
      }
    }
    return rows;
  }

  private List<String> rows(String name, String text) throws IOException {
    return rows(Files.writeString(folder.resolve(name), text));
  }

  private String fault(String name, String text) throws IOException {
    var file = Files.writeString(folder.resolve(name), text);
    var bad = assertThrows(BadInput.class, () -> rows(file));
    return bad.getMessage().replace(folder + "/", "");
  }

  @Test
  void readsTheShippedTraceWithItsWeights() throws IOException {
    var rows = rows(PREFILL);
    assertEquals(8 * 2048, rows.size());
    assertEquals(
        "2/0 [34, 28, 21, 47, 3, 12] [0.099801, 0.052281, 0.041714, 0.038429, 0.03256, 0.029556]",
        rows.getFirst());
  }

  @Test
  void readsAPairInARow() throws IOException {
    assertEquals(
        List.of("3/0 [5, 17] [0.6, 0.4]", "4/0 [1, 2] [0.5, 0.5]", "3/1 [9, 8] [0.9, 0.1]"),
        rows(
            "t.csv",
            """
            token,layer,expert,weight
            0,3,5,0.6
            0,3,17,0.4
            0,4,1,0.5
            0,4,2,0.5
            1,3,9,0.9
            1,3,8,0.1
            """));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {"\"[5, 17]\" ~ \"[0.6, 0.4]\"", "5 17 ~ 0.6 0.4", "(5;17) ~ (0.6;0.4)"})
  void readsListsInCells(String experts, String weights) throws IOException {
    assertEquals(
        List.of("3/7 [5, 17] [0.6, 0.4]"),
        rows("t.csv", "token,layer,topk_ids,topk_weights\n7,3," + experts + "," + weights + "\n"));
  }

  @Test
  void countsTheTokensOfALayerWhereTheyAreNotNamed() throws IOException {
    assertEquals(
        List.of("3/0 [5, 17]", "4/0 [1, 2]", "3/1 [9, 8]"),
        rows("t.csv", "layer,e0,e1\n3,5,17\n4,1,2\n3,9,8\n"));
  }

  @Test
  void readsAnObjectForATokenAndLayer() throws IOException {
    assertEquals(
        List.of("3/0 [5, 17] [0.6, 0.4]", "3/1 [9, 8]"),
        rows(
            "t.jsonl",
            """
            {"token": 0, "layer": 3, "experts": [5, 17], "weights": [0.6, 0.4], "text": ["a"]}
            {"layer_idx": 3, "selected_experts": [9, 8], "token": 1}
            """));
  }

  @Test
  void readsAnObjectForManyTokensOfALayer() throws IOException {
    assertEquals(
        List.of("3/0 [5, 17]", "3/1 [9, 8]", "3/2 [1, 2]"),
        rows(
            "t.ndjson",
            """
            {"layer": 3, "topk_ids": [[5, 17], [9, 8]]}
            {"layer": 3, "topk_ids": [[1, 2]]}
            """));
  }

  @Test
  void readsAnObjectForManyTokensOfAllLayers() throws IOException {
    assertEquals(
        List.of("0/0 [5, 17]", "1/0 [9, 8]", "0/1 [1, 2]", "1/1 [3, 4]"),
        rows("t.jsonl", "{\"routed_experts\": [[[5, 17], [9, 8]], [[1, 2], [3, 4]]]}\n"));
  }

  @Test
  void readsGzipOfAnyFormat() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(bytes)) {
      zip.write("{\"layer\": 0, \"experts\": [4, 5]}".getBytes(StandardCharsets.UTF_8));
    }
    var file = Files.write(folder.resolve("t.jsonl.gz"), bytes.toByteArray());
    assertEquals(List.of("0/0 [4, 5]"), rows(file));
    var cut = Files.write(folder.resolve("c.jsonl.gz"), Arrays.copyOf(bytes.toByteArray(), 30));
    var bad = assertThrows(BadInput.class, () -> rows(cut));
    assertTrue(bad.getMessage().contains("cut short"), bad.getMessage());
  }

  @Test
  void saysHowMuchOfTheFileIsRead() throws IOException {
    try (var stream = TraceStream.open(PREFILL)) {
      assertTrue(stream.bytesRead() < stream.size());
      stream.forEachRemaining(_ -> {});
      assertEquals(stream.size(), stream.bytesRead());
    }
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "layer,e0,e1;0,1,x         | t.csv:2: e1 is 'x', not an integer: write an integer",
        "layer,e0,e1;0,1,1         | t.csv:2: expert 1 stands twice: name each expert once per token",
        "layer,e0,e1;0,1,2;0,1,-1  | t.csv:3: expert -1 is outside 0..4095: leave out what is no expert",
        "layer,e0,e1;0,1           | t.csv:2: the row has 2 fields, the header 3: write one value per column",
        "layer,e0,e1               | t.csv: the trace has no rows: add one per token and layer",
        "layer,e0,e1;1000,1,2      | t.csv:2: layer 1000 is outside 0..999: check the layer",
        "token,e0,e1;0,1,2         | t.csv:1: there is no column 'layer': start with layer,token,e0,e1,..",
        "layer,expert;0,1          | t.csv:1: there is no column 'token': start with token,layer,expert,weight",
        "layer,e0,p0,p1;0,1,.5,.5  | t.csv:2: 1 experts have 2 weights: give each expert one weight",
        "layer,token,experts;0,0,1 2;0,1,1 2 3 | t.csv:3: token 1 of layer 0 has 3 experts, those before it 2: give each token of a layer equally many, all in one place"
      })
  void namesTheLineAndTheMendOfAFaultInCsv(String text, String message) throws IOException {
    assertEquals(message, fault("t.csv", text.replace(';', '\n') + "\n"));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"layer\": 0}                             | t.jsonl:2: the object has no experts: ",
        "{\"experts\": [1, 2]}                      | t.jsonl:2: the object has no layer: ",
        "{\"layer\": 0, \"experts\": [[[1]]]}       | t.jsonl:2: experts of all layers stand beside a layer: ",
        "{\"layer\": 0, \"experts\": [[1, 2], [3]]} | t.jsonl:2: experts has lists of 2 and of 1: ",
        "{\"layer\": 0, \"experts\": [1, [2]]}      | t.jsonl:2: experts mixes numbers and lists: ",
        "{\"layer\": 0, \"experts\": [1.5]}         | t.jsonl:2: expert 1.5 is no integer: ",
        "{\"layer\": 0, \"experts\": \"1 2\"}       | t.jsonl:2: experts is no list: ",
        "{\"layer\": 0, \"experts\": [1, 2], \"weights\": [1]} | t.jsonl:2: the object has 2 experts and 1 weights: ",
        "[1, 2]                                     | t.jsonl:2: the line is no object: ",
        "{\"layer\": 0, \"experts\": [1, 2          | t.jsonl:"
      })
  void namesTheLineOfAFaultInJson(String line, String message) throws IOException {
    String said = fault("t.jsonl", "{\"layer\": 0, \"experts\": [1, 2]}\n" + line + "\n");
    assertTrue(said.startsWith(message), said);
  }

  @Test
  void refusesNamesAndPathsThatAreNoTrace() throws IOException {
    assertEquals(
        "t.txt: the name does not say the format:"
            + " end it in .csv, .jsonl or .et, or these with .gz",
        fault("t.txt", "x"));
    var none = assertThrows(BadInput.class, () -> TraceStream.open(folder.resolve("none.csv")));
    assertTrue(none.getMessage().endsWith("none.csv: the trace does not exist: check the path"));
    assertThrows(BadInput.class, () -> TraceStream.open(folder));
  }
}
