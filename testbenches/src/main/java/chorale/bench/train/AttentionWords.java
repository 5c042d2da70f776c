package chorale.bench.train;

import chorale.bench.train.HomeAttention.Kept;
import chorale.bench.train.HomeAttention.Sequence;
import chorale.chiplet.array.Gemm;
import chorale.chiplet.array.Gemm.Place;
import chorale.workload.mozart.MozartStep;
import chorale.workload.step.Work;
import chorale.workload.train.AttentionData;
import java.util.List;

/**
 * Where the operands of attention's commands lie at a home. Heads are ranges of columns: their
 * products have the stride of all heads. The mask of a causal sequence is what the sums of scores
 * begin with.
 */
final class AttentionWords {
  private final MozartStep step;
  private final AttentionKernels kernels;

  AttentionWords(MozartStep step, AttentionKernels kernels) {
    this.step = step;
    this.kernels = kernels;
  }

  /** All that commands of a sequence refer to. */
  private record At(
      HomeAttention all,
      Sequence of,
      Kept kept,
      Region x,
      Region y,
      Region dy,
      Region dx,
      Region[] weight,
      Region[] gradient) {}

  private At at(StreamedMemory.Home home, int sequence) {
    int part = sequence / step.sequences();
    int inPart = sequence % step.sequences();
    int layer = step.layer(part);
    int microBatch = step.microBatch(part);
    var all = home.attention;
    var of = all.sequences.get(microBatch * step.sequences() + inPart);
    var batch = home.batches.get(microBatch);
    int tokens = all.shape.tokens();
    int first = inPart * tokens;
    return new At(
        all,
        of,
        of.kept.get(layer),
        batch.states.get(layer).rows(first, tokens),
        batch.attended.get(layer).rows(first, tokens),
        batch.dAttended.rows(first, tokens),
        batch.gradients.get(layer).rows(first, tokens),
        all.weights.get(layer).weight,
        all.weights.get(layer).gradient);
  }

  /** A product of matrices. */
  Gemm gemm(StreamedMemory.Home home, Work.Multiply w) {
    var a = at(home, w.expert());
    var s = a.of;
    int h = w.slot();
    return switch (w.product()) {
      case QUERY -> gemm(w, a.x.place(), a.weight[AttentionData.QUERY].place(), s.qSum.place());
      case KEY -> gemm(w, a.x.place(), a.weight[AttentionData.KEY].place(), s.kSum.place());
      case VALUE -> gemm(w, a.x.place(), a.weight[AttentionData.VALUE].place(), s.vSum.place());
      case SCORES -> {
        var mask = a.all.mask == null ? null : a.all.mask.place();
        var to = rows(s.scores, a, h).place();
        yield StepGemm.of(w, head(a.kept.q(), a, h), key(a.kept.k(), a, h), mask, to);
      }
      case CONTEXT ->
          gemm(
              w,
              rows(a.kept.probability(), a, h).place(),
              key(a.kept.v(), a, h),
              head(s.contextSum, a, h));
      case ATTENDED ->
          gemm(
              w,
              a.kept.context().place(),
              a.weight[AttentionData.OUTPUT].place(),
              s.attendedSum.place());
      case CONTEXT_GRADIENT ->
          gemm(w, a.dy.place(), a.weight[AttentionData.OUTPUT].place(), s.dContext.sum().place());
      case PROBABILITY_GRADIENT ->
          gemm(
              w,
              head(s.dContext.value(), a, h),
              key(a.kept.v(), a, h),
              rows(s.dScores.sum(), a, h).place());
      case VALUE_GRADIENT ->
          gemm(
              w,
              rows(a.kept.probability(), a, h).place(),
              head(s.dContext.value(), a, h),
              key(s.dv.sum(), a, h));
      case QUERY_GRADIENT ->
          gemm(
              w,
              rows(s.dScores.value(), a, h).place(),
              key(a.kept.k(), a, h),
              head(s.dq.sum(), a, h));
      case KEY_GRADIENT ->
          gemm(
              w,
              rows(s.dScores.value(), a, h).place(),
              head(a.kept.q(), a, h),
              key(s.dk.sum(), a, h));
      case STATE_BY_QUERY -> back(w, a, s.dq.value(), AttentionData.QUERY);
      case STATE_BY_KEY -> back(w, a, s.dk.value(), AttentionData.KEY);
      case STATE_BY_VALUE -> back(w, a, s.dv.value(), AttentionData.VALUE);
      case QUERY_MATRIX_GRADIENT -> gradient(w, a, a.x, s.dq.value(), AttentionData.QUERY);
      case KEY_MATRIX_GRADIENT -> gradient(w, a, a.x, s.dk.value(), AttentionData.KEY);
      case VALUE_MATRIX_GRADIENT -> gradient(w, a, a.x, s.dv.value(), AttentionData.VALUE);
      case OUTPUT_MATRIX_GRADIENT -> gradient(w, a, a.kept.context(), a.dy, AttentionData.OUTPUT);
      default -> throw new IllegalArgumentException(w.product() + " of an expert at a home");
    };
  }

