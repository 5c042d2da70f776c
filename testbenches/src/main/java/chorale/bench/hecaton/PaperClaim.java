package chorale.bench.hecaton;

import java.util.List;

/**
 * What Hecaton's abstract claims over Megatron's tensor parallelism.
 *
 * @param figure name in our figures
 * @param model of the catalogue
 * @param speedup time over time
 * @param energy joules over joules
 * @param source revision of arXiv 2407.05784
 */
public record PaperClaim(
    String figure, String model, double speedup, double energy, String source) {
  /** Both. */
  public static List<PaperClaim> all() {
    return List.of(
        new PaperClaim("llama2_70b", "Llama2-70B", 4.98, 2.35, "v1"),
        new PaperClaim("llama3_405b", "Llama3.1-405B", 5.29, 3.46, "v2"));
  }
}
