package chorale.workload.vector;

/**
 * Cycles of a command on a vector engine whose memories grant every request at once. Rows go in
 * blocks of B, and each instruction is issued for each row of a block, V of L lanes a cycle:
 *
 * <pre>
 * ceil(rows / B) * (straight + looped * words) * B * L / V + 3
 * </pre>
 *
 * from the cycle in which the command is taken to that of its last write. The next command begins 3
 * cycles before that. A request that is refused in a cycle costs at most that one.
 *
 * @param lanes L, lanes of a word
 * @param lanesPerCycle V
 * @param block B, rows of a block
 */
public record VectorCycles(int lanes, int lanesPerCycle, int block) {
  /** Cycles from the last issue to the write behind it. */
  public static final int EDGE = 3;

  /** Cycles with an instruction issued. */
  public long steps(Kernel kernel, int rows, int words) {
    return Math.ceilDiv(rows, block) * kernel.executed(words) * block * (lanes / lanesPerCycle);
  }

  /** Cycles from taking a command to its last write. */
  public long cycles(Kernel kernel, int rows, int words) {
    return steps(kernel, rows, words) + EDGE;
  }

  /** Operations on single lanes a cycle; the most is V. */
  public double lanesUsed(Kernel kernel, int rows, int words) {
    double work = (double) rows * kernel.executed(words) * lanes;
    return work / cycles(kernel, rows, words);
  }
}
