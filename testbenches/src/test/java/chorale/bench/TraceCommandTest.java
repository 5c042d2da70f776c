package chorale.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands around models, traces and placements as their user meets them. */
class TraceCommandTest {
  private static final Path TRACES = Path.of("../examples/traces");
  private static final String PREFILL =
      TRACES.resolve("flame290m_it5473_prefill_2048tok_8layers.csv.gz").toString();

  @TempDir Path folder;

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void listsTheModelsWithTheirParameters() {
    var said = Outcome.of("models");
    assertEquals(0, said.exit());
    assertTrue(
        said.out()
            .contains(
                "Qwen3-30B-A3B              48   2048     128       0     8      768    30.532     3.353"),
        said.out());
    assertEquals(2, Outcome.of("models", "olmoe-1b-7b-0924").out().lines().count());
    assertEquals(2, Outcome.of("models", "gpt-5").exit());
  }

  @Test
  void describesATraceByLayer() throws IOException {
    var said = Outcome.of("trace", "describe", PREFILL, "--csv", file("d.csv"));
    assertEquals(0, said.exit(), said.err());
    assertTrue(said.out().contains("8 layers, 64 experts"), said.out());
    List<String> rows = Files.readAllLines(folder.resolve("d.csv"));
    assertEquals(9, rows.size());
    // 1.865 and 0.280: busiest over mean, and coefficient of variation of layer 2's loads
    assertTrue(rows.get(1).startsWith("2,2048,6,64,1.865,0.280,5.315,"), rows.get(1));
  }

  @Test
  void aGeneratedTraceHasTheKnobsThatItWasGeneratedWith() throws IOException {
    var made =
        Outcome.of(
            "trace",
            "generate",
            file("g.csv.gz"),
            "--experts",
            "64",
            "--top-k",
            "6",
            "--tokens",
            "4000",
            "--locality",
            "0.7",
            "--skew",
            "0.4");
    assertEquals(0, made.exit(), made.err());
    assertEquals(0, Outcome.of("trace", "fit", file("g.csv.gz"), "--csv", file("f.csv")).exit());
    String[] knobs = Files.readAllLines(folder.resolve("f.csv")).get(1).split(",");
    assertEquals(0.7, Double.parseDouble(knobs[1]), 0.1);
    assertEquals(0.4, Double.parseDouble(knobs[2]), 0.15);
  }

  @Test
  void equalSeedsGiveEqualFilesAndOtherSeedsOthers() throws IOException {
    for (String[] seed : new String[][] {{"a", "1"}, {"b", "1"}, {"c", "2"}}) {
      Outcome.of(
          "trace",
          "generate",
          file(seed[0] + ".csv"),
          "--model",
          "OLMoE-1B-7B-0924",
          "--tokens",
          "50",
          "--seed",
          seed[1]);
    }
    byte[] one = Files.readAllBytes(folder.resolve("a.csv"));
    assertArrayEquals(one, Files.readAllBytes(folder.resolve("b.csv")));
    assertFalse(Arrays.equals(one, Files.readAllBytes(folder.resolve("c.csv"))));
    assertEquals(1 + 16 * 50, Files.readAllLines(folder.resolve("a.csv")).size());
  }

  @Test
  void convertsJsonLinesToWhatARunReads() throws IOException {
    Files.writeString(
        folder.resolve("t.jsonl"),
        """
        {"layer": 3, "topk_ids": [[5, 17], [9, 8]], "topk_weights": [[0.75, 0.25], [1, 0]]}
        {"layer": 4, "topk_ids": [[1, 2]], "topk_weights": [[0.5, 0.5]]}
        """);
    assertEquals(0, Outcome.of("trace", "convert", file("t.jsonl"), file("t.csv")).exit());
    assertEquals(
        """
        layer,token,e0,e1,p0,p1
        3,0,5,17,0.75,0.25
        3,1,9,8,1.0,0.0
        4,0,1,2,0.5,0.5
        """,
        Files.readString(folder.resolve("t.csv")));
  }

  @Test
  void aFaultLeavesNoFileBehind() throws IOException {
    Files.writeString(folder.resolve("t.csv"), "layer,e0,e1\n0,1,2\n0,1,1\n");
    var said = Outcome.of("trace", "convert", file("t.csv"), file("o.csv"));
    assertEquals(2, said.exit());
    assertTrue(said.err().contains("t.csv:3: expert 1 stands twice"), said.err());
    try (var files = Files.list(folder)) {
      assertEquals(List.of(folder.resolve("t.csv")), files.toList());
    }
  }

  @Test
  void optionsThatCannotBeAreRefusedWithWhatWouldBe() {
    assertTrue(
        Outcome.of("trace", "generate", file("g.csv"), "--locality", "2")
            .err()
            .contains("locality 2.0, skew 0.2: write 0 to 1, and 0 to 4"));
    assertEquals(2, Outcome.of("trace", "generate", file("g.txt")).exit());
    assertEquals(2, Outcome.of("trace", "generate", file("g.csv"), "--model", "Llama2-7B").exit());
    assertEquals(2, Outcome.of("trace", "describe", PREFILL, "--experts", "63").exit());
    var layer = Outcome.of("trace", "fit", PREFILL, "--layer", "1");
    assertTrue(layer.err().contains("choose one of [2, 3, 4, 5, 6, 7, 8, 9]"), layer.err());
    assertFalse(Files.exists(folder.resolve("g.csv")));
  }

  @Test
  void everyCommandExplainsItself() {
    for (String command : List.of("describe", "fit", "generate", "convert")) {
      var said = Outcome.of("trace", command, "--help");
      assertEquals(0, said.exit());
      assertTrue(said.out().contains("Usage: chorale trace " + command), said.out());
    }
  }

  @Test
  void theStudyOfPlacementsHoldsItsGoals() throws IOException {
    var said =
        Outcome.of(
            "study",
            "placement",
            "--traces",
            TRACES.toString(),
            "--work",
            file("work"),
            "--figures",
            file("figures.csv"));
    assertEquals(0, said.exit(), said.out() + said.err());
    var figures = Files.readString(folder.resolve("figures.csv"));
    assertTrue(figures.contains("replicas_ours_over_mozart,0."), figures);
    assertTrue(figures.contains("worst_link_load_ours_over_best_other,0."), figures);
    // 19 layers, 5 placements, a header
    assertEquals(96, Files.readAllLines(folder.resolve("work/placements.csv")).size());
    assertTrue(Files.size(folder.resolve("work/trunks.png")) > 1000);
    assertTrue(Files.size(folder.resolve("work/locality.png")) > 1000);
  }
}
