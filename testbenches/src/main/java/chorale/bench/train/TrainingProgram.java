package chorale.bench.train;

import chorale.bench.train.ChipletMemory.Expert;
import chorale.chiplet.CommandFormat;
import chorale.chiplet.TrainingParameters;
import chorale.chiplet.TrainingParameters.Target;
import chorale.chiplet.array.Dataflow;
import chorale.chiplet.array.Gemm;
import chorale.chiplet.array.GemmFormat;
import chorale.chiplet.vector.VectorCommand;
import chorale.chiplet.vector.VectorFormat;
import chorale.workload.Routing;
import chorale.workload.train.LayerData;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A training step of a layer of experts as commands of a package: tokens to their experts, forward,
 * back home, gradients to the experts, backward, update, gradients home.
 *
 * <p>Each engine's commands count a semaphore of its chiplet; a command waits for up to two of
 * them. No command waits for a later phase than its own, and every engine does the phases in the
 * same order, so some command can always go on.
 */
final class TrainingProgram {
  private static final int DISPATCH = 0;
  private static final int COMBINE = 1;
  private static final int GRADIENT = 2;
  private static final int RETURN = 3;
  private static final List<Target> ENGINES = List.of(Target.ARRAY, Target.VECTOR, Target.SEND);

  /** A word for the host to write. */
  record Word(int chiplet, Target target, long address, BigInteger data) {}

  /** Waits until an engine, or the arrivals of a class, have counted so far. */
  private record Wait(int semaphore, int count) {}

