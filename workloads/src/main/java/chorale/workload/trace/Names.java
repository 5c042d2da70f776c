package chorale.workload.trace;

import java.util.List;

/** The names under which frameworks write the parts of a routing. */
final class Names {
  static final List<String> LAYER = List.of("layer", "layer_id", "layer_idx", "layer_number");
  static final List<String> TOKEN = List.of("token", "token_idx", "token_index", "token_pos");

  /** One expert in a cell. */
  static final List<String> EXPERT = List.of("expert", "expert_id", "expert_idx");

  /** One weight in a cell. */
  static final List<String> WEIGHT = List.of("weight", "score", "prob", "gate");

  /** All experts of a token, or of many. */
  static final List<String> EXPERTS =
      List.of(
          "experts",
          "expert_ids",
          "topk_ids",
          "topk_idx",
          "topk_indices",
          "top_indices",
          "selected_experts",
          "routed_experts");

  /** All weights of a token, or of many. */
  static final List<String> WEIGHTS =
      List.of(
          "weights",
          "expert_weights",
          "topk_weights",
          "topk_weight",
          "routing_weights",
          "scores",
          "probs");

  private Names() {}
}
