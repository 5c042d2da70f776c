package chorale.workload.mozart;

import chorale.workload.catalogue.Catalogue;
import chorale.workload.catalogue.ModelShape;
import java.util.List;

/**
 * A model of Mozart's ablation with what the paper prints for it (Tab. 2 to 4, Fig. 6; sequence
 * length 256, HBM2).
 *
 * @param name in figures
 * @param shape from the catalogue
 * @param packageArea square millimetres, memories included
 * @param replicas C_T in A, B and C
 * @param latency of A, B and C, the baseline's being 1
 * @param speedup of C, as it is printed
 */
public record PaperModel(
    String name,
    ModelShape shape,
    double packageArea,
    double[] replicas,
    double[] latency,
    double speedup) {
  /** Qwen3-30B-A3B. */
  public static PaperModel qwen() {
    return new PaperModel(
        "qwen3_30b_a3b",
        Catalogue.find("Qwen3-30B-A3B"),
        14175,
        new double[] {8, 6.58, 5.77},
        new double[] {0.73, 0.59, 0.52},
        1.92);
  }

  /** OLMoE-1B-7B. */
  public static PaperModel olmoe() {
    return new PaperModel(
        "olmoe",
        Catalogue.find("OLMoE-1B-7B-0924"),
        10200,
        new double[] {8, 6.84, 5.63},
        new double[] {0.63, 0.48, 0.422},
        2.37);
  }

  /** DeepSeek-MoE-16B. */
  public static PaperModel deepseek() {
    return new PaperModel(
        "deepseek_moe",
        Catalogue.find("DeepSeek-MoE-16B"),
        11230,
        new double[] {6, 5.56, 4.32},
        new double[] {0.67, 0.56, 0.46},
        2.17);
  }

  /** All three. */
  public static List<PaperModel> all() {
    return List.of(qwen(), olmoe(), deepseek());
  }
}
