package chorale.bench.train;

import chorale.chiplet.CommandFormat;
import chorale.chiplet.PackageParameters;
import chorale.chiplet.TrainingFormat;
import chorale.chiplet.TrainingParameters;
import chorale.chiplet.TrainingParameters.Target;
import chorale.chiplet.array.Gemm;
import chorale.chiplet.array.GemmFormat;
import chorale.chiplet.vector.VectorCommand;
import chorale.chiplet.vector.VectorFormat;
import chorale.workload.step.Condition;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The command queues of a chiplet. Each tile's and each engine's commands count a semaphore of
 * their own; a command waits for up to two semaphores.
 */
final class CommandQueues {
  /** Waits until an engine, or the arrivals of a class, have counted so far. */
  record Wait(int semaphore, int count) {}

  private final TrainingParameters p;
  private final HostWords words;
  private final int chiplet;
  private final GemmFormat gemms;
  private final VectorFormat vectors;

  private final TrainingFormat format;

  /** Commands by engine: the tiles, the vector, the send, the load, the store, the copy engine. */
  private final int[] count;

  CommandQueues(TrainingParameters p, HostWords words, int chiplet) {
    this.p = p;
    this.words = words;
    this.chiplet = chiplet;
    gemms = new GemmFormat(p.array());
    vectors = new VectorFormat(p.vector());
    format = new TrainingFormat(p);
    count = new int[p.tiles() + p.options().vectors() + 4];
  }

  /** For all commands of an engine so far; of arrays, those of the first tile. */
  Wait last(Target engine) {
    return last(engine, 0);
  }

  /** For all commands of a tile so far. */
  Wait lastOf(int tile) {
    return last(Target.ARRAY, tile);
  }

  private Wait last(Target engine, int tile) {
    return after(p, engine, tile, count[index(p, engine, tile)]);
  }

  /** For the first {@code commands} commands of an engine. */
  static Wait after(TrainingParameters p, Target engine, int tile, int commands) {
    return new Wait(TrainingParameters.CLASSES + index(p, engine, tile), commands);
  }

  /** For what a step's command says that an engine has done. */
  static Wait after(TrainingParameters p, Condition.Done done) {
    var engine =
        switch (done.engine()) {
          case TILE -> Target.ARRAY;
          case VECTOR -> Target.VECTOR;
          case COPY -> Target.COPY;
          case SEND -> Target.SEND;
          case LOAD -> Target.LOAD;
          case STORE -> Target.STORE;
        };
    return after(p, engine, done.number(), done.commands());
  }

  /** For so many packets that a counter of the board counts. */
  static Wait counted(TrainingParameters p, int counter, int packets) {
    return new Wait(p.firstCounter() + counter, packets);
  }

  private static int index(TrainingParameters p, Target engine, int tile) {
    int others = p.tiles() + p.options().vectors();
    return switch (engine) {
      case ARRAY -> tile;
      case VECTOR -> p.tiles() + tile;
      case SEND -> others;
      case LOAD -> others + 1;
      case STORE -> others + 2;
      case COPY -> others + (p.stack().isPresent() ? 3 : 1);
      case PORT -> others + tile; // a chiplet with ports has no send, load .. engine
      default -> throw new IllegalArgumentException(engine + " has no queue");
    };
  }

  /** A GEMM for the first tile; waits that are null are none. */
  Wait array(Gemm gemm, Wait first, Wait second) {
    return array(0, gemm, first, second);
  }

  /** A GEMM for a tile. */
  Wait array(int tile, Gemm gemm, Wait first, Wait second) {
    return add(Target.ARRAY, tile, gemms.encode(gemm), first, second);
  }

  /** Rows through a kernel, with its streams; a region of one row serves all rows. */
  Wait vector(int kernel, int rows, int rowWords, Wait first, Wait second, Region... at) {
    return vector(0, kernel, rows, rowWords, first, second, at);
  }

  /** The same for one of several vector engines. */
  Wait vector(
      int engine, int kernel, int rows, int rowWords, Wait first, Wait second, Region... at) {
    var streams = new ArrayList<VectorCommand.Stream>();
    for (Region r : at) {
      streams.add(
          VectorCommand.Stream.rows(r.address(), r.rows() == 1 && rows > 1 ? 0 : r.words()));
    }
    return vector(engine, kernel, rows, rowWords, first, second, streams);
  }

