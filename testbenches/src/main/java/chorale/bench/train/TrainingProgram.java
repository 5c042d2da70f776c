package chorale.bench.train;

import chorale.bench.train.ChipletMemory.Expert;
import chorale.bench.train.CommandQueues.Wait;
import chorale.bench.train.HostWords.Word;
import chorale.chiplet.TrainingParameters;
import chorale.chiplet.TrainingParameters.Target;
import chorale.chiplet.array.Dataflow;
import chorale.chiplet.array.Gemm;
import chorale.workload.Routing;
import chorale.workload.train.LayerData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A training step of a layer of experts as commands of a package: tokens to their experts, forward,
 * back home, gradients to the experts, backward, update, gradients home.
 *
 * <p>Experts with tokens are dealt out to the tiles of their chiplet, one after the other; all
 * GEMMs of an expert are its tile's.
 *
 * <p>No command waits for a later phase than its own, and every engine does the phases in the same
 * order, so some command can always go on.
 */
final class TrainingProgram {
  private static final int DISPATCH = 0;
  private static final int COMBINE = 1;
  private static final int GRADIENT = 2;
  private static final int RETURN = 3;

  private final TrainingParameters p;
  private final LayerData data;
  private final KernelMemory instructions;
  private final ExpertKernels kernels;
  private final List<ChipletMemory> memories = new ArrayList<>();
  private final HostWords words;

  TrainingProgram(TrainingParameters p, LayerData data) {
    this.p = p;
    this.data = data;
    var routing = data.routing();
    int chiplets = p.topology().leaves();
    if (routing.tokens() % chiplets != 0 || routing.expertCount() % chiplets != 0) {
      throw new IllegalArgumentException(
          "%d tokens and %d experts for %d chiplets: multiples of the chiplets"
              .formatted(routing.tokens(), routing.expertCount(), chiplets));
    }
    if (data.hidden() != p.packetWords() * p.lanes() || data.inner() % p.lanes() != 0) {
      throw new IllegalArgumentException(
          "hidden size %d and inner size %d for packets of %d words of %d lanes: as large as a packet, and whole words"
              .formatted(data.hidden(), data.inner(), p.packetWords(), p.lanes()));
    }
    instructions = new KernelMemory(p.vector());
    kernels = ExpertKernels.into(instructions, routing.topK());
    words = new HostWords(p);
    for (int c = 0; c < chiplets; c++) {
      memories.add(new ChipletMemory(p, data, c, data.optimizer().constants(data.step()).length));
    }
    for (int c = 0; c < chiplets; c++) {
      fill(c);
      new Queues(c).build();
    }
  }

  /** All that the host writes before the run. */
  List<Word> words() {
    return words.list();
  }

  ChipletMemory memory(int chiplet) {
    return memories.get(chiplet);
  }

  private int home(int token) {
    return token / memories.getFirst().tokens;
  }

  private Expert place(int expert) {
    int each = memories.getFirst().experts.size();
    return memories.get(expert / each).experts.get(expert % each);
  }

  // --- memories ---

  private void fill(int c) {
    var m = memories.get(c);
    words.kernels(c, instructions);
    for (int t = 0; t < m.tokens; t++) {
      words.operands(c, m.x, t, data.x()[m.firstToken + t]);
      words.operands(c, m.dy, t, data.dy()[m.firstToken + t]);
      words.scalars(c, m.weight, t, data.weight()[m.firstToken + t]);
    }
    var ones = new float[m.ones.words()];
    Arrays.fill(ones, 1);
    words.scalars(c, m.ones, 0, ones);
    words.scalars(c, m.optimizer, 0, data.optimizer().constants(data.step()));
    for (Expert e : m.experts) {
      for (int matrix = 0; matrix < e.weight.length; matrix++) {
        var parameter = data.experts()[e.number][matrix];
        for (int i = 0; i < e.weight[matrix].rows(); i++) {
          words.operands(c, e.weight[matrix], i, parameter.weight()[i]);
          words.sums(c, e.first[matrix], i, parameter.first()[i]);
          words.sums(c, e.second[matrix], i, parameter.second()[i]);
          if (e.tokens == 0) {
            words.sums(c, e.gradient[matrix], i, new float[parameter.weight()[i].length]);
          }
        }
      }
    }
  }

  // --- commands ---

  /** The command queues of a chiplet and its table of packets. */
  private final class Queues {
    private final int c;
    private final ChipletMemory m;
    private final CommandQueues queues;

    /** Those with tokens. */
    private final List<Expert> experts;

    private int packets;

    Queues(int c) {
      this.c = c;
      m = memories.get(c);
      experts = m.experts.stream().filter(e -> e.tokens > 0).toList();
      queues = new CommandQueues(p, words, c);
    }