  /** The kernel of a command, and its streams. */
  int kernel(Work.Apply w) {
    return switch (w.task()) {
      case SCALE_QUERY, SCALE_QUERY_GRADIENT -> kernels.scaled();
      case SOFTMAX -> kernels.softmax();
      case SOFTMAX_BACKWARD -> kernels.softmaxBackward();
      default -> kernels.toBf16();
    };
  }

  /** Where a kernel reads and writes. */
  List<Region> streams(StreamedMemory.Home home, Work.Apply w) {
    var a = at(home, w.part());
    var s = a.of;
    int h = w.place();
    return switch (w.task()) {
      case SCALE_QUERY -> List.of(a.all.scale, s.qSum, a.kept.q());
      case ROUND_KEY -> List.of(s.kSum, a.kept.k());
      case ROUND_VALUE -> List.of(s.vSum, a.kept.v());
      case SOFTMAX -> List.of(rows(s.scores, a, h), rows(a.kept.probability(), a, h));
      case ROUND_CONTEXT -> List.of(s.contextSum, a.kept.context());
      case ROUND_ATTENDED -> List.of(s.attendedSum, a.y);
      case ROUND_CONTEXT_GRADIENT -> List.of(s.dContext.sum(), s.dContext.value());
      case SOFTMAX_BACKWARD ->
          List.of(
              rows(a.kept.probability(), a, h),
              rows(s.dScores.sum(), a, h),
              rows(s.dScores.value(), a, h));
      case ROUND_VALUE_GRADIENT -> List.of(s.dv.sum(), s.dv.value());
      case SCALE_QUERY_GRADIENT -> List.of(a.all.scale, s.dq.sum(), s.dq.value());
      case ROUND_KEY_GRADIENT -> List.of(s.dk.sum(), s.dk.value());
      case ROUND_STATE_GRADIENT -> List.of(s.dxSum, a.dx);
      default -> throw new IllegalArgumentException(w.task() + " without attention");
    };
  }

  private static Gemm back(Work.Multiply w, At a, Region left, int matrix) {
    return gemm(w, left.place(), a.weight[matrix].place(), a.of.dxSum.place());
  }

  private static Gemm gradient(Work.Multiply w, At a, Region left, Region top, int matrix) {
    return gemm(w, left.place(), top.place(), a.gradient[matrix].place());
  }

  private static Gemm gemm(Work.Multiply w, Place left, Place top, Place to) {
    return StepGemm.of(w, left, top, w.goesOn() ? to : null, to);
  }

  /** Rows of a head. */
  private static Region rows(Region of, At a, int head) {
    int tokens = a.all.shape.tokens();
    return of.rows(head * tokens, tokens);
  }

  /** Columns of a query head. */
  private Place head(Region of, At a, int head) {
    return of.columns(head * a.all.shape.headSize() / step.machine().lanes());
  }

  /** Columns of its head of keys and values. */
  private Place key(Region of, At a, int head) {
    return head(of, a, a.all.shape.kvHead(head));
  }
}
