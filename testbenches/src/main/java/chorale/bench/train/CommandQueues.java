package chorale.bench.train;

import chorale.chiplet.CommandFormat;
import chorale.chiplet.PackageParameters;
import chorale.chiplet.TrainingParameters;
import chorale.chiplet.TrainingParameters.Target;
import chorale.chiplet.array.Gemm;
import chorale.chiplet.array.GemmFormat;
import chorale.chiplet.vector.VectorCommand;
import chorale.chiplet.vector.VectorFormat;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The command queues of a chiplet. Each engine's commands count a semaphore of its own; a command
 * waits for up to two semaphores.
 */
final class CommandQueues {
  private static final List<Target> ENGINES = List.of(Target.ARRAY, Target.VECTOR, Target.SEND);

  /** Waits until an engine, or the arrivals of a class, have counted so far. */
  record Wait(int semaphore, int count) {}

  private final TrainingParameters p;
  private final HostWords words;
  private final int chiplet;
  private final GemmFormat gemms;
  private final VectorFormat vectors;
  private final Map<Target, Integer> count = new EnumMap<>(Target.class);

  CommandQueues(TrainingParameters p, HostWords words, int chiplet) {
    this.p = p;
    this.words = words;
    this.chiplet = chiplet;
    gemms = new GemmFormat(p.array());
    vectors = new VectorFormat(p.vector());
    ENGINES.forEach(e -> count.put(e, 0));
  }

  /** For all commands of an engine so far. */
  Wait last(Target engine) {
    return new Wait(TrainingParameters.CLASSES + ENGINES.indexOf(engine), count.get(engine));
  }

  /** A GEMM; waits that are null are none. */
  Wait array(Gemm gemm, Wait first, Wait second) {
    return add(Target.ARRAY, gemms.encode(gemm), first, second);
  }

  /** Rows through a kernel, with its streams; a region of one row serves all rows. */
  Wait vector(int kernel, int rows, int rowWords, Wait first, Wait second, Region... at) {
    var streams = new ArrayList<VectorCommand.Stream>();
    for (Region r : at) {
      streams.add(
          VectorCommand.Stream.rows(r.address(), r.rows() == 1 && rows > 1 ? 0 : r.words()));
    }
    var command = new VectorCommand(kernel, rows, rowWords, streams);
    return add(Target.VECTOR, vectors.encode(command), first, second);
  }

  /** A range of the table of packets. */
  Wait send(int firstPacket, int packets, Wait first) {
    return add(Target.SEND, p.send(firstPacket, packets), first, null);
  }

  /** Ends all queues. */
  void end() {
    for (Target engine : ENGINES) {
      words.add(chiplet, engine, count.get(engine), format(engine).endMark());
    }
  }

  private Wait add(Target engine, BigInteger arguments, Wait first, Wait second) {
    int at = count.get(engine);
    if (at + 1 >= PackageParameters.COMMANDS) {
      throw new IllegalArgumentException(
          "chiplet %d: its queue of the %s engine holds %d commands"
              .formatted(
                  chiplet, engine.name().toLowerCase(Locale.ROOT), PackageParameters.COMMANDS - 1));
    }
    var word =
        format(engine)
            .encode(
                first == null ? 0 : first.semaphore,
                first == null ? 0 : first.count,
                second == null ? 0 : second.semaphore,
                second == null ? 0 : second.count,
                last(engine).semaphore,
                arguments);
    words.add(chiplet, engine, at, word);
    count.put(engine, at + 1);
    return last(engine);
  }

  private CommandFormat format(Target engine) {
    int width =
        switch (engine) {
          case ARRAY -> gemms.width();
          case VECTOR -> vectors.commandBits();
          default -> p.sendWidth();
        };
    return new CommandFormat(p.semaphores(), width);
  }
}