    void build() {
      int tokensHere = m.experts.stream().mapToInt(e -> e.tokens).sum();
      int topK = data.routing().topK();
      // Forward.
      sendTokens(DISPATCH, m.x, null);
      var arrived = new Wait(DISPATCH, tokensHere);
      var activated = new ArrayList<Wait>();
      var sent = new ArrayList<Wait>();
      for (Expert e : experts) {
        forward(e, e.x, LayerData.GATE, e.gateSum, data.hidden(), data.inner(), arrived);
        forward(e, e.x, LayerData.UP, e.upSum, data.hidden(), data.inner(), arrived);
        activated.add(
            queues.vector(
                kernels.swiglu(),
                e.tokens,
                m(data.inner()),
                last(e),
                null,
                e.gateSum,
                e.upSum,
                e.hidden));
      }
      for (int i = 0; i < experts.size(); i++) {
        var e = experts.get(i);
        forward(
            e, e.hidden, LayerData.DOWN, e.outSum, data.inner(), data.hidden(), activated.get(i));
        sent.add(
            queues.vector(
                kernels.toBf16(), e.tokens, m(data.hidden()), last(e), null, e.outSum, e.out));
      }
      for (int i = 0; i < experts.size(); i++) {
        sendHome(COMBINE, experts.get(i), experts.get(i).out, sent.get(i));
      }
      var home = new ArrayList<Region>(List.of(m.weight, m.y));
      home.addAll(m.out);
      queues.vector(
          kernels.combine(),
          m.tokens,
          m(data.hidden()),
          new Wait(COMBINE, m.tokens * topK),
          null,
          home.toArray(Region[]::new));

      // Backward.
      for (int j = 0; j < topK; j++) {
        var weight =
            new Region(m.weight.memory(), m.weight.address() + j, m.tokens, m.weight.words());
        queues.vector(
            kernels.scale(), m.tokens, m(data.hidden()), null, null, weight, m.dOut.get(j), m.dy);
      }
      sendTokens(GRADIENT, null, queues.last(Target.VECTOR));
      var gradients = new Wait(GRADIENT, tokensHere);
      var returned = new ArrayList<Wait>();
      var used = new ArrayList<Wait>();
      for (Expert e : experts) {
        array(
            e,
            back(e, e.dOut, LayerData.DOWN, null, e.dHidden, data.hidden(), data.inner()),
            gradients);
        var swiglu =
            queues.vector(
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
        array(
            e,
            back(e, e.dGate, LayerData.GATE, null, e.dxSum, data.inner(), data.hidden()),
            swiglu);
        var begun = last(e);
        outer(e, LayerData.DOWN, e.hidden, e.dOut, data.inner(), data.hidden());
        outer(e, LayerData.GATE, e.x, e.dGate, data.hidden(), data.inner());
        outer(e, LayerData.UP, e.x, e.dUp, data.hidden(), data.inner());
        array(
            e, back(e, e.dUp, LayerData.UP, e.dxSum, e.dxSum, data.inner(), data.hidden()), begun);
        used.add(last(e));
      }
      for (int i = 0; i < experts.size(); i++) {
        var e = experts.get(i);
        returned.add(
            queues.vector(
                kernels.toBf16(), e.tokens, m(data.hidden()), used.get(i), null, e.dxSum, e.dx));
        sendHome(RETURN, e, e.dx, returned.get(i));
        update(e, used.get(i));
      }
      m.experts.stream().filter(e -> e.tokens == 0).forEach(e -> update(e, null));
      var back = new ArrayList<Region>(List.of(m.ones, m.dx));
      back.addAll(m.dIn);
      queues.vector(
          kernels.combine(),
          m.tokens,
          m(data.hidden()),
          new Wait(RETURN, m.tokens * topK),
          null,
          back.toArray(Region[]::new));
      queues.end();
    }

    private void array(Expert e, Gemm gemm, Wait first) {
      queues.array(tile(e), gemm, first, null);
    }

    /** For all GEMMs so far of the expert's tile. */
    private Wait last(Expert e) {
      return queues.lastOf(tile(e));
    }

    private int tile(Expert e) {
      return experts.indexOf(e) % p.tiles();
    }

    private void update(Expert e, Wait first) {
      for (int matrix = 0; matrix < e.weight.length; matrix++) {
        queues.vector(
            kernels.adamW(),
            e.weight[matrix].rows(),
            e.weight[matrix].words(),
            first,
            null,
            m.optimizer,
            e.gradient[matrix],
            e.first[matrix],
            e.second[matrix],
            e.weight[matrix]);
      }
    }

    /** Words of {@code n} lanes. */
    private int m(int n) {
      return n / p.lanes();
    }

    /** Y = A W. */
    private void forward(Expert e, Region a, int matrix, Region y, int k, int n, Wait first) {
      var gemm =
          new Gemm(
              Dataflow.WEIGHT_STATIONARY,
              e.tokens,
              k,
              n,
              a.place(),
              false,
              e.weight[matrix].place(),
              false,
              null,
              y.place());
      array(e, gemm, first);
    }

    /** Y = Y0 + A W', the matrix transposed on its way. */
    private Gemm back(Expert e, Region a, int matrix, Region from, Region y, int k, int n) {
      return new Gemm(
          Dataflow.WEIGHT_STATIONARY,
          e.tokens,
          k,
          n,
          a.place(),
          false,
          e.weight[matrix].place(),
          true,
          from == null ? null : from.place(),
          y.place());
    }

    /** The gradient A' B of a matrix: tokens are what is summed up, in ascending order. */
    private void outer(Expert e, int matrix, Region a, Region b, int rows, int columns) {
      var gemm =
          new Gemm(
              Dataflow.OUTPUT_STATIONARY,
              rows,
              e.tokens,
              columns,
              a.place(),
              false,
              b.place(),
              false,
              null,
              e.gradient[matrix].place());
      array(e, gemm, null);
    }

    /** Rows of home tokens, for each rank, to the token's experts. */
    private void sendTokens(int kind, Region rows, Wait first) {
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
      queues.send(begin, packets - begin, first);
    }

    /** Rows of an expert's tokens to their homes. */
    private void sendHome(int kind, Expert e, Region rows, Wait first) {
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
      queues.send(begin, tokens.length, first);
    }

    private void packet(int leaf, long there, long here, int kind) {
      words.add(c, Target.PACKETS, packets++, p.packet(leaf, there, here, p.packetWords(), kind));
    }

    private int chipletOf(int expert) {
      return expert / m.experts.size();
    }

    private static int rank(int[] tokens, int token) {
      return Arrays.binarySearch(tokens, token);
    }
  }
}
