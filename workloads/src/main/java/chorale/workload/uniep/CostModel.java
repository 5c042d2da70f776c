package chorale.workload.uniep;

import chorale.workload.uniep.LayerLoad.Tiles;
import chorale.workload.uniep.Prediction.Part;
import java.util.ArrayList;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Cycles of a point by the analytical model of UniEP (arXiv 2604.19241), in a chiplet's units.
 *
 * <pre>
 * B(n)   = min(n min(w packet / latency, port), rate)      n lanes with w requests each (Little)
 * t      = max(ceil(K / R) ceil(BN / C) max(BM, R) + sync, N bytes / SRAM)   a block of BM x BN
 * M      = max(link, copies) + min(link, copies) / g       dispatch, in g pieces
 * stage 1 = M + ceil(max(blocks - done, last) / N) t,      done = (N - dispatch - relay) floor((M - M/g) / t)
 * stage 2 = max(D, L) + min(D, L) / g' + max(0, adding - idle) / reduction
 * all    = stage 1 + activation + stage 2
 * </pre>
 *
 * The paper's forms but for these: lanes that are done with moving help with what is left in whole
 * blocks (the paper's factor says that they slow it down); copies go on beside the dispatch; lanes
 * that are idle while stage 2 is bound by the other resource are those that are idle, not those
 * that multiply. A start by chunk, expert or tile is a number of pieces g.
 */
public final class CostModel {
  /** Columns of a block, as the paper has them. */
  static final int BLOCK = 256;

  private static final int GATE_AND_UP = 2;
  private static final int OPERANDS = 3; // of the activation: gate, up, and the product

  private final ChipletRates rates;
  private final LayerLoad load;
  private final int hidden;
  private final int expertHidden;
  private final int elementBytes;
  private final ConcurrentMap<Cut, Tiles> tiles = new ConcurrentHashMap<>();

  private record Cut(int tile, int chunks, Manner.Order order) {}

  /**
   * A layer on chiplets.
   *
   * @param hidden elements of a token
   * @param expertHidden intermediate size of an expert, with a gate beside up and down
   * @param elementBytes bytes of an element
   */
  public CostModel(
      ChipletRates rates, LayerLoad load, int hidden, int expertHidden, int elementBytes) {
    if (hidden < 1 || expertHidden < 1 || elementBytes < 1) {
      throw new IllegalArgumentException(
          "experts of %d x %d elements of %d bytes: at least 1"
              .formatted(hidden, expertHidden, elementBytes));
    }
    this.rates = rates;
    this.load = load;
    this.hidden = hidden;
    this.expertHidden = expertHidden;
    this.elementBytes = elementBytes;
  }

  /** The chiplets. */
  public ChipletRates rates() {
    return rates;
  }

  /** The load. */
  public LayerLoad load() {
    return load;
  }

  /** What a legal point takes. */
  public Prediction predict(Point p) {
    return at(p.manner()).explain(p.lanes());
  }

  /** The model of all points that differ in lanes only. */
  Costs at(Manner manner) {
    return new Costs(manner);
  }

  /** Cycles by lanes, all else being given. */
  final class Costs {
    private final Tiles cut;
    private final boolean isMulticast;
    private final double dispatchBytes;
    private final double onceBytes;
    private final double copyBytes;
    private final double combineBytes;
    private final double addBytes;
    private final long activation;
    private final long upBlocks;
    private final long downBlocks;
    private final long upBlock;
    private final long downBlock;
    private final long lastBlocks;
    private final long pieces;
    private final long backPieces;
    private final int w;
    private final int latency;

    private Costs(Manner manner) {
      cut =
          tiles.computeIfAbsent(
              new Cut(manner.tile(), manner.chunks(), manner.order()),
              c -> load.tiles(c.tile, c.chunks, c.order));
      isMulticast = manner.multicast();
      w = manner.outstanding();
      int ways = manner.transfer() == Manner.Transfer.PULL ? 2 : 1;
      latency = rates.sramCycles() + ways * rates.wayCycles();
      double token = (double) hidden * elementBytes;
      double packet = token + rates.linkBytes(); // with its head
      dispatchBytes = most(load.dispatch(false, isMulticast)) * packet;
      onceBytes = most(load.dispatch(true, isMulticast)) * packet;
      copyBytes = 2 * load.rows() * token; // read and written
      boolean atHome = manner.addition() == Manner.Addition.HOME;
      var back = load.combine(manner.addition());
      double sum = (atHome ? 1 : 2) * token + rates.linkBytes(); // sums are twice as wide
      combineBytes = Math.max(back.out() * packet, back.in() * sum);
      addBytes = atHome ? load.tokensOfRank() * load.topK() * token : 0;
      activation =
          whole((double) OPERANDS * load.rows() * expertHidden * elementBytes / rates.sramBytes());
      long upColumns = Math.ceilDiv((long) GATE_AND_UP * expertHidden, (long) BLOCK);
      long downColumns = Math.ceilDiv(hidden, BLOCK);
      upBlocks = cut.most() * upColumns;
      downBlocks = cut.most() * downColumns;
      upBlock = block(manner.tile(), hidden);
      downBlock = block(manner.tile(), expertHidden);
      boolean mixed = manner.order() == Manner.Order.TOKEN; // all experts fill at once
      pieces =
          Math.max(
              1,
              switch (manner.start()) {
                case CHUNK -> manner.chunks();
                case EXPERT -> (mixed ? 1L : load.expertsOfRank()) * manner.chunks();
                case TILE -> mixed ? cut.ofHottest() : cut.most();
              });
      lastBlocks =
          upColumns
              * switch (manner.start()) {
                case CHUNK -> Math.ceilDiv(cut.most(), (long) manner.chunks());
                case EXPERT ->
                    Math.ceilDiv(mixed ? cut.most() : cut.last(), (long) manner.chunks());
                case TILE -> mixed ? load.expertsOfRank() : 1;
              };
      backPieces =
          Math.max(
              1,
              switch (manner.start()) {
                case CHUNK -> manner.chunks();
                case EXPERT -> (long) load.expertsOfRank() * manner.chunks();
                case TILE -> cut.most();
              });
    }

    /** Cycles of a block of {@code tile} x BLOCK over {@code depth}, when all lanes have one. */
    private long block(long tile, long depth) {
      long bytes = (tile * depth + depth * BLOCK + tile * BLOCK) * elementBytes;
      return Math.max(
          rates.array().weightStationaryOccupancy(tile, depth, BLOCK) + rates.syncCycles(),
          Math.ceilDiv(rates.lanes() * bytes, (long) rates.sramBytes()));
    }

    private static double most(LayerLoad.Way way) {
      return Math.max(way.out(), way.in());
    }

    private static long whole(double cycles) {
      return (long) Math.ceil(cycles);
    }

    private static long overlapped(long a, long b, long g) {
      return Math.max(a, b) + Math.ceilDiv(Math.min(a, b), g);
    }

    private long link(int lanes, int relay) {
      double bytes = relay > 0 ? onceBytes : dispatchBytes;
      return whole(bytes / rates.moved(lanes, w, latency, rates.linkBytes()));
    }

    private long copies(int relay) {
      return relay == 0
          ? 0
          : whole(copyBytes / rates.moved(relay, w, rates.sramCycles(), rates.sramBytes()));
    }

    /** Cycles of dispatch and the first multiplication. */
    long firstStage(int dispatch, int relay) {
      long moved = overlapped(link(dispatch, relay), copies(relay), pieces);
      long rest = upBlocks;
      if (pieces > 1) {
        long window = moved - Math.ceilDiv(moved, pieces);
        long done = window / upBlock * (rates.lanes() - dispatch - relay);
        rest = Math.max(upBlocks - done, lastBlocks);
      }
      return moved + Math.ceilDiv(rest, (long) rates.lanes()) * upBlock;
    }

    private long down(int combine) {
      int lanes = backPieces == 1 ? rates.lanes() : rates.lanes() - combine;
      return Math.ceilDiv(downBlocks, (long) lanes) * downBlock;
    }

    private long back(int combine) {
      return whole(
          combineBytes
              / rates.moved(combine, w, rates.sramCycles() + rates.wayCycles(), rates.linkBytes()));
    }

    private long adding(int combine, int reduction) {
      double work = addBytes / rates.portBytes(); // cycles of a lane
      long spare = back(combine) - down(combine);
      double idle =
          backPieces == 1
              ? 0
              : spare > 0 ? (double) spare * (rates.lanes() - combine) : -(double) spare * combine;
      double width = Math.min(reduction, (double) rates.sramBytes() / rates.portBytes());
      return whole(Math.max(0, work - idle) / width);
    }

    /** Cycles of the second multiplication, combine, and what is left to add. */
    long secondStage(int combine, int reduction) {
      return overlapped(down(combine), back(combine), backPieces) + adding(combine, reduction);
    }

    /** Cycles of the activation between them. */
    long activation() {
      return activation;
    }

    private Prediction explain(Lanes lanes) {
      var parts = new ArrayList<Part>();
      boolean once = lanes.relay() > 0 || isMulticast;
      long packets = (long) most(load.dispatch(once, isMulticast));
      parts.add(
          new Part(
              1,
              "dispatch link",
              link(lanes.dispatch(), lanes.relay()),
              "%d packets of %d bytes at %.1f bytes per cycle"
                  .formatted(
                      packets,
                      hidden * elementBytes,
                      rates.moved(lanes.dispatch(), w, latency, rates.linkBytes()))));
      parts.add(
          new Part(
              1,
              "relay copies",
              copies(lanes.relay()),
              "%d rows, read and written".formatted(load.rows())));
      parts.add(
          new Part(
              1,
              "gate and up",
              Math.ceilDiv(upBlocks, (long) rates.lanes()) * upBlock,
              "%d blocks of %d cycles on %d lanes".formatted(upBlocks, upBlock, rates.lanes())));
      parts.add(
          new Part(
              2,
              "down",
              down(lanes.combine()),
              "%d blocks of %d cycles".formatted(downBlocks, downBlock)));
      parts.add(
          new Part(
              2,
              "combine link",
              back(lanes.combine()),
              "%.1f MiB".formatted(combineBytes / (1 << 20))));
      parts.add(
          new Part(
              2,
              "adding at home",
              adding(lanes.combine(), lanes.reduction()),
              "%.1f MiB, as far as no lane is idle".formatted(addBytes / (1 << 20))));
      long cycles =
          firstStage(lanes.dispatch(), lanes.relay())
              + activation
              + secondStage(lanes.combine(), lanes.reduction());
      return new Prediction(cycles, parts);
    }
  }
}
