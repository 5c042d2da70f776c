package chorale.workload.vector;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes a {@link Kernel} as formulas. Every operation gives a new value; {@link #accumulate}
 * changes one that was made before the loop. Values get registers when the kernel is built: one is
 * free again behind the last instruction that reads it, or behind the loop in which that stands if
 * the value is older than the loop.
 *
 * <pre>{@code
 * var k = new Assembler("add");
 * int x = k.stream("x");
 * int y = k.stream("y");
 * k.loop(() -> k.store16(y, k.op(ADD, k.load16(x), k.load16(y))));
 * Kernel add = k.kernel();
 * }</pre>
 */
public final class Assembler {
  /** A value of each lane. */
  public static final class Value {
    private final int number;

    private Value(int number) {
      this.number = number;
    }
  }

  /** Operands are numbers of values, or -1. */
  private record Line(VectorOp op, int dst, int a, int b, int stream, int immediate) {}

  private final String name;
  private final List<String> streams = new ArrayList<>();
  private final List<Line> lines = new ArrayList<>();
  private final List<int[]> loops = new ArrayList<>();
  private int values;
  private boolean inLoop;

  /** A kernel without instructions. */
  public Assembler(String name) {
    this.name = name;
  }

  /** The next stream. */
  public int stream(String what) {
    streams.add(what);
    return streams.size() - 1;
  }

  /** Repeats what {@code body} writes for each word of a row. */
  public void loop(Runnable body) {
    if (inLoop) {
      throw new IllegalStateException("kernel %s: a loop in a loop".formatted(name));
    }
    int first = lines.size();
    inLoop = true;
    body.run();
    inLoop = false;
    if (lines.size() == first) {
      throw new IllegalStateException("kernel %s: a loop of nothing".formatted(name));
    }
    loops.add(new int[] {first, lines.size() - 1});
  }

  /** The loop's present word of a stream of bf16; before and after loops, the first. */
  public Value load16(int stream) {
    return load16(stream, 0);
  }

  /** The word {@code offset} words behind it. */
  public Value load16(int stream, int offset) {
    return write(VectorOp.LOAD16, -1, -1, stream, offset);
  }

  /** The loop's present word of a stream of binary32. */
  public Value load32(int stream) {
    return load32(stream, 0);
  }

  /** The word {@code offset} words behind it. */
  public Value load32(int stream, int offset) {
    return write(VectorOp.LOAD32, -1, -1, stream, offset);
  }

  /** Rounds to bf16 and writes to the loop's present word. */
  public void store16(int stream, Value x) {
    store(VectorOp.STORE16, stream, 0, x);
  }

  /** Writes to the word {@code offset} words behind it. */
  public void store16(int stream, int offset, Value x) {
    store(VectorOp.STORE16, stream, offset, x);
  }

  /** Writes to the loop's present word. */
  public void store32(int stream, Value x) {
    store(VectorOp.STORE32, stream, 0, x);
  }

  /** Writes to the word {@code offset} words behind it. */
  public void store32(int stream, int offset, Value x) {
    store(VectorOp.STORE32, stream, offset, x);
  }

  /** An operation of two values. */
  public Value op(VectorOp op, Value a, Value b) {
    need(op, 2);
    return write(op, a.number, b.number, 0, 0);
  }

  /** An operation of one value. */
  public Value op(VectorOp op, Value a) {
    need(op, 1);
    return write(op, a.number, -1, 0, 0);
  }

  /** {@code sum = op(sum, x)}. */
  public void accumulate(VectorOp op, Value sum, Value x) {
    need(op, 2);
    lines.add(new Line(op, sum.number, sum.number, x.number, 0, 0));
  }

  /** The value of lane {@code i xor 2^power}. */
  public Value exchange(Value a, int power) {
    return write(VectorOp.EXCHANGE, a.number, -1, 0, power);
  }

  /** The place in the row: {@code word * lanes + lane}. */
  public Value index() {
    return write(VectorOp.INDEX, -1, -1, 0, 0);
  }

  /** 0: a place is not greater than itself. */
  public Value zero() {
    var place = index();
    return op(VectorOp.GREATER, place, place);
  }

  /** Minus infinity. */
  public Value minusInfinity() {
    var zero = zero();
    return op(VectorOp.SELECT, zero, zero);
  }

  /** {@code op} of all lanes, in all of them: of neighbours, of their neighbours, and so on. */
  public Value all(VectorOp op, Value a, int lanes) {
    Value x = a;
    for (int power = 0; 1 << power < lanes; power++) {
      x = op(op, x, exchange(x, power));
    }
    return x;
  }

  private void need(VectorOp op, int sources) {
    if (op.sources != sources || op.isAccess() || op == VectorOp.EXCHANGE) {
      throw new IllegalArgumentException(
          "kernel %s: %s is no operation of %d values".formatted(name, op, sources));
    }
  }

  private Value write(VectorOp op, int a, int b, int stream, int immediate) {
    lines.add(new Line(op, values, a, b, stream, immediate));
    return new Value(values++);
  }

  private void store(VectorOp op, int stream, int offset, Value x) {
    lines.add(new Line(op, -1, x.number, -1, stream, offset));
  }

  /** The kernel; throws if it takes more registers than there are. */
  public Kernel kernel() {
    int[] lastUse = lastUses();
    int[] register = new int[values];
    Arrays.fill(register, -1);
    var holder = new int[Instruction.REGISTERS];
    Arrays.fill(holder, -1);
    var instructions = new ArrayList<Instruction>();
    for (int i = 0; i < lines.size(); i++) {
      var line = lines.get(i);
      int a = line.a < 0 ? 0 : register[line.a];
      int b = line.b < 0 ? 0 : register[line.b];
      if (line.dst >= 0 && register[line.dst] < 0) {
        // A register that is read here for the last time may be written, but not by an exchange.
        int free = free(holder, lastUse, line.op == VectorOp.EXCHANGE ? i - 1 : i);
        register[line.dst] = free;
        holder[free] = line.dst;
      }
      int dst = line.dst < 0 ? 0 : register[line.dst];
      int at = i;
      instructions.add(
          new Instruction(
              line.op,
              dst,
              a,
              b,
              line.stream,
              line.immediate,
              loops.stream().anyMatch(l -> l[0] == at),
              loops.stream().anyMatch(l -> l[1] == at)));
    }
    return new Kernel(name, streams, instructions);
  }

  private int free(int[] holder, int[] lastUse, int line) {
    for (int r = 0; r < holder.length; r++) {
      if (holder[r] < 0 || lastUse[holder[r]] <= line) {
        return r;
      }
    }
    throw new IllegalStateException(
        "kernel %s: more than %d values are alive at once".formatted(name, holder.length));
  }

  /** Per value, the last line that reads it, or the one behind the loop around that. */
  private int[] lastUses() {
    int[] last = new int[values];
    int[] first = new int[values];
    Arrays.fill(first, -1);
    for (int i = 0; i < lines.size(); i++) {
      var line = lines.get(i);
      for (int v : new int[] {line.dst, line.a, line.b}) {
        if (v >= 0) {
          first[v] = first[v] < 0 ? i : first[v];
          last[v] = Math.max(last[v], end(first[v], i));
        }
      }
    }
    return last;
  }

  private int end(int made, int used) {
    for (int[] loop : loops) {
      if (loop[0] <= used && used <= loop[1] && made < loop[0]) {
        return loop[1] + 1;
      }
    }
    return used;
  }
}
