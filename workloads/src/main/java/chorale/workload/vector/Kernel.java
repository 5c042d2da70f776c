package chorale.workload.vector;

import java.util.HashSet;
import java.util.List;

/**
 * A program of the vector engine for rows of words: every row runs through the same instructions. A
 * loop's instructions run once for each word of the row, in order; loops follow one another and are
 * not nested.
 *
 * @param name what it computes
 * @param streams what its streams are, from number 0
 * @param instructions at least one
 */
public record Kernel(String name, List<String> streams, List<Instruction> instructions) {
  /** Checks that loops are closed and that nothing is read before it is written. */
  public Kernel {
    streams = List.copyOf(streams);
    instructions = List.copyOf(instructions);
    if (instructions.isEmpty()) {
      throw new IllegalArgumentException("kernel %s: no instruction".formatted(name));
    }
    boolean inLoop = false;
    var written = new HashSet<Integer>();
    for (int i = 0; i < instructions.size(); i++) {
      var at = instructions.get(i);
      require(name, i, at, !(at.begins() && inLoop), "a loop in a loop");
      inLoop |= at.begins();
      require(name, i, at, inLoop || !at.ends(), "the end of no loop");
      inLoop &= !at.ends();
      require(
          name,
          i,
          at,
          at.op().sources < 1 || written.contains(at.a()),
          "reads what was not written");
      require(
          name,
          i,
          at,
          at.op().sources < 2 || written.contains(at.b()),
          "reads what was not written");
      require(
          name,
          i,
          at,
          !at.op().isAccess() || at.stream() < streams.size(),
          "a stream from 0 to %d is needed".formatted(streams.size() - 1));
      if (at.op().result) {
        written.add(at.dst());
      }
    }
    if (inLoop) {
      throw new IllegalArgumentException("kernel %s: its last loop has no end".formatted(name));
    }
  }

  private static void require(String name, int i, Instruction at, boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(
          "kernel %s, instruction %d (%s): %s".formatted(name, i, at, otherwise));
    }
  }

  /** The number of a stream; throws if there is none of that name. */
  public int stream(String wanted) {
    int number = streams.indexOf(wanted);
    if (number < 0) {
      throw new IllegalArgumentException(
          "kernel %s has no stream %s: %s".formatted(name, wanted, String.join(", ", streams)));
    }
    return number;
  }

  /** Instructions outside of loops. */
  public int straight() {
    return instructions.size() - looped();
  }

  /** Instructions in loops. */
  public int looped() {
    int looped = 0;
    boolean inLoop = false;
    for (var at : instructions) {
      inLoop |= at.begins();
      looped += inLoop ? 1 : 0;
      inLoop &= !at.ends();
    }
    return looped;
  }

  /** Instructions that a row of {@code words} words runs through. */
  public long executed(int words) {
    return straight() + (long) looped() * words;
  }
}
