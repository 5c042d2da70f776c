package chorale.workload.hecaton;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes the commands of one die, and keeps count of what its counters will be. What is passed in
 * both directions of a ring is split in halves.
 */
final class DieWriter {
  /** Bytes of an operand: bfloat16. */
  static final int OPERAND = 2;

  private final int partial;
  private final List<GridCommand> commands = new ArrayList<>();
  private final int[] done = new int[GridEngine.values().length];
  private final int[] arrived = new int[Link.values().length];

  /** Where a partial sum has {@code partial} bytes on a link. */
  DieWriter(int partial) {
    this.partial = partial;
  }

  List<GridCommand> commands() {
    return commands;
  }

  /** The same work {@code count} times. */
  Ready run(GridEngine engine, int count, GridWork each, Ready after) {
    if (after.parts() != 1 && after.parts() != count) {
      throw new IllegalArgumentException("%d times after %d parts".formatted(count, after.parts()));
    }
    var waits = after.parts() == 1 ? after.whole().waits() : after.waits();
    commands.add(new GridCommand(engine, count, each, waits));
    int before = done[engine.ordinal()];
    done[engine.ordinal()] += count;
    return new Ready(count, List.of(new Wait(false, engine, before, 0, 1)));
  }

  /** A product in as many parts as its operand has. */
  Ready multiply(double macs, double sramBytes, Ready operand) {
    int parts = operand.parts();
    return run(
        GridEngine.ARRAY, parts, new GridWork.Multiply(macs / parts, sramBytes / parts), operand);
  }

  /** A kernel over so many numbers, once its operand is there. */
  Ready apply(double numbers, Ready operand) {
    return run(GridEngine.VECTOR, 1, new GridWork.Apply(numbers), operand.whole());
  }

  /**
   * All-gather of blocks, each in {@code chunks} parts.
   *
   * @return p chunks parts, the own block's first, then in the order in which they come
   */
  Ready gather(Way way, long block, int chunks, Ready own) {
    var waits = new ArrayList<>(own.whole().waits());
    if (way.size() == 1) {
      return new Ready(chunks, waits);
    }
    var sent = new ArrayList<>(waits);
    for (int d = 0; d < way.out().size(); d++) {
      var comes = comes(way, d, chunks);
      pass(way, d, block, OPERAND, chunks, new Ready(1, sent), comes);
      waits.add(comes);
    }
    return new Ready(way.size() * chunks, waits);
  }

  /**
   * Reduce-scatter of blocks, each in {@code chunks} parts.
   *
   * @param product whole, or in p chunks parts, the own block's first and the others in the order
   *     in which they leave
   * @return when the own block's sum is there
   */
  Ready scatter(Way way, long block, int chunks, Ready product) {
    if (way.size() == 1) {
      return product.whole();
    }
    var result = new ArrayList<>(product.whole().waits());
    var leaving = product.parts() == 1 ? product : product.from(chunks);
    for (int d = 0; d < way.out().size(); d++) {
      var comes = comes(way, d, chunks);
      pass(way, d, block, partial, chunks, leaving, comes);
      result.add(comes.fixedAt(way.size() * chunks - 1));
    }
    return new Ready(1, result);
  }

  /** Of what comes: part u of a gathered whole; and for what part u waits that is passed on. */
  private Wait comes(Way way, int direction, int chunks) {
    var in = way.in().get(direction);
    return new Wait(true, in, arrived[in.ordinal()], chunks, 1);
  }

  private void pass(
      Way way, int direction, long block, int bytes, int chunks, Ready after, Wait comes) {
    long parts = (long) chunks * way.out().size();
    if (block % parts != 0) {
      throw new IllegalArgumentException(
          "a block of %d numbers in %d chunks and %d directions: a multiple of %d"
              .formatted(block, chunks, way.out().size(), parts));
    }
    int count = (way.size() - 1) * chunks;
    var all = new Ready(count, List.of(comes)).and(after);
    var send = new GridWork.Send(block / parts, bytes, way.hops());
    run(way.out().get(direction), count, send, all);
    arrived[way.in().get(direction).ordinal()] += count;
  }
}
