package chorale.workload.step.rate;

/**
 * A package by its rates, all per cycle; links have as much in each direction.
 *
 * @param experts engines of a chiplet with experts
 * @param homes engines of a chiplet at the root; where all chiplets are homes, of none
 * @param links the network
 * @param memory of each group
 * @param homeMemory of a chiplet at the root
 */
public record Rates(Engines experts, Engines homes, Links links, Memory memory, Memory homeMemory) {
  /**
   * The engines of a chiplet.
   *
   * @param macs products of two numbers and their sums, of a tile
   * @param vectorNumbers numbers of a kernel's rows
   * @param sramBytes from and to the chiplet's memory, of copies and of attention
   */
  public record Engines(double macs, double vectorNumbers, double sramBytes) {}

  /**
   * The network.
   *
   * @param leaf bytes between a chiplet and its switch
   * @param trunk bytes between a switch and the root
   * @param home bytes between the root and a home there, of all its links
   * @param hopCycles of a switch and a link
   * @param headBytes of a packet
   * @param adds whether switches add up what a token's experts in a group send to a home at the
   *     root
   */
  public record Links(
      double leaf, double trunk, double home, int hopCycles, int headBytes, boolean adds) {}

  /**
   * A memory behind a port.
   *
   * @param bytes of the memory, read and written together
   * @param port bytes of its port
   * @param duplex whether that much goes in each direction, or in both together
   * @param latency cycles to the first data
   */
  public record Memory(double bytes, double port, boolean duplex, int latency) {}
}