  /** The same with strides of their own. */
  Wait vector(
      int kernel, int rows, int rowWords, Wait first, Wait second, List<VectorCommand.Stream> at) {
    return vector(0, kernel, rows, rowWords, first, second, at);
  }

  private Wait vector(
      int engine,
      int kernel,
      int rows,
      int rowWords,
      Wait first,
      Wait second,
      List<VectorCommand.Stream> at) {
    var command = new VectorCommand(kernel, rows, rowWords, at);
    return add(Target.VECTOR, engine, vectors.encode(command), first, second);
  }

  /** A range of the table of packets. */
  Wait send(int firstPacket, int packets, Wait first, Wait second) {
    return add(Target.SEND, 0, format.send(firstPacket, packets), first, second);
  }

  /** Words of a port, encoded by {@link TrainingFormat#rows}. */
  Wait port(int port, BigInteger rows, Wait first, Wait second) {
    return add(Target.PORT, port, rows, first, second);
  }

  /** A range of the table of copies. */
  Wait copy(int firstCopy, int copies, Wait first, Wait second) {
    return add(Target.COPY, 0, format.copies(firstCopy, copies), first, second);
  }

  /** Loads a region from the group's memory. */
  Wait load(Stored from, Region to, int order, Wait first, Wait second) {
    return add(Target.LOAD, 0, blocks(from, to, order), first, second);
  }

  /** Stores a region to the group's memory. */
  Wait store(Region from, Stored to, int order, Wait first, Wait second) {
    return add(Target.STORE, 0, blocks(to, from, order), first, second);
  }

  private BigInteger blocks(Stored there, Region here, int order) {
    boolean sums = here.memory() == Target.SUMS;
    return format.blocks(there.block(), here.address(), sums, order, there.blocks());
  }

  /** Ends all queues. */
  void end() {
    for (int t = 0; t < p.tiles(); t++) {
      end(Target.ARRAY, t);
    }
    for (int v = 0; v < p.options().vectors(); v++) {
      end(Target.VECTOR, v);
    }
    for (int i = 0; i < p.options().ports(); i++) {
      end(Target.PORT, i);
    }
    if (p.options().ports() > 0) {
      return;
    }
    end(Target.SEND, 0);
    if (p.stack().isPresent()) {
      end(Target.LOAD, 0);
      end(Target.STORE, 0);
    }
    if (p.options().copies() > 0) {
      end(Target.COPY, 0);
    }
  }

  private void end(Target engine, int tile) {
    words.add(
        chiplet, engine, address(tile, last(engine, tile).count), commandOf(engine).endMark());
  }

  private static long address(int tile, int command) {
    return (long) tile * PackageParameters.COMMANDS + command;
  }

  private Wait add(Target engine, int tile, BigInteger arguments, Wait first, Wait second) {
    int at = last(engine, tile).count;
    if (at + 1 >= PackageParameters.COMMANDS) {
      throw new IllegalArgumentException(
          "chiplet %d: its queue of the %s engine holds %d commands"
              .formatted(
                  chiplet, engine.name().toLowerCase(Locale.ROOT), PackageParameters.COMMANDS - 1));
    }
    var word =
        commandOf(engine)
            .encode(
                first == null ? 0 : first.semaphore,
                first == null ? 0 : first.count,
                second == null ? 0 : second.semaphore,
                second == null ? 0 : second.count,
                last(engine, tile).semaphore,
                arguments);
    words.add(chiplet, engine, address(tile, at), word);
    count[index(p, engine, tile)]++;
    return last(engine, tile);
  }

  private CommandFormat commandOf(Target engine) {
    int width =
        switch (engine) {
          case ARRAY -> gemms.width();
          case VECTOR -> vectors.commandBits();
          case LOAD, STORE -> format.blockWidth();
          case COPY -> format.copyWidth();
          case PORT -> format.portWidth();
          default -> format.sendWidth();
        };
    return new CommandFormat(p.semaphores(), width);
  }
}
