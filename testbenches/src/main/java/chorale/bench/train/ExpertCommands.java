package chorale.bench.train;

import chorale.bench.train.ChipletMemory.Expert;
import chorale.bench.train.CommandQueues.Wait;
import chorale.chiplet.TrainingFormat;
import chorale.chiplet.TrainingParameters;
import chorale.chiplet.TrainingParameters.Target;
import chorale.chiplet.array.Gemm;
import chorale.workload.Routing;
import chorale.workload.train.LayerData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The commands of one chiplet from which programs of experts are made: GEMMs of an expert, and
 * packets of its tokens. Experts are dealt out to the tiles of their chiplet, one after the other;
 * all GEMMs of an expert are its tile's.
 */
final class ExpertCommands {
  /** Classes of traffic: tokens to experts and back, gradients to experts and back. */
  static final int DISPATCH = 0;

  static final int COMBINE = 1;
  static final int GRADIENT = 2;
  static final int RETURN = 3;

  final CommandQueues queues;
  private final TrainingParameters p;
  private final LayerData data;
  private final ExpertKernels kernels;
  private final List<ChipletMemory> memories;
  private final HostWords words;
  private final int c;
  private final ChipletMemory m;
  private final List<Expert> experts;
  private int packets;

  /** Of chiplet {@code c}; {@code experts} are those with tokens, in the order of their work. */
  ExpertCommands(
      TrainingParameters p,
      LayerData data,
      ExpertKernels kernels,
      List<ChipletMemory> memories,
      HostWords words,
      int c,
      List<Expert> experts) {
    this.p = p;
    this.data = data;
    this.kernels = kernels;
    this.memories = memories;
    this.words = words;
    this.c = c;
    this.experts = experts;
    m = memories.get(c);
    queues = new CommandQueues(p, words, c);
  }

  void array(Expert e, Gemm gemm, Wait first, Wait second) {
    queues.array(tile(e), gemm, first, second);
  }

  /** For all GEMMs so far of the expert's tile. */
  Wait last(Expert e) {
    return queues.lastOf(tile(e));
  }

  private int tile(Expert e) {
    return experts.indexOf(e) % p.tiles();
  }

  /** Words of {@code n} lanes. */
  int m(int n) {
    return n / p.lanes();
  }

  /** Y = A W. */
  void forward(Expert e, Region a, int matrix, Region y, int k, int n, Wait first, Wait second) {
    var gemm =
        Gemm.weightStationary(e.tokens, k, n, a.place(), e.weight[matrix].place(), y.place());
    array(e, gemm, first, second);
  }

  /** Y = Y0 + A W', the matrix transposed on its way. */
  Gemm back(Expert e, Region a, int matrix, Region from, Region y, int k, int n) {
    return Gemm.weightStationary(e.tokens, k, n, a.place(), e.weight[matrix].place(), y.place())
        .turningTop(true)
        .from(from == null ? null : from.place());
  }

  /** The gradient A' B of a matrix: tokens are what is summed up, in ascending order. */
  void outer(Expert e, int matrix, Region a, Region b, int rows, int columns) {
    var gemm =
        Gemm.outputStationary(
            rows, e.tokens, columns, a.place(), b.place(), e.gradient[matrix].place());
    array(e, gemm, null, null);
  }

  /** The hidden values of an expert, from what its tile has multiplied so far. */
  Wait activate(Expert e) {
    return queues.vector(
        kernels.swiglu(), e.tokens, m(data.inner()), last(e), null, e.gateSum, e.upSum, e.hidden);
  }

  /** Their gradients. */
  Wait activateBackward(Expert e) {
    return queues.vector(
        kernels.swigluBackward(),
        e.tokens,
        m(data.inner()),
        last(e),
        null,
        e.gateSum,
        e.upSum,
        e.dHidden,
        e.dGate,
        e.dUp,
        m.ones);
  }

  /** Sums of an expert's tokens as bf16. */
  Wait round(Expert e, Region sums, Region rounded, Wait first) {
    return queues.vector(kernels.toBf16(), e.tokens, m(data.hidden()), first, null, sums, rounded);
  }

  /** The outputs of the home tokens: weighted sums of what comes back, in top-k order. */
  void outputs() {
    var home = new ArrayList<Region>(List.of(m.weight, m.y));
    home.addAll(MemoryPlan.streams(m.out));
    combine(COMBINE, home);
  }

  /** Scales the gradients of the home tokens for each rank, and sends them to the experts. */
  void gradientsOfOutputs() {
    for (int j = 0; j < data.routing().topK(); j++) {
      var weight =
          new Region(m.weight.memory(), m.weight.address() + j, m.tokens, m.weight.words());
      queues.vector(
          kernels.scale(), m.tokens, m(data.hidden()), null, null, weight, m.dOut.get(j), m.dy);
    }
    sendTokens(GRADIENT, null, queues.last(Target.VECTOR));
  }

  /** The gradients of the home tokens: sums of what comes back, in top-k order. */
  void gradients() {
    var home = new ArrayList<Region>(List.of(m.ones, m.dx));
    home.addAll(MemoryPlan.streams(m.dIn));
    combine(RETURN, home);
  }

  private void combine(int kind, List<Region> home) {
    queues.vector(
        kernels.combine(),
        m.tokens,
        m(data.hidden()),
        new Wait(kind, m.tokens * data.routing().topK()),
        null,
        home.toArray(Region[]::new));
  }

  /** Rows of home tokens, for each rank, to the token's experts. */
  void sendTokens(int kind, Region rows, Wait first) {
    Routing routing = data.routing();
    int begin = packets;
    for (int t = 0; t < m.tokens; t++) {
      for (int j = 0; j < routing.topK(); j++) {
        int token = m.firstToken + t;
        int expert = routing.expert(token, j);
        var there = place(expert);
        var region = kind == DISPATCH ? there.x : there.dOut;
        long here = kind == DISPATCH ? rows.row(t) : m.dOut.get(j).row(t);
        packet(chipletOf(expert), region.row(rank(routing.tokensOf(expert), token)), here, kind);
      }
    }
    queues.send(begin, packets - begin, first, null);
  }

  /** Rows of an expert's tokens to their homes. */
  void sendHome(int kind, Expert e, Region rows, Wait first) {
    Routing routing = data.routing();
    int[] tokens = routing.tokensOf(e.number);
    int begin = packets;
    for (int i = 0; i < tokens.length; i++) {
      var home = memories.get(home(tokens[i]));
      int j = 0;
      while (routing.expert(tokens[i], j) != e.number) {
        j++;
      }
      var region = (kind == COMBINE ? home.out : home.dIn).get(j);
      packet(home(tokens[i]), region.row(tokens[i] - home.firstToken), rows.row(i), kind);
    }
    queues.send(begin, tokens.length, first, null);
  }

  private void packet(int chiplet, long there, long here, int kind) {
    var packet = new TrainingFormat(p).packet(p.leaf(chiplet), there, here, p.packetWords(), kind);
    words.add(c, Target.PACKETS, packets++, packet);
  }

  private int chipletOf(int expert) {
    return expert / m.experts.size();
  }

  private static int rank(int[] tokens, int token) {
    return Arrays.binarySearch(tokens, token);
  }

  private int home(int token) {
    return token / memories.getFirst().tokens;
  }

  private Expert place(int expert) {
    int each = memories.getFirst().experts.size();
    return memories.get(expert / each).experts.get(expert % each);
  }
}
