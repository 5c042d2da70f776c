package chorale.workload.hecaton;

/** What an engine does once. */
public sealed interface GridWork {
  /**
   * A product of matrices.
   *
   * @param macs products of two numbers
   * @param sramBytes operands and results, each once
   */
  record Multiply(double macs, double sramBytes) implements GridWork {}

  /**
   * A kernel.
   *
   * @param numbers of all its rows
   */
  record Apply(double numbers) implements GridWork {}

  /**
   * A pass to the next die of a ring.
   *
   * @param elements numbers
   * @param bytes of each
   * @param hops links on its way
   */
  record Send(long elements, int bytes, int hops) implements GridWork {}

  /**
   * From or to the memories.
   *
   * @param bytes of them
   */
  record Move(double bytes) implements GridWork {}
}
