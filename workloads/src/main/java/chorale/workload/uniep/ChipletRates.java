package chorale.workload.uniep;

import chorale.workload.ArrayCycles;

/**
 * What a chiplet can do in a cycle.
 *
 * @param lanes N, each a systolic array and a port
 * @param array of a lane
 * @param portBytes bytes that a lane moves per cycle
 * @param linkBytes bytes per cycle of the chiplet's link, in each direction
 * @param sramBytes bytes per cycle of all banks
 * @param packetBytes bytes that a request moves
 * @param sramCycles from a request to the SRAM to its word
 * @param wayCycles from a lane to another chiplet's SRAM
 * @param syncCycles from a semaphore's signal to the command that waits for it
 * @param landing packets that a chiplet has room for besides its tokens
 * @param switchEntries tokens whose sums a switch can hold while contributions are missing
 */
public record ChipletRates(
    int lanes,
    ArrayCycles array,
    int portBytes,
    int linkBytes,
    int sramBytes,
    int packetBytes,
    int sramCycles,
    int wayCycles,
    int syncCycles,
    int landing,
    int switchEntries) {
  public ChipletRates {
    int least =
        Math.min(
            Math.min(Math.min(portBytes, linkBytes), Math.min(sramBytes, packetBytes)),
            Math.min(sramCycles, wayCycles));
    if (lanes < 2 || least < 1 || syncCycles < 0 || landing < 0 || switchEntries < 0) {
      throw new IllegalArgumentException(
          "%d lanes, ports of %d, links of %d, SRAM of %d bytes per cycle, packets of %d, %d and %d cycles: at least 2 lanes and 1 of each"
              .formatted(
                  lanes, portBytes, linkBytes, sramBytes, packetBytes, sramCycles, wayCycles));
    }
  }

  /**
   * A chiplet with as many lanes as the paper's processor has (132): arrays of 16 x 16 with ports
   * of a row of bf16, a bank of that width for each, and a link of a flit of 64 bytes as in the
   * shipped example. A way is the network interface, three routers of 2 cycles, and four links of 2
   * (docs/noc.md); a word of the SRAM comes after 2; a semaphore's signal passes in 2.
   */
  public static final ChipletRates EXAMPLE =
      new ChipletRates(132, new ArrayCycles(16, 16), 32, 64, 132 * 32, 64, 2, 15, 2, 4096, 4096);

  /** The same with another number of lanes, each with its bank. */
  public ChipletRates lanes(int count) {
    return new ChipletRates(
        count,
        array,
        portBytes,
        linkBytes,
        count * portBytes,
        packetBytes,
        sramCycles,
        wayCycles,
        syncCycles,
        landing,
        switchEntries);
  }

  /** Bytes per cycle of {@code n} lanes with {@code w} requests each, at most {@code rate}. */
  double moved(int n, int w, int cycles, double rate) {
    double lane = Math.min((double) w * packetBytes / cycles, portBytes);
    return Math.min(n * lane, rate);
  }
}
