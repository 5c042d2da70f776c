package chorale.nop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chorale.nop.NetworkTraffic.Load;
import chorale.nop.RouterParameters.Allocation;
import org.junit.jupiter.api.Test;

/** Leaf 0 of a star sends packets to the three others, and nobody else sends. */
final class ForkThroughputTest {
  private static final int STAGES = 2;
  private static final int FLITS = 4;
  private static final int PACKETS = 50;

  @Test
  void copies_for_all_outputs_leave_in_the_same_cycles_without_a_gap() {
    var p =
        NetworkDesign.parameters(
            32,
            STAGES,
            Allocation.OUTPUT,
            Arbitration.ROUND_ROBIN,
            VcClass.multicast("several", 8, FLITS));
    var one = new int[] {1};
    // a head waits for room for its packet: places for the credit loop and a packet
    int places = p.creditLoop(0) + FLITS;
    var design = NetworkDesign.tree("fork", new int[] {4}, one, one, 1, p, 0, places);
    try (var traffic = new NetworkTraffic(design, 1, true)) {
      for (int k = 0; k < PACKETS; k++) {
        traffic.send(0, 0b1110, 0, FLITS);
      }
      while (traffic.arrived() < 3 * FLITS * PACKETS) {
        traffic.step(Load.HEAVY);
      }
      assertEquals(STAGES + FLITS * PACKETS - 1, traffic.cycle());
      traffic.drain();
    }
  }
}
