package chorale.bench.train;

import chorale.chiplet.TrainingParameters;
import chorale.chiplet.TrainingParameters.Target;
import chorale.workload.Routing;
import chorale.workload.train.LayerData;
import java.util.ArrayList;
import java.util.List;

/** Where everything lies in the two memories of a chiplet; what is too much is refused. */
final class ChipletMemory {
  /** The places of an expert of this chiplet. */
  static final class Expert {
    final int number;
    final int tokens;
    final Region x;
    final Region dOut;
    final Region hidden;
    final Region out;
    final Region dGate;
    final Region dUp;
    final Region dx;
    final Region[] weight = new Region[3];
    final Region gateSum;
    final Region upSum;
    final Region outSum;
    final Region dHidden;
    final Region dxSum;
    final Region[] gradient = new Region[3];
    final Region[] first = new Region[3];
    final Region[] second = new Region[3];

    private Expert(ChipletMemory m, int number, int tokens, LayerData data) {
      this.number = number;
      this.tokens = tokens;
      int h = data.hidden() / m.lanes;
      int i = data.inner() / m.lanes;
      x = m.take(Target.SCRATCH, tokens, h);
      dOut = m.take(Target.SCRATCH, tokens, h);
      hidden = m.take(Target.SCRATCH, tokens, i);
      out = m.take(Target.SCRATCH, tokens, h);
      dGate = m.take(Target.SCRATCH, tokens, i);
      dUp = m.take(Target.SCRATCH, tokens, i);
      dx = m.take(Target.SCRATCH, tokens, h);
      gateSum = m.take(Target.SUMS, tokens, i);
      upSum = m.take(Target.SUMS, tokens, i);
      outSum = m.take(Target.SUMS, tokens, h);
      dHidden = m.take(Target.SUMS, tokens, i);
      dxSum = m.take(Target.SUMS, tokens, h);
      for (int matrix = 0; matrix < 3; matrix++) {
        int rows = matrix == LayerData.DOWN ? data.inner() : data.hidden();
        int words = matrix == LayerData.DOWN ? h : i;
        weight[matrix] = m.take(Target.SCRATCH, rows, words);
        gradient[matrix] = m.take(Target.SUMS, rows, words);
        first[matrix] = m.take(Target.SUMS, rows, words);
        second[matrix] = m.take(Target.SUMS, rows, words);
      }
    }
  }

  private final int chiplet;
  private final int lanes;
  private final TrainingParameters p;
  private long scratchEnd;
  private long sumEnd;

  /** Tokens whose home this is. */
  final int tokens;

  /** The first of them. */
  final int firstToken;

  final Region x;
  final Region dy;
  final Region y;
  final Region dx;

  /** By rank: outputs of the experts, gradients for them, gradients from them. */
  final List<Region> out = new ArrayList<>();

  final List<Region> dOut = new ArrayList<>();
  final List<Region> dIn = new ArrayList<>();

  /** By token, a word for each rank with its weight in all lanes; and as many ones. */
  final Region weight;

  final Region ones;
  final Region optimizer;
  final List<Expert> experts = new ArrayList<>();

  ChipletMemory(TrainingParameters p, LayerData data, int chiplet, int optimizerWords) {
    this.p = p;
    this.chiplet = chiplet;
    lanes = p.lanes();
    Routing routing = data.routing();
    int chiplets = p.topology().leaves();
    tokens = routing.tokens() / chiplets;
    firstToken = chiplet * tokens;
    int h = data.hidden() / lanes;
    // Rows of a packet first, so that each begins a slot.
    x = take(Target.SCRATCH, tokens, h);
    dy = take(Target.SCRATCH, tokens, h);
    y = take(Target.SCRATCH, tokens, h);
    dx = take(Target.SCRATCH, tokens, h);
    for (int j = 0; j < routing.topK(); j++) {
      out.add(take(Target.SCRATCH, tokens, h));
      dOut.add(take(Target.SCRATCH, tokens, h));
      dIn.add(take(Target.SCRATCH, tokens, h));
    }
    weight = take(Target.SUMS, tokens, routing.topK());
    ones = take(Target.SUMS, 1, routing.topK());
    optimizer = take(Target.SUMS, 1, optimizerWords);
    int each = routing.expertCount() / chiplets;
    for (int e = chiplet * each; e < (chiplet + 1) * each; e++) {
      experts.add(new Expert(this, e, routing.load(e), data));
    }
  }

  private Region take(Target memory, int rows, int words) {
    boolean scratch = memory == Target.SCRATCH;
    // A slot begins at a multiple of a packet's words.
    long slot = p.packetWords();
    long at = scratch ? Math.ceilDiv(scratchEnd, slot) * slot : sumEnd;
    var region = new Region(memory, at, rows, words);
    if (region.end() > p.words()) {
      throw new IllegalArgumentException(
          "chiplet %d needs more than the %d words that its memory of %s has"
              .formatted(chiplet, p.words(), scratch ? "operands" : "sums"));
    }
    if (scratch) {
      scratchEnd = region.end();
    } else {
      sumEnd = region.end();
    }
    return region;
  }
}
