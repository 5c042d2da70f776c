package chorale.bench.train;

import chorale.chiplet.TrainingFormat;
import chorale.chiplet.TrainingParameters;
import chorale.chiplet.TrainingParameters.Target;
import chorale.workload.mozart.MozartStep;
import chorale.workload.step.Packets;
import chorale.workload.step.Traffic;
import chorale.workload.step.Work;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The chiplets' tables of packets: where each row lies, where it goes, and what it fills there. */
final class PacketTable {
  private final TrainingParameters p;
  private final TrainingFormat format;
  private final MozartStep step;
  private final List<StreamedMemory> memories;
  private final HostWords words;

  /** By chiplet, entries so far. */
  private final int[] packets;

  PacketTable(
      TrainingParameters p, MozartStep step, List<StreamedMemory> memories, HostWords words) {
    this.p = p;
    this.step = step;
    this.memories = memories;
    this.words = words;
    format = new TrainingFormat(p);
    packets = new int[p.chiplets()];
  }

  /** Adds those of a command; returns the first one's entry. */
  int add(int c, Work.Send w) {
    var m = memories.get(c);
    var all = w.packets();
    int begin = packets[c];
    for (int i = 0; i < all.count() && w.isAdded(); i++) {
      words.add(c, Target.PACKETS, packets[c] + i, part(m, w, i));
    }
    for (int i = 0; i < all.count() && !w.isAdded(); i++) {
      int packet = i;
      var to = receivers(all.to()[i]);
      var at = to.stream().map(r -> there(all, packet, r)).distinct().toList();
      if (at.size() != 1) {
        throw new IllegalStateException("a packet fills places %s of %s".formatted(at, to));
      }
      long here = here(m, w, i);
      int kind = all.traffic().ordinal();
      boolean forks = step.layers().getFirst().multicasts() && w.expert() == Work.NO_EXPERT;
      var leaves = to.stream().map(p::leaf).toList();
      var word =
          forks
              ? format.packet(leaves, at.getFirst(), here, w.words(), kind)
              : format.packet(leaves.getFirst(), at.getFirst(), here, w.words(), kind);
      words.add(c, Target.PACKETS, packets[c] + i, word);
    }
    packets[c] += all.count();
    return begin;
  }

  /** A packet that switches add to others of its token. */
  private BigInteger part(StreamedMemory m, Work.Send w, int i) {
    var all = w.packets();
    int kind = all.traffic().ordinal();
    int home = receivers(all.to()[i]).getFirst();
    if (all.rank()[i] == Packets.END) {
      return format.end(p.leaf(home), 0, w.words(), kind);
    }
    boolean more = all.rank()[i + 1] != Packets.END && all.token()[i + 1] == all.token()[i];
    return format.part(p.leaf(home), there(all, i, home), more, here(m, w, i), w.words(), kind);
  }

  private static List<Integer> receivers(long set) {
    return IntStream.range(0, Long.SIZE).filter(c -> (set >> c & 1) != 0).boxed().toList();
  }

  /** Where a packet's row is at its sender. */
  private long here(StreamedMemory m, Work.Send w, int i) {
    var all = w.packets();
    int token = step.localToken(all.token()[i]);
    int part = step.partOfToken(all.token()[i]);
    if (w.expert() != Work.NO_EXPERT) {
      int own = w.isAdded() ? expert(part, token, all.rank()[i]) : w.expert();
      var e = m.experts.get(own);
      var rows = all.traffic() == Traffic.COMBINE ? e.out : e.dx;
      return rows.row(Arrays.binarySearch(e.tokens, token));
    }
    if (all.rank()[i] == Packets.NOTICE) {
      return 0; // what it carries nobody reads
    }
    var batch = m.home.batches.get(step.microBatch(part));
    int layer = step.layer(part);
    boolean scaled = all.traffic() == Traffic.GRADIENT && all.rank()[i] != Packets.ALL;
    boolean isForward = all.traffic() == Traffic.DISPATCH;
    var unscaled = isForward ? batch.attended.get(layer) : batch.gradients.get(layer + 1);
    var rows = scaled ? batch.dOut.get(all.rank()[i]) : unscaled;
    return rows.row(token - m.home.firstToken);
  }

  /** The number over all parts of an expert of a token. */
  private int expert(int part, int token, int rank) {
    return step.expert(part, step.parts().get(part).routing().expert(token, rank));
  }

  /** Where it goes at its receiver. */
  private long there(Packets all, int i, int receiver) {
    var m = memories.get(receiver);
    int token = step.localToken(all.token()[i]);
    int part = step.partOfToken(all.token()[i]);
    int microBatch = step.microBatch(part);
    var s = step.parts().get(part);
    int rank = s.adds() && all.rank()[i] >= 0 ? 0 : all.rank()[i];
    if (rank == Packets.NOTICE) {
      return m.home.notice.address();
    }
    return switch (all.traffic()) {
      case COMBINE -> m.home.batches.get(microBatch).out.get(rank).row(token - m.home.firstToken);
      case RETURN -> m.home.batches.get(microBatch).dIn.get(rank).row(token - m.home.firstToken);
      case DISPATCH, GRADIENT -> {
        if (rank == Packets.ALL) {
          var rows = m.arrivals.get(all.traffic())[microBatch];
          yield rows.row(s.arrivalRow(receiver, token));
        }
        var e = m.experts.get(expert(part, token, rank));
        var rows = all.traffic() == Traffic.DISPATCH ? e.x : e.dOut;
        yield rows.row(Arrays.binarySearch(e.tokens, token));
      }
    };
  }
}
