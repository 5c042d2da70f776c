package chorale.workload;

import java.util.List;
import java.util.OptionalInt;

/**
 * One command of an engine. It starts when the engine's previous command is done and all {@link
 * #waits} hold; when done it adds one to the semaphore {@link #signal}, if there is one.
 */
public sealed interface Command {
  /** Conditions for the start, all of them; empty: none. */
  List<Wait> waits();

  /** Semaphore that is incremented at the end. */
  OptionalInt signal();

  /** Sends tokens {@code firstToken .. firstToken+tokens-1}, one multicast packet each. */
  record Dispatch(int firstToken, int tokens, List<Wait> waits, OptionalInt signal)
      implements Command {
    /** Copies the list. */
    public Dispatch {
      waits = List.copyOf(waits);
    }
  }

  /** Adds up the contributions of {@code tokens} tokens, each in top-k order. */
  record Reduce(int tokens, List<Wait> waits, OptionalInt signal) implements Command {
    /** Copies the list. */
    public Reduce {
      waits = List.copyOf(waits);
    }
  }

  /**
   * Loads one expert matrix from the group's DRAM.
   *
   * @param expert expert in the layer
   * @param local expert on the chiplet
   * @param matrix which of its matrices
   * @param address byte address in the group's DRAM, a multiple of the burst
   * @param bytes length
   * @param order position in the group's stream of loads, from 0; lowest is served first
   * @param waits start conditions
   * @param signal semaphore at the end
   */
  record Load(
      int expert,
      int local,
      Matrix matrix,
      long address,
      int bytes,
      int order,
      List<Wait> waits,
      OptionalInt signal)
      implements Command {
    /** Copies the list. */
    public Load {
      waits = List.copyOf(waits);
    }
  }

  /** Multiplies an m x k activation by a k x n matrix of an expert. */
  record Gemm(
      int expert,
      int local,
      Matrix matrix,
      int m,
      int k,
      int n,
      List<Wait> waits,
      OptionalInt signal)
      implements Command {
    /** Copies the list. */
    public Gemm {
      waits = List.copyOf(waits);
    }
  }

  /**
   * Sends results of an expert home, one packet per token. {@code first} and {@code count} are a
   * range of the expert's own tokens in ascending order ({@link Routing#tokensOf}).
   */
  record Combine(int expert, int local, int first, int count, List<Wait> waits, OptionalInt signal)
      implements Command {
    /** Copies the list. */
    public Combine {
      waits = List.copyOf(waits);
    }
  }
}
