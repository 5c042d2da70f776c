package chorale.workload.step.run;

/**
 * How finely the fast model looks.
 *
 * @param packets of a command that are sent as one
 * @param blocks of a command that are asked for, loaded and sent as one
 */
public record Grain(int packets, int blocks) {
  /** Packet by packet, and block by block with each burst. */
  public static final Grain FINE = new Grain(1, 1);

  /** Checks the numbers. */
  public Grain {
    if (packets < 1 || blocks < 1) {
      throw new IllegalArgumentException(
          "%d packets and %d blocks as one: 1 of each at least".formatted(packets, blocks));
    }
  }

  /** Runs of packets and blocks: for models of full size. */
  public static Grain coarse(int packets, int blocks) {
    return new Grain(packets, blocks);
  }

  /** Whether every burst of a memory is looked at. */
  boolean seesBursts() {
    return blocks == 1;
  }

  /** Whether packets hold what is behind them up. */
  boolean seesPackets() {
    return packets == 1;
  }
}