  private final TrainingParameters p;
  private final LayerData data;
  private final KernelMemory kernels;
  private final GemmFormat gemms;
  private final VectorFormat vectors;
  private final List<ChipletMemory> memories = new ArrayList<>();
  private final List<Word> words = new ArrayList<>();

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
    kernels = new KernelMemory(p.vector(), routing.topK());
    gemms = new GemmFormat(p.array());
    vectors = new VectorFormat(p.vector());
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
    return words;
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
    var kernelWords = kernels.words();
    for (int i = 0; i < kernelWords.size(); i++) {
      words.add(new Word(c, Target.KERNELS, i, kernelWords.get(i)));
    }
    for (int t = 0; t < m.tokens; t++) {
      operands(c, m.x, t, data.x()[m.firstToken + t]);
      operands(c, m.dy, t, data.dy()[m.firstToken + t]);
      scalars(c, m.weight, t, data.weight()[m.firstToken + t]);
    }
    var ones = new float[m.ones.words()];
    Arrays.fill(ones, 1);
    scalars(c, m.ones, 0, ones);
    scalars(c, m.optimizer, 0, data.optimizer().constants(data.step()));
    for (Expert e : m.experts) {
      for (int matrix = 0; matrix < e.weight.length; matrix++) {
        var parameter = data.experts()[e.number][matrix];
        for (int i = 0; i < e.weight[matrix].rows(); i++) {
          operands(c, e.weight[matrix], i, parameter.weight()[i]);
          sums(c, e.first[matrix], i, parameter.first()[i]);
          sums(c, e.second[matrix], i, parameter.second()[i]);
          if (e.tokens == 0) {
            sums(c, e.gradient[matrix], i, new float[parameter.weight()[i].length]);
          }
        }
      }
    }
  }

  private void operands(int c, Region region, int row, float[] values) {
    for (int w = 0; w < region.words(); w++) {
      var word = Words.bf16(values, w * p.lanes(), p.lanes());
      words.add(new Word(c, region.memory(), region.row(row) + w, word));
    }
  }

  private void sums(int c, Region region, int row, float[] values) {
    for (int w = 0; w < region.words(); w++) {
      var word = Words.fp32(values, w * p.lanes(), p.lanes());
      words.add(new Word(c, region.memory(), region.row(row) + w, word));
    }
  }

  private void scalars(int c, Region region, int row, float[] values) {
    for (int w = 0; w < values.length; w++) {
      words.add(new Word(c, region.memory(), region.row(row) + w, Words.all(values[w], p.lanes())));
    }
  }

  // --- commands ---

  /** The command queues of a chiplet and its table of packets. */
  private final class Queues {
    private final int c;
    private final ChipletMemory m;
    private final Map<Target, Integer> count = new EnumMap<>(Target.class);
    private int packets;

    Queues(int c) {
      this.c = c;
      m = memories.get(c);
      ENGINES.forEach(e -> count.put(e, 0));
    }

    void build() {
      int tokensHere = m.experts.stream().mapToInt(e -> e.tokens).sum();
      int topK = data.routing().topK();
      var experts = m.experts.stream().filter(e -> e.tokens > 0).toList();

      // Forward.
      sendTokens(DISPATCH, m.x, null);
      var arrived = new Wait(DISPATCH, tokensHere);
      var activated = new ArrayList<Wait>();
      var sent = new ArrayList<Wait>();
      for (Expert e : experts) {
        forward(e, e.x, LayerData.GATE, e.gateSum, data.hidden(), data.inner(), arrived);
        forward(e, e.x, LayerData.UP, e.upSum, data.hidden(), data.inner(), arrived);
        activated.add(
            vector(
                kernels.swiglu,
                e.tokens,
                m(data.inner()),
                last(Target.ARRAY),
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
            vector(
                kernels.toBf16,
                e.tokens,
                m(data.hidden()),
                last(Target.ARRAY),
                null,
                e.outSum,
                e.out));
      }
      for (int i = 0; i < experts.size(); i++) {
        sendHome(COMBINE, experts.get(i), experts.get(i).out, sent.get(i));
      }
      var home = new ArrayList<Region>(List.of(m.weight, m.y));
      home.addAll(m.out);
      vector(
          kernels.combine,
          m.tokens,
          m(data.hidden()),
          new Wait(COMBINE, m.tokens * topK),
          null,
          home.toArray(Region[]::new));

      // Backward.
      for (int j = 0; j < topK; j++) {
        var weight =
            new Region(m.weight.memory(), m.weight.address() + j, m.tokens, m.weight.words());
        vector(kernels.scale, m.tokens, m(data.hidden()), null, null, weight, m.dOut.get(j), m.dy);
      }
      sendTokens(GRADIENT, null, last(Target.VECTOR));
      var gradients = new Wait(GRADIENT, tokensHere);
      var returned = new ArrayList<Wait>();
      var used = new ArrayList<Wait>();
      for (Expert e : experts) {
        array(
            back(e, e.dOut, LayerData.DOWN, null, e.dHidden, data.hidden(), data.inner()),
            gradients,
            null);
        var swiglu =
            vector(
                kernels.swigluBackward,
                e.tokens,
                m(data.inner()),
                last(Target.ARRAY),
                null,
                e.gateSum,
                e.upSum,
                e.dHidden,
                e.dGate,
                e.dUp,
                m.ones);
        array(
            back(e, e.dGate, LayerData.GATE, null, e.dxSum, data.inner(), data.hidden()),
            swiglu,
            null);
        var begun = last(Target.ARRAY);
        outer(e, LayerData.DOWN, e.hidden, e.dOut, data.inner(), data.hidden());
        outer(e, LayerData.GATE, e.x, e.dGate, data.hidden(), data.inner());
        outer(e, LayerData.UP, e.x, e.dUp, data.hidden(), data.inner());
        array(
            back(e, e.dUp, LayerData.UP, e.dxSum, e.dxSum, data.inner(), data.hidden()),
            begun,
            null);
        used.add(last(Target.ARRAY));
      }
      for (int i = 0; i < experts.size(); i++) {
        var e = experts.get(i);
        returned.add(
            vector(kernels.toBf16, e.tokens, m(data.hidden()), used.get(i), null, e.dxSum, e.dx));
        sendHome(RETURN, e, e.dx, returned.get(i));
        update(e, used.get(i));
      }
      m.experts.stream().filter(e -> e.tokens == 0).forEach(e -> update(e, null));
      var back = new ArrayList<Region>(List.of(m.ones, m.dx));
      back.addAll(m.dIn);
      vector(
          kernels.combine,
          m.tokens,
          m(data.hidden()),
          new Wait(RETURN, m.tokens * topK),
          null,
          back.toArray(Region[]::new));
      for (Target engine : ENGINES) {
        int width = width(engine);
        words.add(
            new Word(
                c, engine, count.get(engine), new CommandFormat(p.semaphores(), width).endMark()));
      }
    }

    private void update(Expert e, Wait first) {
      for (int matrix = 0; matrix < e.weight.length; matrix++) {
        vector(
            kernels.adamW,
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

    private int width(Target engine) {
      return switch (engine) {
        case ARRAY -> gemms.width();
        case VECTOR -> vectors.commandBits();
        default -> p.sendWidth();
      };
    }

    private int semaphore(Target engine) {
      return TrainingParameters.CLASSES + ENGINES.indexOf(engine);
    }

    private Wait last(Target engine) {
      return new Wait(semaphore(engine), count.get(engine));
    }

    private Wait add(Target engine, BigInteger arguments, Wait first, Wait second) {
      var format = new CommandFormat(p.semaphores(), width(engine));
      var word =
          format.encode(
              first == null ? 0 : first.semaphore,
              first == null ? 0 : first.count,
              second == null ? 0 : second.semaphore,
              second == null ? 0 : second.count,
              semaphore(engine),
              arguments);
      words.add(new Word(c, engine, count.get(engine), word));
      count.merge(engine, 1, Integer::sum);
      return last(engine);
    }

    private void array(Gemm gemm, Wait first, Wait second) {
      add(Target.ARRAY, gemms.encode(gemm), first, second);
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
      array(gemm, first, null);
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
      array(gemm, null, null);
    }

    private Wait vector(int kernel, int rows, int rowWords, Wait first, Wait second, Region... at) {
      var streams = new ArrayList<VectorCommand.Stream>();
      for (Region r : at) {
        // A region of one row serves all rows.
        streams.add(
            VectorCommand.Stream.rows(r.address(), r.rows() == 1 && rows > 1 ? 0 : r.words()));
      }
      var command = new VectorCommand(kernel, rows, rowWords, streams);
      return add(Target.VECTOR, vectors.encode(command), first, second);
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
      add(Target.SEND, p.send(begin, packets - begin), first, null);
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
      add(Target.SEND, p.send(begin, tokens.length), first, null);
    }

    private void packet(int leaf, long there, long here, int kind) {
      words.add(
          new Word(
              c, Target.PACKETS, packets++, p.packet(leaf, there, here, p.packetWords(), kind)));
    }

    private int chipletOf(int expert) {
      return expert / m.experts.size();
    }

    private static int rank(int[] tokens, int token) {
      return Arrays.binarySearch(tokens, token);
    }
  }
}
