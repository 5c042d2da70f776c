package chorale.workload.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chorale.workload.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CatalogueTest {
  private static final String SMALL =
      """
      name: Small
      source: "none"
      layers: 3
      hidden: 4
      vocabulary: 10
      attention: {kind: grouped, heads: 2, kv_heads: 1, head_dim: 2}
      dense: {layers: 1, hidden: 5}
      experts: {layers: 2, count: 6, top_k: 2, hidden: 3, shared: 1}
      published: {total_b: 0.001}
      """;

  @TempDir Path folder;

  static Stream<ModelShape> models() {
    return Catalogue.all().stream();
  }

  @Test
  void holdsTheModelsOfThePapers() {
    var names = Catalogue.all().stream().map(ModelShape::name).toList();
    assertTrue(
        names.containsAll(
            List.of(
                "Qwen3-30B-A3B",
                "OLMoE-1B-7B-0924",
                "DeepSeek-MoE-16B",
                "Mixtral-8x7B",
                "DeepSeek-V2-Lite",
                "DeepSeek-V2",
                "DeepSeek-V3",
                "DeepSeek-R1",
                "Qwen3-235B-A22B",
                "Qwen3-Coder-480B-A35B",
                "Kimi-K2",
                "Llama2-7B",
                "Llama2-13B",
                "Llama2-70B",
                "Llama3.1-8B",
                "Llama3.1-70B",
                "Llama3.1-405B",
                "TinyLlama-1.1B",
                "BERT-large",
                "BLOOM-1b7")),
        names.toString());
  }

  /** The publishers' weights are counted to the last one, so nothing of the shape can be wrong. */
  @ParameterizedTest
  @MethodSource("models")
  void theShapeHasAsManyParametersAsThePublishedWeights(ModelShape model) {
    long checkpoint = model.published().checkpoint();
    if (checkpoint != 0) {
      assertEquals(checkpoint, model.parameters(), model.name());
    }
    double published = model.published().totalB();
    assertEquals(published, model.parameters() / 1e9, 0.03 * published, model.name());
  }

  /** Some publishers count the embedding, of which a token reads one row, some do not. */
  @ParameterizedTest
  @MethodSource("models")
  void theParametersThatATokenUsesAreThePublishedOnes(ModelShape model) {
    double published = model.published().activeB();
    if (model.experts().count() == 0) {
      assertEquals(model.parameters(), model.activeParameters());
      return;
    }
    double with = model.activeParameters() / 1e9;
    double without = with - model.embeddingParameters() / 1e9;
    double nearest = Math.min(Math.abs(with - published), Math.abs(without - published));
    assertTrue(nearest <= 0.03 * published, model.name() + ": " + without + " .. " + with);
  }

  @ParameterizedTest
  @CsvSource({
    "Qwen3-30B-A3B, 3.353, 95.0",
    "OLMoE-1B-7B-0924, 1.282, 93.1",
    "DeepSeek-MoE-16B, 2.829, 91.3",
    "Mixtral-8x7B, 12.880, 96.6"
  })
  void expertsHoldMostOfTheParametersAndATokenUsesFew(String name, double active, double share) {
    var model = Catalogue.find(name);
    assertEquals(active, model.activeParameters() / 1e9, 0.0005);
    assertEquals(share, 100.0 * model.expertParameters() / model.parameters(), 0.05);
  }

  @Test
  void aSmallModelIsCountedByHand() throws IOException {
    var model = ModelReader.read(Files.writeString(folder.resolve("m.yaml"), SMALL));
    int attention = 4 * 4 + 4 * 4 + 2 * 4 * 2;
    int layer = attention + 2 * 4;
    int expert = 3 * 4 * 3;
    int dense = 3 * 4 * 5;
    int routed = 7 * expert + 6 * 4;
    assertEquals(3 * layer + dense + 2 * routed + 2 * 40 + 4, model.parameters());
    assertEquals(model.parameters() - 2 * 4 * expert, model.activeParameters());
  }

  @Test
  void findsAModelInWhateverCaseAndOneInAFile() throws IOException {
    assertEquals("OLMoE-1B-7B-0924", Catalogue.find("olmoe-1b-7b-0924").name());
    var file = Files.writeString(folder.resolve("m.yaml"), SMALL);
    assertEquals("Small", Catalogue.find(file.toString()).name());
    var bad = assertThrows(BadInput.class, () -> Catalogue.find("gpt-5"));
    assertTrue(
        bad.getMessage().startsWith("gpt-5: there is no such model: write a .yaml file or one of"),
        bad.getMessage());
  }

  @ParameterizedTest(name = "{0} -> {1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "layers: 3       | layers: 4      | m.yaml:3:9: layers is 4, but dense.layers and experts.layers add up to 3: count every layer once",
        "top_k: 2        | top_k: 7       | m.yaml:8:39: experts.top_k is 7, more than the 6 experts: write at most 6",
        "hidden: 4       | hiden: 4       | m.yaml:4:1: unknown key 'hiden' in the file: did you mean 'hidden'?",
        "heads: 2        | heads: two     | m.yaml:6:35: attention.heads must be an integer, is 'two': write an integer from 1 to 1024",
        "kind: grouped   | kind: sparse   | m.yaml:6:19: attention.kind is 'sparse', which is not known: write one of grouped, latent"
      })
  void namesFileLineAndMendOfAFault(String good, String wrong, String message) throws IOException {
    var file = Files.writeString(folder.resolve("m.yaml"), SMALL.replace(good, wrong));
    var bad = assertThrows(BadInput.class, () -> ModelReader.read(file));
    assertEquals(message, bad.getMessage().replace(folder + "/", ""));
  }
}
